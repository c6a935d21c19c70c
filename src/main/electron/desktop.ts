import { BrowserWindow, dialog, Notification, shell } from 'electron'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { HostFailure } from '#shared/contract/host.ts'

/** Asks for a folder; null when cancelled. */
export async function chooseFolder(): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  const question = {
    title: 'Open a repository',
    buttonLabel: 'Open',
    properties: ['openDirectory' as const],
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, question)
    : dialog.showOpenDialog(question))
  return canceled ? null : (filePaths[0] ?? null)
}

/** Opens an http or https link in the person's browser. */
export async function openLink(url: string): Promise<Result<null, HostFailure>> {
  try {
    await shell.openExternal(url)
    return ok(null)
  } catch (error) {
    return err({ kind: 'failed', message: `The link could not be opened (${String(error)}).` })
  }
}

/** What is on screen until it is clicked or goes away; a notification that is collected cannot be clicked. */
const shown = new Set<Notification>()

/** Tells the person something while none of our windows has their attention. */
export function notify(text: { readonly title: string; readonly body: string }, onClick: () => void): void {
  if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return
  const notification = new Notification({ title: text.title, body: text.body })
  shown.add(notification)
  notification.on('click', () => {
    shown.delete(notification)
    onClick()
  })
  notification.on('close', () => shown.delete(notification))
  notification.show()
}
