import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { findCheckouts } from './checkouts.ts'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import type { LandingIntent } from './events.ts'
import { gitFailed } from './failures.ts'
import { filterGuard } from './filters.ts'
import { differingFiles } from './obstacles.ts'
import { lookingAt } from './plan.ts'
import { withIndexBefore } from './staged.ts'
import { diffTrees, readIndex, sameEntry, type PathChange } from './tree-entries.ts'

/**
 * The changes of a landing whose branch is where it was, if a checkout has any of them all the same: then the branch was put
 * back and the files could not be, as on a full disk. Of an undoing likewise, with the sides exchanged. Null if none has.
 */
export async function halfUpdated(
  { dependencies }: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  undoing: boolean,
): Promise<Result<readonly PathChange[] | null, LandingFailure>> {
  if (intent.ref === null) return ok(null)
  const { git } = dependencies
  const found = await findCheckouts(git, subject, intent.ref)
  if (!found.ok) return found
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  const [side, other] = undoing ? (['old', 'new'] as const) : (['new', 'old'] as const)
  for (const checkout of found.value) {
    const planned = intent.checkouts.find((each) => each.folder === checkout.folder)
    if (!planned) continue
    const index = await readIndex(git, checkout.folder)
    if (!index.ok) return gitFailed(index.error)
    const entries = new Map(index.value.map((entry) => [entry.path, entry]))
    const concerned =
      planned.how === 'index' ? await withIndexBefore(subject, intent, changes.value) : changes.value
    const isMoved = (change: PathChange): boolean =>
      sameEntry(entries.get(change.path), change[side]) && !sameEntry(change.old, change.new)
    if (concerned.some(isMoved)) return ok(changes.value)
    if (planned.how === 'index') continue
    const config = await filterGuard(subject, checkout.folder)
    if (!config.ok) return gitFailed(config.error)
    const looking = lookingAt(dependencies, subject, { ...checkout, config: config.value })
    const written = changes.value.flatMap(({ path, ...change }) => {
      const entry = change[side]
      return entry && entry.oid !== change[other]?.oid ? [{ path, entry }] : []
    })
    const differing = await differingFiles(looking, written)
    if (!differing.ok) return gitFailed(differing.error)
    if (written.some(({ path }) => !differing.value.has(path))) return ok(changes.value)
  }
  return ok(null)
}
