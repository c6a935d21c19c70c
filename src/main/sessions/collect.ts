import { err, ok, type Result } from '#shared/base/result.ts'
import type { Collected, CollectPart, GarbageRequest } from '#shared/contract/collection.ts'
import { overSince, type Over } from '#shared/domain/session/over.ts'
import type { CollectedPart, SessionRecord } from '#shared/domain/session/session-events.ts'
import { keepsOwnWork } from '../git/session-refs.ts'
import { letWorktreeGo } from './let-go.ts'
import type { SessionContext } from './session-context.ts'

type Outcome = Result<null, { readonly message: string }>

/** Of a session: what keeps its revisions goes before what is of no use without them. */
const order: readonly CollectPart[] = ['references', 'outputs', 'worktree']

/**
 * Deletes parts of sessions that are over, each if it can still go: what was listed may have been restored or gone on
 * since. First the journal says so, then it is deleted; what a kill cuts off is listed again by the next collection.
 */
export async function collectParts(
  context: SessionContext,
  parts: readonly { readonly session: string; readonly part: CollectPart }[],
  ignored: GarbageRequest['ignored'],
): Promise<readonly Collected[]> {
  const collected: Collected[] = []
  for (const part of order)
    for (const { session } of parts.filter((one) => one.part === part)) {
      const done = await collectPart(context, session, part, ignored)
      collected.push({ session, part, collected: done.ok, notice: done.ok ? null : done.error.message })
    }
  await context.worktrees.emptyTrash()
  await context.pictures.sweep()
  return collected
}

function collectPart(
  context: SessionContext,
  session: string,
  part: CollectPart,
  ignored: GarbageRequest['ignored'],
): Promise<Outcome> {
  switch (part) {
    case 'references':
      return collectReferences(context, session)
    case 'outputs':
      return collectOutputs(context, session)
    case 'worktree':
      return collectWorktree(context, session, ignored)
  }
}

async function collectReferences(context: SessionContext, session: string): Promise<Outcome> {
  const before = over(context, session, 'discarded')
  if (!before.ok) return before
  const loss = await context.repositories.loss(before.value.record)
  const held = loss === null ? await context.refs.all(before.value.record.repository) : null
  if (held === null)
    return err({ message: `${loss ?? 'Its repository can’t be read.'} None of its references was removed.` })
  const refs = (held.get(session) ?? []).filter(keepsOwnWork)
  const now = over(context, session, 'discarded')
  if (!now.ok) return now
  note(context, now.value.record, 'references')
  return refs.length === 0 ? ok(null) : context.refs.collect(now.value.record.repository, refs)
}

async function collectOutputs(context: SessionContext, session: string): Promise<Outcome> {
  const before = over(context, session, null)
  if (!before.ok) return before
  const { how, record } = before.value
  if (how === 'landed') {
    note(context, record, 'outputs')
    await context.folders.removeLogs(session)
    context.timelines.forgetOutputs(session)
    return ok(null)
  }
  // With them goes what its agent knows, which a session that can be restored still needs.
  const held = await context.refs.all(record.repository)
  const mayReturn = held === null || (held.get(session) ?? []).some(keepsOwnWork)
  if (!record.collected.includes('references') && mayReturn)
    return err({ message: 'The session can still be restored, so its outputs were left as they are.' })
  const now = over(context, session, 'discarded')
  if (!now.ok) return now
  note(context, now.value.record, 'outputs')
  context.timelines.forgetOutputs(session)
  return context.worktrees.trash(session, context.folders.of(session))
}

async function collectWorktree(
  context: SessionContext,
  session: string,
  ignored: GarbageRequest['ignored'],
): Promise<Outcome> {
  const landed = over(context, session, 'landed')
  if (!landed.ok) return landed
  const gone = await letWorktreeGo(context, session, ignored === 'keep')
  return gone.ok ? ok(null) : gone
}

function note(context: SessionContext, record: SessionRecord, part: CollectedPart): void {
  if (record.collected.includes(part) && part === 'references') return
  context.registry.record(record.id, { type: 'sessionCollected', data: { part } })
}

/** A session that is over, in this way if one is named. */
function over(
  context: SessionContext,
  session: string,
  how: Over['how'] | null,
): Result<{ readonly record: SessionRecord; readonly how: Over['how'] }, { readonly message: string }> {
  const record = context.registry.find(session)
  const since = record ? overSince(record) : null
  if (record && since && (how === null || since.how === how)) return ok({ record, how: since.how })
  return err({ message: 'The session is not over any more. Nothing of it was deleted.' })
}
