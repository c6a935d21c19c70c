import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import { generatedFiles, saysGenerated } from './generated.ts'
import { withLeftMentions } from './left-mentions.ts'
import { withOldPlaces } from './old-places.ts'
import type { UnitCutter } from './unit-cutter.ts'
import type { UnitInput } from './unit-job.ts'

/** Most bytes of a side that are looked into; hunks of what is larger are joined by their places alone. */
const mostBytes = 2_000_000
/** Most bytes of all sides together. */
const mostOfAll = 100_000_000
/** Files whose sides are asked of git together: an answer takes less than the way there and back. */
const readAtOnce = 32

const noConflicts: ReadonlyMap<string, string> = new Map()

/**
 * Cuts a changeset into units; a function of its two trees, and of what of it conflicts without marks, each path with a
 * sentence. Fails where git can't read what it is made of.
 */
export async function makeUnits(
  cutter: UnitCutter,
  objects: Objects,
  computed: ComputedChangeset,
  conflicts: ReadonlyMap<string, string> = noConflicts,
): Promise<Result<readonly UnitDraft[], GitFailure>> {
  const generated = await generatedFiles(objects, computed.base, computed.files)
  if (!generated.ok) return generated
  const inputs: UnitInput[] = []
  let left = mostOfAll
  for (let at = 0; at < computed.files.length; at += readAtOnce) {
    const some = computed.files.slice(at, at + readAtOnce)
    const read = await Promise.all(
      some.map(async (diff) =>
        left > 0 && diff.hunks.some(({ kind }) => kind === 'text') ? readSides(objects, diff) : ok(none),
      ),
    )
    for (const [index, diff] of some.entries()) {
      const sides = read[index] ?? ok(none)
      if (!sides.ok) return sides
      // Counted file by file: what is looked into does not depend on how many are read at once.
      const { base, revision } = left > 0 ? sides.value : none
      left -= (base?.length ?? 0) + (revision?.length ?? 0)
      const header = base !== null && revision !== null && saysGenerated(base, revision)
      inputs.push({
        diff,
        base,
        revision,
        conflict: conflicts.get(diff.path),
        generated:
          generated.value.get(diff.path) ??
          (header ? { by: 'header', reason: 'generated, by its first lines in the base' } : null),
      })
    }
  }
  const drafts = await withOldPlaces(objects, computed.revision, await cutter.cut(inputs))
  return ok(await withLeftMentions(objects, computed.revision, computed.files, drafts))
}

interface Sides {
  readonly base: Uint8Array | null
  readonly revision: Uint8Array | null
}
const none: Sides = { base: null, revision: null }

async function readSides(objects: Objects, diff: FileDiff): Promise<Result<Sides, GitFailure>> {
  const read = async (oid: string | null): Promise<Result<Uint8Array | null, GitFailure>> => {
    if (oid === null) return ok(null)
    const blob = await objects.blob(oid)
    return !blob.ok || blob.value.length <= mostBytes ? blob : ok(null)
  }
  const [base, revision] = await Promise.all([read(diff.oldOid), read(diff.newOid)])
  if (!base.ok) return base
  return revision.ok ? ok({ base: base.value, revision: revision.value }) : revision
}
