import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { RolledBackTurn } from './ports.ts'
import type { SessionContext } from './session-context.ts'

/** What the next turn of a session has to be told, since it was rolled back; null where its agent knows. */
export function toldOf(
  { timelines }: Pick<SessionContext, 'timelines'>,
  { id, rolledBack, start }: SessionRecord,
): RolledBackTurn | null {
  if (rolledBack === null || rolledBack.conversation === 'cut') return null
  // A fork's first turn is told the plan of where it is from.
  const from = rolledBack.turns === 0 && start ? start.session : id
  for (const item of timelines.newestFirst(from))
    if (item.kind === 'plan' && item.turn <= rolledBack.turn && item.steps.length > 0)
      return { conversation: rolledBack.conversation, plan: item.steps }
  return { conversation: rolledBack.conversation, plan: [] }
}
