import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { GitFailure } from '../git/run.ts'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { gitFailed } from './failures.ts'
import type { PathChange } from './tree-entries.ts'

/** What was written besides objects and references: the index and some files of checkouts. */
interface Written {
  readonly checkouts: readonly { readonly folder: string; readonly gitDir: string }[]
  readonly changes: readonly PathChange[]
}

/**
 * Waits until what a landing wrote, and what it names, is on the disk: the repository's objects and references, and of
 * its checkouts the index and the landed files. See `Durability.make`.
 */
export function makeDurable(
  { dependencies }: LandingContext,
  subject: LandingSubject,
  written: Written = { checkouts: [], changes: [] },
): Promise<Result<null, GitFailure>> {
  const paths = written.changes.map((change) => change.path)
  return dependencies.durability.make({
    gitDirs: [subject.commonDir, ...written.checkouts.map(({ gitDir }) => gitDir)],
    files: written.checkouts.map(({ folder }) => ({ folder, paths })),
  })
}

/** The same for an undoing, which is not ended where that fails: the next start finishes it. */
export async function undoneOnDisk(
  context: LandingContext,
  subject: LandingSubject,
  written: Written,
): Promise<Result<null, LandingFailure>> {
  const done = await makeDurable(context, subject, written)
  if (done.ok) return ok(null)
  return gitFailed(
    done.error,
    'The landing was taken back, but that may not be on the disk. Check the disk, then start Winnow again to finish it.',
  )
}
