import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { isFolder } from '../git/path-exists.ts'
import { finishDiscard } from './discard.ts'
import type { SessionContext } from './session-context.ts'
import { dropWorktree } from './session-worktree.ts'

/**
 * After a start: turns that were under way when the workbench ended are over. Their worktrees become a revision, so
 * what the agent wrote until then is there to review. What was being made or discarded when the workbench was
 * killed is put away, and a worktree that is gone is no session's any more: a follow-up makes it again.
 */
export async function recoverSessions(context: SessionContext): Promise<void> {
  for (const { id, repository } of context.registry.neverMade()) {
    await context.refs.remove(repository, id)
    context.registry.forgetNew(id)
  }
  for (const record of context.registry.all()) {
    await context.refs.unlock(record.repository, record.id)
    await context.worktrees.clear(record)
    if (record.state === 'running' || record.state === 'preparing') await recoverTurn(context, record)
    if (record.worktree === null) continue
    if (record.discardedAt !== null) await finishDiscard(context, record)
    else if (await isFolder(record.worktree)) continue
    else await dropWorktree(context, record, 'lost')
  }
}

async function recoverTurn(context: SessionContext, record: SessionRecord): Promise<void> {
  await context.folders.removePrompts(record.id)
  await context.timelines.recover(record.id, record.turns)
  await context.revisions.take(record.id, record.turns)
  context.registry.record(record.id, {
    type: 'sessionStateChanged',
    data: { state: 'stopped', activity: 'Winnow ended while this ran; what was written is kept' },
  })
}
