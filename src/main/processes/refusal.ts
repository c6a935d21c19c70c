import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'

/** A process of a session's agent asked for what only the person may do, and was refused: the session says so. */
export function tellRefusal(
  parts: { readonly registry: SessionRegistry; readonly timelines: Timelines },
  session: string,
  procedure: string,
): void {
  const record = parts.registry.find(session)
  if (!record) return
  parts.timelines.report(session, record.turns, {
    id: `t${record.turns}-refused-${procedure}`,
    kind: 'notice',
    state: 'failed',
    text: `A process of this agent asked Winnow for what only you may do (${procedure}). It was refused and nothing was changed. Look closely at what the agent did, and at what it read.`,
  })
}
