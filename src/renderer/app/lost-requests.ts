import { answeredWith, ConnectionLostError } from '#shared/rpc/client.ts'
import { NotAcknowledgedError } from '#renderer/client/by-hand.ts'
import type { Connection } from '#renderer/client/connect.ts'
import type { UnkeptActs } from '#renderer/replicas/unkept-acts.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'

/**
 * Tells of a request that the workbench could not do, since it can't write say, and of one whose answer was lost with
 * the connection and that may have been done: only the person can see whether to ask again. What is
 * known by name is kept until this page is connected again, for the case that another page takes its place first.
 * Streams and what can be repeated are opened again without a word.
 */
export function tellOfLostRequests(connection: Connection, unkept: UnkeptActs): void {
  const told = new Set<string>()
  connection.onState(({ kind }) => {
    // This page told of it, and was not replaced by one that would have to.
    if (kind === 'open') unkept.drop([...told])
    if (kind === 'open') told.clear()
  })
  window.addEventListener('unhandledrejection', (event) => {
    const message = answeredWith(event.reason)
    if (message !== null) {
      event.preventDefault()
      reportFailure({ message })
      return
    }
    if (event.reason instanceof NotAcknowledgedError) {
      event.preventDefault()
      const { asked, session, message: words } = event.reason
      const act = crypto.randomUUID()
      told.add(act)
      unkept.add({ session: session ?? '', act, number: 0, words: asked, decisions: null, undoes: false })
      unkept.flush()
      reportFailure({ message: words })
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
