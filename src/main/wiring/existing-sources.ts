import { err, ok, type Result } from '#shared/base/result.ts'
import type { ExistingSource } from '#shared/domain/session/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import { revisionRef } from '../git/hidden-ref.ts'
import type { Git } from '../git/run.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { ExistingSources, ResolvedSource } from '../sessions/ports.ts'
import { takeSnapshot } from '../worktrees/snapshot.ts'

/** What sessions without an agent look at, as it is now; uncommitted changes become a snapshot of the checkout. */
export function existingSources(tools: {
  readonly git: Git
  readonly repositories: Repositories
}): ExistingSources {
  return { resolve: (...source) => resolve(tools, ...source) }
}

async function resolve(
  tools: { readonly git: Git; readonly repositories: Repositories },
  repository: string,
  source: ExistingSource,
  session: string,
  number: number,
): Promise<Result<ResolvedSource, SessionFailure>> {
  const facts = await tools.repositories.facts(repository)
  if (!facts.ok) return err({ ...facts.error, kind: 'repositoryGone' })
  const ranges = await tools.repositories.ranges(repository)
  if (!ranges.ok) return err({ ...ranges.error, kind: 'repositoryGone' })
  if (source.kind === 'range') {
    const range = await ranges.value.range(source)
    return range.ok ? ok({ ...range.value, leftOut: [] }) : range
  }
  const head = await ranges.value.base(undefined)
  if (!head.ok) return head
  const objects = await tools.repositories.objects(repository)
  if (!objects.ok) return err({ ...objects.error, kind: 'repositoryGone' })
  const taken = await takeSnapshot(tools.git, objects.value, {
    worktree: facts.value.top,
    gitDir: facts.value.gitDir,
    commonDir: facts.value.commonDir,
    ref: revisionRef(session, number),
    message: `Uncommitted changes, r${number}\n`,
    parent: head.value.commit,
    trustedFilters: tools.repositories.settings(repository).trustedFilters,
  })
  if (!taken.ok) return err({ ...taken.error, kind: 'snapshotFailed' })
  return ok({
    label: `uncommitted changes on ${facts.value.branch ?? head.value.commit.slice(0, 12)}`,
    baseName: head.value.name,
    baseCommit: head.value.commit,
    baseTree: head.value.tree,
    commit: taken.value.commit,
    tree: taken.value.tree,
    leftOut: taken.value.leftOut,
    comparedWith: 'named',
    notice: null,
  })
}
