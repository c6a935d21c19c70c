import { unwrap } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import { composeUnits } from '#shared/domain/unit/compose.ts'
import { linesOf, type UnitFile } from '#shared/domain/unit/unit-file.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import type { Objects } from '#main/git/objects.ts'
import { generatedFiles, saysGenerated } from '#main/units/generated.ts'
import { outlineOf } from '#main/units/outline.ts'

/** Who says what is one unit: the engine, or, in a test of the guard, somebody who is wrong. */
export type Compose = (files: readonly UnitFile[]) => readonly UnitDraft[]

export const engine: Compose = composeUnits

/** The files of a changeset as the engine makes units of them. */
export async function unitFiles(
  { base, files }: ComputedChangeset,
  objects: Objects,
): Promise<readonly UnitFile[]> {
  const generated = unwrap(await generatedFiles(objects, base, files))
  const read = async (oid: string | null, diff: FileDiff): Promise<Buffer | null> =>
    oid === null || diff.hunks.every(({ kind }) => kind !== 'text') ? null : unwrap(await objects.blob(oid))
  return Promise.all(
    files.map(async (diff): Promise<UnitFile> => {
      const [before, after] = [await read(diff.oldOid, diff), await read(diff.newOid, diff)]
      const header = before !== null && after !== null && saysGenerated(before, after)
      const lines = (bytes: Buffer | null): readonly string[] | null =>
        bytes === null ? null : linesOf(bytes.toString('latin1'))
      const by =
        generated.get(diff.path) ??
        (header ? { by: 'header' as const, reason: 'generated, by its first lines in the base' } : null)
      return {
        diff,
        base: lines(before),
        revision: lines(after),
        outline: by !== null || after === null ? null : await outlineOf(diff.path, after.toString('utf8')),
        generated: by,
      }
    }),
  )
}

/** The id of a hunk that a mutant was put into: no real hunk has it. */
export const mutatedHunk = 'mutant'

/**
 * A file whose hunk, or a run of its lines that was no hunk, has other lines on its new side, as Latin-1 of their bytes. What
 * stands below moves; the outline is read anew, as the engine would.
 */
export async function withMutant(file: UnitFile, mutated: Hunk, lines: readonly string[]): Promise<UnitFile> {
  const { diff, revision } = file
  if (revision === null) throw new Error('a mutant of nothing')
  const text = linesOf(lines.join(''))
  const grown = text.length - mutated.newLines
  const after = revision.toSpliced(mutated.newStart - 1, mutated.newLines, ...text)
  const others = diff.hunks
    .filter(({ id }) => id !== mutated.id)
    .map((one) => (one.newStart > mutated.newStart ? { ...one, newStart: one.newStart + grown } : one))
  const put = { ...mutated, id: mutatedHunk, newLines: text.length }
  const hunks = [...others, put].sort((one, other) => one.newStart - other.newStart)
  const whole = Buffer.from(after.join(''), 'latin1').toString('utf8')
  return {
    ...file,
    diff: { ...diff, hunks },
    revision: after,
    outline: file.outline === null ? null : await outlineOf(diff.path, whole),
  }
}
