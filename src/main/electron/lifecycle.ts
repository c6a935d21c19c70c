import { app, dialog, type BrowserWindow } from 'electron'

/** A session that would be stopped by quitting. */
interface Running {
  readonly id: string
  readonly title: string
}

const lookAgain = 1000
const endTime = 30_000

/**
 * Closing the last window leaves sessions running; the process goes when they are done. Quitting while some run
 * names them and asks. `end` lets go of everything, once.
 */
export function keepLifecycle(options: {
  running(): readonly Running[]
  window(): BrowserWindow | null
  end(): Promise<void>
}): void {
  let ending = false
  let waiting: NodeJS.Timeout | null = null

  const finish = (): void => {
    if (ending) return
    ending = true
    // What does not end in this time never will; the next start recovers from it as from a crash.
    setTimeout(() => app.exit(1), endTime).unref()
    options.end().then(
      () => app.exit(0),
      (error: unknown) => {
        process.stderr.write(`winnow: it did not end cleanly: ${String(error)}\n`)
        app.exit(1)
      },
    )
  }
  const ask = async (running: readonly Running[]): Promise<void> => {
    const names = running.slice(0, 8).map(({ title }) => `“${title}”`)
    if (running.length > names.length) names.push(`and ${running.length - names.length} more`)
    const question = {
      type: 'question' as const,
      message: running.length === 1 ? 'One session is running.' : `${running.length} sessions are running.`,
      detail: `${names.join('\n')}\n\nQuitting stops ${running.length === 1 ? 'it' : 'them'}. What was written so far is kept and can be reviewed.`,
      buttons: ['Close the window and let them run', 'Stop them and quit', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
    }
    const window = options.window()
    const { response } = await (window
      ? dialog.showMessageBox(window, question)
      : dialog.showMessageBox(question))
    if (response === 0) options.window()?.close()
    if (response === 1) finish()
  }

  app.on('window-all-closed', () => {
    if (ending || process.platform === 'darwin') return
    if (options.running().length === 0) {
      finish()
      return
    }
    waiting ??= setInterval(() => {
      const done = options.window() !== null || options.running().length === 0
      if (!done) return
      if (waiting) clearInterval(waiting)
      waiting = null
      if (options.window() === null) finish()
    }, lookAgain)
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (ending) return
    const running = options.running()
    if (running.length === 0) finish()
    else void ask(running)
  })
  // Whoever sends a signal cannot answer a question.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, finish)
}
