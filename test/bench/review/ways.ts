import type { Objects } from '#main/git/objects.ts'
import { makeUnits } from '#main/units/make-units.ts'
import type { UnitCutter } from '#main/units/unit-cutter.ts'
import { unwrap } from '#shared/base/result.ts'
import { computeGroups } from '#shared/domain/changeset/coexist.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { Hunk } from '#shared/domain/changeset/file-diff.ts'
import { foldedKinds, type UnitDraft } from '#shared/domain/unit/unit.ts'
import type { GitFile } from './git-hunks.ts'

/** What one key decides, in one of the ways to read a change. */
export interface CountedUnit {
  /** Hunks of the changeset in it, where the way has such. */
  readonly hunks: readonly string[]
  /** Its content is folded with a fact: its lines are not painted before the key. */
  readonly folded: boolean
  /** Changed lines of both sides. */
  readonly lines: number
  /** Rows that it takes side by side. */
  readonly rows: number
  /** Whether all its files are generated. */
  readonly generated: boolean
}

/** Which hunks one key decides together; every hunk of the changeset is in exactly one. */
export type UnitsOf = (
  changeset: ComputedChangeset,
  objects: Objects,
) => Promise<readonly Pick<UnitDraft, 'kind' | 'hunks'>[]>

/** Each hunk by itself; those that cannot coexist with others are decided with them. */
export const hunkByHunk: UnitsOf = ({ files }) => {
  const groups = computeGroups(files)
  const ids = files.flatMap((file) => file.hunks.map(({ id }) => id))
  const grouped = [...Map.groupBy(ids, (id) => groups.get(id) ?? id).values()]
  return Promise.resolve(grouped.map((hunks) => ({ kind: 'hunk', hunks })))
}

/** The units of the engine. */
export const engineUnits =
  (cutter: UnitCutter): UnitsOf =>
  async (changeset, objects) =>
    unwrap(await makeUnits(cutter, objects, changeset))

/** Lines of context above and below a change, as all tools show them. */
const context = 3

/** Changed lines of a hunk: none of one that is not about lines. */
export const linesOf = ({ oldLines, newLines }: Hunk): number => oldLines + newLines
const rowsOf = ({ oldLines, newLines }: Hunk): number => Math.max(oldLines, newLines, 1) + 2 * context

/** The units of a changeset as Winnow has them, with their sizes. */
export function countUnits(
  changeset: ComputedChangeset,
  units: readonly Pick<UnitDraft, 'kind' | 'hunks'>[],
  generated: ReadonlySet<string>,
): readonly CountedUnit[] {
  const hunks = new Map(
    changeset.files.flatMap((file) =>
      file.hunks.map((hunk) => [hunk.id, { hunk, path: file.path }] as const),
    ),
  )
  return units.map(({ kind, hunks: ids }) => {
    const members = ids.flatMap((id) => hunks.get(id) ?? [])
    return {
      hunks: ids,
      folded: foldedKinds.has(kind),
      lines: members.reduce((sum, { hunk }) => sum + linesOf(hunk), 0),
      rows: foldedKinds.has(kind) ? 1 : members.reduce((sum, { hunk }) => sum + rowsOf(hunk), 0),
      generated: members.every(({ path }) => generated.has(path)),
    }
  })
}

/** Git's default hunks, one by one. */
export const gitUnits = (files: readonly GitFile[], generated: ReadonlySet<string>): readonly CountedUnit[] =>
  files.flatMap(({ path, hunks }) =>
    (hunks.length > 0 ? hunks : [{ lines: 0, rows: 1 }]).map((hunk) => ({
      ...hunk,
      hunks: [],
      folded: false,
      generated: generated.has(path),
    })),
  )

/** One key for each file, after all of its hunks. */
export const fileUnits = (
  files: readonly GitFile[],
  generated: ReadonlySet<string>,
): readonly CountedUnit[] =>
  files.map(({ path, hunks }) => ({
    hunks: [],
    folded: false,
    lines: hunks.reduce((sum, { lines }) => sum + lines, 0),
    rows: hunks.reduce((sum, { rows }) => sum + rows + 1, 0),
    generated: generated.has(path),
  }))

/** Changed lines that are painted before these units are decided. */
export const paintedOf = (units: readonly CountedUnit[]): number =>
  units.reduce((sum, { folded, lines }) => sum + (folded ? 0 : lines), 0)
