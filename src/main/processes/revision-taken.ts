import type { Failure } from '#shared/base/failure.ts'
import { err, type Result } from '#shared/base/result.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Revision } from '#shared/domain/session/session.ts'
import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import { revisionRef } from '../git/hidden-ref.ts'
import type { Git } from '../git/run.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'
import { StoreWriteError } from '../store/store.ts'
import { gitDirOf } from '../worktrees/git-dir.ts'
import { replacedWorktree } from '../worktrees/snapshot-failure.ts'
import { takeSnapshot } from '../worktrees/snapshot.ts'
import type { Worktrees } from '../worktrees/worktrees.ts'

export interface RevisionParts {
  readonly git: Git
  readonly repositories: Repositories
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly reviews: Pick<Reviews, 'revisionTaken'>
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
): Promise<Failure<string> | null> {
  const record = parts.registry.find(session)
  if (!record?.worktree) return null
  const number = record.revisions.length + 1
  const taken = await snapshot(parts, record, number)
  if (!taken.ok) {
    try {
      parts.timelines.report(session, turn, {
        id: `t${turn}-snapshot`,
        kind: 'notice',
        state: 'failed',
        text: taken.error.message,
      })
    } catch (error) {
      // On a full disk the notice can't be kept either; the failure itself is what matters.
      if (!(error instanceof StoreWriteError)) throw error
    }
    return taken.error
  }
  const newest = record.revisions.at(-1)
  if (newest && newest.tree === taken.value.tree) return null
  const revision: Revision = { ...taken.value, number, at: Date.now() }
  parts.registry.record(session, { type: 'revisionTaken', data: revision })
  await parts.reviews.revisionTaken(session)
  parts.timelines.report(session, turn, revisionItem(revision, turn, parts.registry.find(session)))
  return null
}

async function snapshot(
  { git, repositories, worktrees }: RevisionParts,
  record: SessionRecord,
  number: number,
): Promise<Result<Omit<Revision, 'number' | 'at'>, Failure<string>>> {
  const worktree = record.worktree ?? ''
  const where = await worktrees.locate(record.id, worktree)
  if (where.kind === 'replaced') return err(replacedWorktree(worktree, where.by))
  const facts = await repositories.facts(record.repository)
  if (!facts.ok) return facts
  const objects = await repositories.objects(record.repository)
  if (!objects.ok) return objects
  return takeSnapshot(git, objects.value, {
    worktree,
    gitDir: await gitDirOf(facts.value.commonDir, worktree),
    commonDir: facts.value.commonDir,
    startedFrom: record.baseCommit,
    ref: revisionRef(record.id, number),
    message: `${record.title}, r${number}\n`,
    base: record.baseTree,
    trustedFilters: repositories.settings(record.repository).trustedFilters,
  })
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
