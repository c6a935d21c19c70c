import type { Failure } from '#shared/base/failure.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Objects } from '../git/objects.ts'
import type { RepositoryFacts } from '../repositories/inspect.ts'
import type { Repositories } from '../repositories/repositories.ts'
import { gitDirOf } from '../worktrees/git-dir.ts'
import { replacedWorktree } from '../worktrees/snapshot-failure.ts'
import type { SnapshotOptions } from '../worktrees/snapshot-options.ts'
import type { Worktrees } from '../worktrees/worktrees.ts'

/** What a revision of a session rests on, asked for once. */
export interface Ground {
  readonly facts: RepositoryFacts
  readonly objects: Objects
  /** Where and how its worktree is read. */
  readonly place: Omit<SnapshotOptions, 'ref' | 'message' | 'known'>
}

/** Finds it; a failure where something else is in the worktree's place, or the repository can't be read. */
export async function groundOf(
  {
    repositories,
    worktrees,
  }: { readonly repositories: Repositories; readonly worktrees: Pick<Worktrees, 'locate'> },
  record: SessionRecord,
): Promise<Result<Ground, Failure<string>>> {
  const worktree = record.worktree ?? ''
  const where = await worktrees.locate(record.id, worktree)
  if (where.kind === 'replaced') return err(replacedWorktree(worktree, where.by))
  const facts = await repositories.facts(record.repository)
  if (!facts.ok) return facts
  const objects = await repositories.objects(record.repository)
  if (!objects.ok) return objects
  const { commonDir } = facts.value
  return ok({
    facts: facts.value,
    objects: objects.value,
    place: {
      worktree,
      gitDir: await gitDirOf(commonDir, worktree),
      commonDir,
      startedFrom: record.baseCommit,
      base: record.baseTree,
      trustedFilters: repositories.settings(record.repository).trustedFilters,
    },
  })
}
