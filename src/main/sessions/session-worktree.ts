import { assertNever, err, ok } from '#shared/base/result.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { LeftOutChoice } from '#shared/contract/session.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { isFolder } from '../git/path-exists.ts'
import type { Done, SessionContext } from './session-context.ts'

/**
 * Takes a last snapshot of the worktree, if that can go then. One that is gone has nothing to keep any more. What the
 * snapshot does not hold is named, and is a failure unless the person said that it is to be deleted.
 */
export async function keepLast(
  context: SessionContext,
  record: SessionRecord,
  what: keyof typeof notDone,
  leftOut: LeftOutChoice,
): Promise<Done> {
  if (record.worktree === null || !(await isFolder(record.worktree))) return ok(null)
  const removable = await context.worktrees.removable(record)
  if (!removable.ok) return removable
  const taken = await context.revisions.take(record.id, record.turns)
  if (!taken.ok)
    return err({
      kind: 'snapshotFailed',
      message: `${notDone[what]}, because its last state could not be kept. ${taken.error.message}`,
    })
  if (taken.value.length === 0 || leftOut === 'delete') return ok(null)
  const paths = taken.value.map(({ path }) => path)
  const named = taken.value
    .slice(0, mostNamed)
    .map(({ path, reason }) => `${shortened(pathForDisplay(path))} (${reason})`)
    .join(', ')
  const more = paths.length > mostNamed ? `, and ${paths.length - mostNamed} more` : ''
  const ignored = await context.worktrees.ignored(record)
  const also =
    ignored === 0
      ? ''
      : ` ${countOf(ignored, 'ignored file or folder', 'ignored files and folders')} of it would not come back either.`
  return err({
    kind: 'leftOut',
    message: `${notDone[what]}, because its last snapshot does not hold all of its worktree ${record.worktree}: ${named}${more}.${also} Nothing was deleted. Move away what you want to keep${what === 'letGo' ? ', and delete the rest of it.' : ', or say that it is to be deleted.'}`,
    paths,
  })
}

/** What each act on a worktree says of itself when it was not done. */
const notDone = {
  discarded: 'The session was not discarded',
  restarted: 'The session was not restarted',
  letGo: 'The worktree was not let go',
}

/** What a message names of it; all of it is in the failure's paths. */
const mostNamed = 10

function shortened(name: string): string {
  return name.length <= 200 ? name : `${name.slice(0, 199)}…`
}

/**
 * Moves the worktree to the trash, for an act on its session. `lost`: its folder vanished, or was let go, and what comes next
 * goes on from the newest revision, never silently from the base.
 */
export async function dropWorktree(
  context: SessionContext,
  record: SessionRecord,
  how: 'discarded' | 'lost' = 'discarded',
): Promise<Done> {
  const { id, worktree } = record
  if (worktree === null) return ok(null)
  // First the fact: a kill during what follows is finished at the next start, and half of a worktree, left by a kill, is
  // never taken for the session's own.
  const note = context.registry.abandoned.add(id, worktree)
  context.registry.record(id, { type: 'worktreeChanged', data: { path: null, lost: how === 'lost' } })
  const discarded = await context.worktrees.discard(record, worktree)
  if (discarded.ok) {
    // Else a power cut may bring it back, and nobody would know of it.
    const durable = await context.refs.makeDurable(record.repository)
    if (durable.ok) context.registry.abandoned.forget(note)
  } else context.registry.record(id, { type: 'worktreeChanged', data: { path: worktree } })
  return discarded
}

/**
 * Looks for a session's worktree where it was and, with a data folder that was moved, where it is now; what is missing is
 * shown in the session and waited for. Nothing is put away. Gives a failure if it can't be worked with.
 */
export async function findWorktree(context: SessionContext, record: SessionRecord): Promise<Done> {
  const { id } = record
  const worktree = record.worktree ?? ''
  const where = await context.worktrees.locate(record)
  switch (where.kind) {
    case 'none':
      return ok(null)
    case 'there':
      context.registry.missing(id, false)
      return ok(null)
    case 'moved':
      await context.worktrees.takeUp(record, where.path)
      context.registry.record(id, { type: 'worktreeChanged', data: { path: where.path } })
      context.timelines.report(id, record.turns, {
        id: `t${record.turns}-moved`,
        kind: 'notice',
        state: 'completed',
        text: `The data folder was moved. The worktree is at ${where.path} now.`,
      })
      return ok(null)
    case 'missing':
    case 'replaced': {
      const text =
        where.kind === 'missing' ? missingText(worktree, where.away) : replacedText(worktree, where.by)
      context.registry.missing(id, true)
      return err({ kind: 'worktreeFailed', message: text, paths: [worktree] })
    }
    default:
      assertNever(where)
  }
}

function missingText(worktree: string, away: boolean): string {
  const [why, next] = away
    ? [
        'Its disk may be away, or the data folder was moved without it.',
        'Bring it back; it is looked for at each start. To go on without it, discard the session and restore it: that makes a worktree of its newest revision.',
      ]
    : [
        'Its folder was moved or deleted.',
        'Bring it back, or send a follow-up: that goes on in a new worktree, made of its newest revision.',
      ]
  return `The worktree ${worktree} is not there. ${why} Nothing was deleted, and the session's revisions are kept. ${next}`
}

function replacedText(worktree: string, by: string): string {
  return `In the place of the worktree ${worktree} there is ${by}. What is there is not the session's: no snapshot is taken of it, and nothing of it is deleted. Put the worktree's own folder back.`
}

/**
 * Sees to it that the next turn has a worktree to go on in, if it had one. One whose folder alone vanished is made again
 * from the newest revision; one that is away with all around it, or replaced by something else, is waited for.
 */
export async function bringBackWorktree(context: SessionContext, record: SessionRecord): Promise<Done> {
  const newest = record.revisions.at(-1)
  if (record.worktree !== null) {
    const where = await context.worktrees.locate(record)
    const gone = where.kind === 'missing' && !where.away
    if (!gone) return findWorktree(context, record)
    const dropped = await dropWorktree(context, record, 'lost')
    if (!dropped.ok) return dropped
  }
  if (!newest) return ok(null)
  const restored = await context.worktrees.restore(record, newest)
  if (!restored.ok) return restored
  context.registry.record(record.id, { type: 'worktreeChanged', data: { path: restored.value } })
  return ok(null)
}
