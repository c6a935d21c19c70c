import type { Failure } from '#shared/base/failure.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { CheckpointBase } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Revision } from '#shared/domain/session/session.ts'
import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { baseRef, revisionRef } from '../git/hidden-ref.ts'
import type { Git } from '../git/run.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRefs } from '../sessions/ports.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'
import { takeSnapshot } from '../worktrees/snapshot.ts'
import { followedBase, type FollowedBase } from './base-follows.ts'
import { groundOf, type Ground } from './revision-ground.ts'
import { stashChanges } from './stash-changes.ts'
import { unfinishedWork } from './unfinished-work.ts'
import type { Worktrees } from '../worktrees/worktrees.ts'

export interface RevisionParts {
  readonly git: Git
  readonly repositories: Repositories
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly reviews: Pick<Reviews, 'revisionTaken'>
  readonly refs: Pick<SessionRefs, 'keep' | 'makeDurable'>
  readonly worktrees: Pick<Worktrees, 'locate'>
}

/**
 * A revision is taken: a snapshot of the worktree under the revision's reference, recorded, its changeset computed with
 * the decisions that still hold, and told in the timeline. See `Revisions.take`.
 */
export async function takeRevision(
  parts: RevisionParts,
  session: string,
  turn: number,
  base?: CheckpointBase,
): Promise<Result<Revision['leftOut'], Failure<string>>> {
  const record = parts.registry.find(session)
  if (!record?.worktree) return ok([])
  const number = record.revisions.length + 1
  const ground = await groundOf(parts, record)
  if (!ground.ok) return tellFailure(parts, session, turn, ground.error)
  const taken = await takeSnapshot(parts.git, ground.value.objects, {
    ...ground.value.place,
    ref: revisionRef(record.id, number),
    message: `${record.title}, r${number}\n`,
    known: record.revisions.at(-1)?.tree,
  })
  if (!taken.ok) return tellFailure(parts, session, turn, taken.error)
  const { leftOut } = taken.value
  const newest = record.revisions.at(-1)
  const isNew = newest?.tree !== taken.value.tree || leavesOutMore(newest, taken.value)
  await tellUnfinished(parts, record, turn, ground.value)
  const head = await headOfSnapshot(ground.value, taken.value.commit)
  const followed = await followTarget(parts, record, ground.value, head)
  const moved = followed ?? (base && base.baseTree !== record.baseTree ? base : null)
  if (moved !== null && followed === null) {
    const kept = await parts.refs.keep(record.repository, baseRef(session), moved.baseCommit)
    if (!kept.ok) return tellFailure(parts, session, turn, kept.error)
  }
  if (!isNew && newest !== undefined) {
    const kept = await keepHead(parts, record, ground.value, newest, head)
    if (!kept.ok) return tellFailure(parts, session, turn, kept.error)
  }
  if (!isNew && moved === null) return ok(leftOut)
  const durable = await parts.refs.makeDurable(record.repository, record.worktree)
  if (!durable.ok) return tellFailure(parts, session, turn, durable.error)
  const revision: Revision = { ...taken.value, number, at: Date.now() }
  // Both at once: against the base before, the target's own commits would be hunks for a moment.
  parts.registry.record(
    session,
    ...(moved ? [{ type: 'baseMoved', data: baseOf(moved) } as const] : []),
    ...(isNew ? [{ type: 'revisionTaken', data: revision } as const] : []),
  )
  await parts.reviews.revisionTaken(session)
  if (followed)
    parts.timelines.report(session, turn, {
      id: `t${turn}-base-${followed.baseCommit.slice(0, 12)}`,
      kind: 'notice',
      state: 'completed',
      text: `The agent brought in what ${pathForDisplay(followed.target)} has since the session began. The changes are compared with ${followed.baseCommit.slice(0, 12)} from now on, so that the commits of others are not to be decided.`,
    })
  if (isNew) parts.timelines.report(session, turn, revisionItem(revision, turn, parts.registry.find(session)))
  return ok(leftOut)
}

/** Whether work lies where the snapshot does not hold it that was not told with the newest revision. */
function leavesOutMore(newest: Revision, { leftOut }: Pick<Revision, 'leftOut'>): boolean {
  const told = new Set(newest.leftOut.map(({ path, reason }) => `${path}\0${reason}`))
  return leftOut.some(({ path, reason }) => !told.has(`${path}\0${reason}`))
}

async function tellUnfinished(
  parts: RevisionParts,
  record: SessionRecord,
  turn: number,
  { place: { gitDir } }: Ground,
): Promise<void> {
  const unfinished = gitDir === null ? null : await unfinishedWork(gitDir)
  const told = await stashChanges(parts, record, turn)
  for (const { id, text } of unfinished === null ? told : [{ id: 'unfinished', text: unfinished }, ...told])
    parts.timelines.report(record.id, turn, {
      id: `t${turn}-${id}`,
      kind: 'notice',
      state: 'completed',
      text,
    })
}

/** Says in the timeline that there is no revision, and why. */
function tellFailure(
  { timelines }: RevisionParts,
  session: string,
  turn: number,
  failure: Failure<string>,
): Result<never, Failure<string>> {
  timelines.tell(session, turn, {
    id: `t${turn}-snapshot`,
    kind: 'notice',
    state: 'failed',
    text: failure.message,
  })
  return err(failure)
}

function baseOf({ baseCommit, baseTree }: CheckpointBase): CheckpointBase {
  return { baseCommit, baseTree }
}

/**
 * Keeps what was committed in a worktree without changing a file: its tree is the newest revision's, so the snapshot is not
 * kept, and nothing else may hold these commits once the worktree goes.
 */
async function keepHead(
  { refs }: RevisionParts,
  record: SessionRecord,
  ground: Ground,
  newest: Revision,
  head: string | null,
): Promise<Result<null, Failure<string>>> {
  if (head === null || head === (await headOfSnapshot(ground, newest.commit))) return ok(null)
  const ref = `${revisionRef(record.id, newest.number)}-${head.slice(0, 12)}`
  return refs.keep(record.repository, ref, head)
}

/** The HEAD that was found when a snapshot was taken: its parent. Null where it has none, or can't be read. */
export async function headOfSnapshot(
  { objects }: Pick<Ground, 'objects'>,
  taken: string,
): Promise<string | null> {
  const commit = await objects.read(taken)
  const header = commit.ok ? (commit.value?.bytes.toString('latin1').split('\n\n')[0] ?? '') : ''
  return /^parent ([0-9a-f]+)$/m.exec(header)?.[1] ?? null
}

/** Finds whether the agent brought its target's commits in, and keeps the base that follows from that. */
async function followTarget(
  { git, refs }: RevisionParts,
  record: SessionRecord,
  { facts: { top, branch }, place: { gitDir } }: Ground,
  head: string | null,
): Promise<FollowedBase | null> {
  if (gitDir === null || head === null) return null
  const followed = await followedBase(git, record, { top, branch, gitDir, head })
  if (followed === null) return null
  const kept = await refs.keep(record.repository, baseRef(record.id), followed.baseCommit)
  return kept.ok ? followed : null
}

function revisionItem(revision: Revision, turn: number, record: SessionRecord | null): ReportedItem {
  const counts = record?.counts
  const size = counts
    ? `: ${counts.hunks} ${counts.hunks === 1 ? 'hunk' : 'hunks'} in ${counts.files} ${counts.files === 1 ? 'file' : 'files'}`
    : ''
  return {
    id: `t${turn}-r${revision.number}`,
    kind: 'revision',
    state: 'completed',
    text: `r${revision.number}${size}`,
  }
}
