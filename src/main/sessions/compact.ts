import { err, ok } from '#shared/base/result.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { idleSession, wrongState, type Done, type SessionContext } from './session-context.ts'
import { bringBackWorktree } from './session-worktree.ts'

/** Queues a turn without a prompt that shortens the talk of an idle session. Its files and decisions stay as they are. */
export async function compactSession(context: SessionContext, id: string, client?: ActClient): Promise<Done> {
  const { registry, agents, folders } = context
  const found = registry.get(id)
  if (!found.ok) return found
  const { agent, source } = found.value
  if (source)
    return err({
      kind: 'noAgent',
      message:
        'This session reviews changes that were made elsewhere, so there is no conversation to shorten. Nothing was changed.',
    })
  const compaction = await agents.compaction(agent.kind)
  if (compaction === null)
    return err({
      kind: 'cannotCompact',
      message: `${agent.label} does not shorten its conversation when it is told to. Nothing was changed. Fork the session or start a new task if its conversation got too long.`,
    })
  const idle = idleSession(context, id)
  if (!idle.ok) return idle
  const { rolledBack, worktree } = idle.value
  if (rolledBack !== null && rolledBack.conversation !== 'cut')
    return err(
      wrongState(
        idle.value,
        'Its agent is told of the roll back with the next turn. Send a follow-up first.',
      ),
    )
  if (!(await compaction.isDue(folders.agent(id))))
    return err({
      kind: 'nothingToCompact',
      message: `Nothing was said in session ${id} since its conversation began or was last shortened, so nothing was changed. Send a follow-up, and shorten it when that has become long.`,
    })
  if (worktree === null)
    return err(wrongState(idle.value, 'It has no worktree. Send a follow-up first, which makes one again.'))
  const there = await bringBackWorktree(context, idle.value)
  if (!there.ok) return there
  const now = idleSession(context, id)
  if (!now.ok) return now
  registry.record(id, {
    type: 'turnQueued',
    data: { turn: now.value.turns + 1, prompt: '', compacts: true, ...(client ? { client } : {}) },
  })
  return ok(null)
}
