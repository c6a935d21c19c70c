import { countOf } from '#shared/base/quantity-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { Objects } from '../git/objects.ts'
import type { LandingIntent } from './events.ts'
import { failure, gitFailed } from './failures.ts'
import { diffTrees, submoduleMode } from './tree-entries.ts'

/**
 * Whether what a landing that was cut off came to is there to be read: its commit and every file that it changed. Fails
 * with a sentence that names what is not, so that nobody is told of a landing whose content a disk has lost.
 *
 * @param side `new` for a landing, `old` for its undoing
 */
export async function wholeSide(
  objects: Objects,
  intent: LandingIntent,
  side: 'old' | 'new',
): Promise<Result<null, LandingFailure>> {
  const [commit, tree] =
    side === 'new' ? [intent.newCommit, intent.newTree] : [intent.oldCommit, intent.oldTree]
  const broken: string[] = []
  const look = async (oid: string): Promise<void> => {
    const object = await objects.read(oid)
    if (!object.ok || object.value === null) broken.push(oid)
  }
  for (const oid of [commit, tree, intent.oldTree]) if (oid !== null) await look(oid)
  if (broken.length > 0) return lost(intent, broken)
  const changes = await diffTrees(objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  for (const change of changes.value) {
    const entry = change[side]
    if (entry && entry.mode !== submoduleMode) await look(entry.oid)
  }
  return broken.length > 0 ? lost(intent, broken) : ok(null)
}

function lost(intent: LandingIntent, broken: readonly string[]): Result<never, LandingFailure> {
  const some = broken.slice(0, 3).map((oid) => oid.slice(0, 12))
  const before = intent.oldCommit === null ? '' : ` (it was at ${intent.oldCommit.slice(0, 12)} before)`
  return failure(
    'gitFailed',
    `${countOf(broken.length, 'object')} of it can't be read: ${some.join(', ')}${broken.length > 3 ? ', …' : ''}. The disk did not keep what it had confirmed. Nothing was changed, and the decisions are kept. Run git fsck in the repository and bring the objects back, or put ${intent.target} back${before}.`,
    { refs: [intent.target] },
  )
}
