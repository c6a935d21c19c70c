import type { SessionState } from '#shared/contract/session.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

export interface Notification {
  readonly title: string
  readonly body: string
  readonly session: string
}

/** Tells of sessions that ended their turn: they need the person. */
export function notifyOfSessions(
  registry: SessionRegistry,
  notify: (notification: Notification) => void,
): { dispose(): void } {
  const last = new Map<string, SessionState>(registry.all().map((record) => [record.id, record.state]))
  return registry.onChange((session) => {
    const before = last.get(session.id)
    last.set(session.id, session.state)
    if (before !== 'running' && before !== 'preparing') return
    if (session.state === 'ready')
      notify({ title: session.title, body: 'Ready for your review.', session: session.id })
    else if (session.state === 'failed')
      notify({ title: session.title, body: session.activity, session: session.id })
  })
}
