import { ConnectionLostError } from '#shared/rpc/client.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'

/**
 * Tells of a request whose answer was lost with the connection and that may have been done: only the person can see
 * whether to ask again. Streams and what can be repeated are opened again without a word.
 */
export function tellOfLostRequests(): void {
  window.addEventListener('unhandledrejection', (event) => {
    if (!(event.reason instanceof ConnectionLostError)) return
    event.preventDefault()
    reportFailure({
      message:
        'The connection was lost before the workbench answered. What you asked for may have been done. Look at the session, and ask again if it was not.',
    })
  })
}
