import { countOf } from '#shared/base/quantity-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { readRef } from './branch.ts'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import type { LandingIntent } from './events.ts'
import { gitFailed } from './failures.ts'
import { treeOf } from './plan.ts'
import { diffTrees, sameEntry, type PathChange } from './tree-entries.ts'

/**
 * What to tell where somebody committed in a checkout of the target between its move and the update of the index: git made
 * that commit of the index as it was, which takes the landed files back. Nothing can keep git from it, and nothing is lost.
 */
export async function overtaken(
  { dependencies }: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  changes: readonly PathChange[],
): Promise<Result<readonly string[], LandingFailure>> {
  if (intent.checkouts.length === 0 || intent.ref === null) return ok([])
  const tip = await readRef(dependencies.git, subject.repositoryPath, intent.ref)
  if (!tip.ok) return tip
  if (tip.value === null || tip.value === intent.newCommit) return ok([])
  const tree = await treeOf(subject, tip.value)
  if (!tree.ok) return tree
  const since = await diffTrees(subject.objects, intent.newTree, tree.value)
  if (!since.ok) return gitFailed(since.error)
  const before = new Map(changes.map((change) => [change.path, change.old]))
  const back = since.value.filter((now) => before.has(now.path) && sameEntry(now.new, before.get(now.path)))
  if (back.length === 0) return ok([])
  const folder = intent.checkouts[0]?.folder ?? subject.repositoryPath
  return ok([
    `A commit that was made in ${folder} at the same moment (${tip.value.slice(0, 12)}) took ${countOf(back.length, 'landed file')} back to what ${back.length === 1 ? 'it was' : 'they were'}. Nothing is lost: the landed content is staged there. Commit it, or take that commit back.`,
  ])
}
