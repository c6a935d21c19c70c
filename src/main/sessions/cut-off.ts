import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { SessionContext } from './session-context.ts'

/**
 * What had begun in the turn before the next one and gave no answer, since the workbench was killed or the turn failed: the
 * text of each call, the oldest first. Of a turn that the person stopped the agent knows itself.
 */
export function cutOffBefore(
  { timelines }: Pick<SessionContext, 'timelines'>,
  { id, turns, rolledBack }: SessionRecord,
): readonly string[] {
  // What was rolled back had no effect that is still there.
  if (rolledBack !== null) return []
  const last = turns - 1
  const calls: string[] = []
  let isCutOff = false
  for (const item of timelines.newestFirst(id)) {
    if (item.turn > last) continue
    if (item.turn < last) break
    isCutOff ||= item.id === `t${last}-interrupted` || item.id === `t${last}-failed`
    const isCall = item.kind === 'command' || item.kind === 'edit' || item.kind === 'toolCall'
    if (isCall && item.state === 'interrupted') calls.unshift(item.text)
  }
  return isCutOff ? calls : []
}
