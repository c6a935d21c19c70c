import type { AgentAnswer } from '#shared/domain/agent/ask.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { askLine, isAsk } from '#shared/domain/timeline/ask-item.ts'
import { answerOf, isPlanAsk, type PlanAsk } from './plan-ask.ts'
import type { SessionContext } from './session-context.ts'

/* What an agent asked in a turn that is over, and takes the answer to in its next one: a plan that it handed over. */

/**
 * What the person answered to the plan that the agent handed over last, for a turn that begins; null where they answered
 * none. Whether its conversation has the answer already, the agent knows. One from before a roll back was taken back with
 * that.
 */
export function leftAnswer(
  { timelines }: Pick<SessionContext, 'timelines'>,
  { id, turns, rolledBack }: SessionRecord,
): AgentAnswer | null {
  for (const item of timelines.newestFirst(id)) {
    if (item.turn >= turns || !isPlanAsk(item)) continue
    return item.turn > (rolledBack?.turns ?? 0) ? answerOf(item) : null
  }
  return null
}

/** The plan that the session handed over in its last turn, as it stands; null where that is not the last that it asked. */
export function lastPlanAsk(
  { timelines }: Pick<SessionContext, 'timelines'>,
  { id, turns }: SessionRecord,
): PlanAsk | null {
  for (const item of timelines.newestFirst(id)) {
    if (item.turn < turns) return null
    if (isAsk(item)) return isPlanAsk(item) ? item : null
  }
  return null
}

/** Stops a session that only waits for the answer to such a plan; false for any other. */
export function stopLeft({ asks, registry }: SessionContext, id: string, activity: string): boolean {
  if (!asks.withdrawLeft(id)) return false
  registry.record(id, { type: 'sessionStateChanged', data: { state: 'stopped', activity } })
  return true
}

/** Says that a session waits for the answer to a plan of a turn that is over. */
export function waitForLeft({ asks, registry }: SessionContext, id: string, item: PlanAsk): void {
  const record = registry.find(id)
  const activity = askLine(item)
  if (record?.state !== 'waiting' || record.activity !== activity)
    registry.record(id, { type: 'sessionStateChanged', data: { state: 'waiting', activity } })
  asks.reopen(id, item)
}
