import { answeredWith, ConnectionLostError } from '#shared/rpc/client.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'

/**
 * Tells of a request that the workbench could not do, since it can't write say, and of one whose answer was lost with
 * the connection and that may have been done: only the person can see whether to ask again. Streams and what can be repeated are opened again without a word.
 */
export function tellOfLostRequests(): void {
  window.addEventListener('unhandledrejection', (event) => {
    const message = answeredWith(event.reason)
    if (message !== null) {
      event.preventDefault()
      reportFailure({ message })
      return
    }
    if (!(event.reason instanceof ConnectionLostError)) return
    event.preventDefault()
    reportFailure({
      message:
        'The connection was lost before the workbench answered. What you asked for may have been done. Look at the session, and ask again if it was not.',
    })
  })
}
