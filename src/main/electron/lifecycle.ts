import { app, dialog } from 'electron'
import type { Windows } from './windows.ts'

/** A session that would be stopped by quitting. */
interface Running {
  readonly id: string
  readonly title: string
}

const lookAgain = 1000
const endTime = 30_000

/**
 * Closing the last window leaves sessions running; the process goes when they are done. Quitting while some run
 * names them and asks, once, however many windows there are. `end` lets go of everything, once.
 */
export function keepLifecycle(options: {
  running(): readonly Running[]
  readonly windows: Windows
  end(): Promise<void>
}): void {
  let ending = false
  let asking = false
  let waiting: NodeJS.Timeout | null = null
  const { windows } = options

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
    if (asking) return
    asking = true
    try {
      const answer = await question(running)
      if (answer === 'close') windows.closeAll()
      if (answer === 'quit') finish()
    } finally {
      asking = false
    }
  }
  const question = async (running: readonly Running[]): Promise<'close' | 'quit' | 'cancel'> => {
    const names = running.slice(0, 8).map(({ title }) => `“${title}”`)
    if (running.length > names.length) names.push(`and ${running.length - names.length} more`)
    const box = {
      type: 'question' as const,
      message: running.length === 1 ? 'One session is running.' : `${running.length} sessions are running.`,
      detail: `${names.join('\n')}\n\nQuitting stops ${running.length === 1 ? 'it' : 'them'}. What was written so far is kept and can be reviewed.`,
      buttons: [
        `Close the ${windows.count > 1 ? 'windows' : 'window'} and let them run`,
        'Stop them and quit',
        'Cancel',
      ],
      defaultId: 0,
      cancelId: 2,
    }
    const { last } = windows
    const { response } = await (last ? dialog.showMessageBox(last, box) : dialog.showMessageBox(box))
    return (['close', 'quit'] as const)[response] ?? 'cancel'
  }

  app.on('window-all-closed', () => {
    if (ending || process.platform === 'darwin') return
    if (options.running().length === 0) {
      finish()
      return
    }
    waiting ??= setInterval(() => {
      const done = windows.count > 0 || options.running().length === 0
      if (!done) return
      if (waiting) clearInterval(waiting)
      waiting = null
      if (windows.count === 0) finish()
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
