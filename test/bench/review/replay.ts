import { unwrap } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import { heldRuns } from '#shared/domain/review/held-against.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { LocatedChange } from './agent-changes.ts'
import { countBetween } from './counted-change.ts'
import type { GeneratedFiles } from './generated.ts'
import { gitFiles } from './git-hunks.ts'
import { addReadings, keysFor, nothingRead, type Reading } from './reading-model.ts'
import { PaintedLines } from './painted-lines.ts'
import type { Repositories } from './repositories.ts'
import { changedLines, FormerLines } from './revision-lines.ts'
import { type CountedUnit, gitUnits, linesOf, paintedOf, type UnitsOf } from './ways.ts'

/** What one way of reading asks for over all revisions of a change. */
export interface Replayed {
  readonly decisions: number
  readonly reading: Reading
  /** Of the painted lines those that a revision before had painted, and that did not change since. */
  readonly again: number
}

/** The ways in which revisions are read one after the other. */
export type ReplayWay = 'units' | 'hunks' | 'git' | 'git since the last' | 'file'

const nothing: Replayed = { decisions: 0, reading: nothingRead, again: 0 }

/**
 * Replays the revisions of a change whose target was never merged in, each decided whole before the next comes. With
 * Winnow what was decided stays decided, and of a hunk that is another one now only what differs from the decided one is shown; git's hunks come all again, or as the difference to the revision before, which
 * keeps no decision; a file that changed is looked through again. Lines of generated files are left out.
 */
export async function replay(
  repositories: Repositories,
  judge: GeneratedFiles,
  unitsOf: UnitsOf,
  change: LocatedChange,
): Promise<Readonly<Record<ReplayWay, Replayed>>> {
  const totals: Record<ReplayWay, Replayed> = {
    units: nothing,
    hunks: nothing,
    git: nothing,
    'git since the last': nothing,
    file: nothing,
  }
  const add = (way: ReplayWay, units: readonly CountedUnit[], again: number): void => {
    const painted = paintedOf(units)
    const reading = { ...nothingRead, keys: keysFor(units), painted }
    totals[way] = {
      decisions: totals[way].decisions + units.length,
      reading: addReadings(totals[way].reading, reading),
      again: totals[way].again + again,
    }
  }
  const decided = new Set<string>()
  let before: ComputedChangeset | null = null
  for (const commit of change.commits) {
    const counted = await countBetween(repositories, judge, unitsOf, change, change.base, commit)
    const { changeset, generated } = counted
    const since =
      before &&
      unwrap(await repositories.changesetOfTrees(change.gitFolder, before.revision, changeset.revision))
    const files = changeset.files.filter(({ path }) => !generated.has(path))
    const known = before && since ? new Shown(before, since) : null
    const differing = before && since ? differencesOf(before, since, files) : new Map<string, number>()
    const againIn = (wanted: (file: FileDiff, hunk: Hunk) => boolean): number =>
      known === null
        ? 0
        : files.reduce(
            (sum, file) =>
              sum +
              known.linesOf(
                file,
                file.hunks.filter((hunk) => wanted(file, hunk)),
              ),
            0,
          )
    const sizes = new Map(files.flatMap(({ hunks }) => hunks.map((hunk) => [hunk.id, hunk] as const)))
    const openIn = (units: readonly CountedUnit[]): readonly CountedUnit[] =>
      units.flatMap((unit) => {
        if (unit.generated) return []
        const undecided = unit.hunks.filter((id) => !decided.has(id))
        if (undecided.length === 0) return []
        const lines = undecided.reduce(
          (sum, id) => sum + (differing.get(id) ?? linesOf(sizes.get(id) ?? noHunk)),
          0,
        )
        const isWhole = undecided.length === unit.hunks.length && !undecided.some((id) => differing.has(id))
        const rows = isWhole || unit.folded ? unit.rows : lines
        return [{ ...unit, hunks: undecided, lines, rows }]
      })
    for (const way of ['units', 'hunks'] as const) {
      const open = openIn(counted.units[way])
      const shown = new Set(open.flatMap(({ folded, hunks }) => (folded ? [] : hunks)))
      add(
        way,
        open,
        againIn((_, { id }) => shown.has(id) && !differing.has(id)),
      )
    }
    const written = (units: readonly CountedUnit[]): readonly CountedUnit[] =>
      units.filter((unit) => !unit.generated)
    add(
      'git',
      written(counted.units.git),
      againIn(() => true),
    )
    const touched = since && new Set(since.files.flatMap(({ path, oldPath }) => [path, oldPath]))
    const looked = (path: string): boolean => touched === null || touched.has(path)
    add(
      'file',
      counted.units.file.filter(
        (unit, index) => !unit.generated && looked(changeset.files[index]?.path ?? ''),
      ),
      againIn(({ path }) => looked(path)),
    )
    const sinceLast = since
      ? gitUnits(
          await gitFiles(await repositories.objectsOf(change.gitFolder), since.base, since.revision),
          generated,
        )
      : counted.units.git
    add('git since the last', written(sinceLast), 0)
    for (const file of changeset.files) for (const { id } of file.hunks) decided.add(id)
    before = changeset
  }
  return totals
}

const noHunk: Hunk = { id: '', kind: 'text', oldStart: 0, oldLines: 0, newStart: 0, newLines: 0 }

/** Of hunks that are others than the ones decided before: the lines that differ, which are all that is shown of them. */
function differencesOf(
  before: ComputedChangeset,
  since: ComputedChangeset,
  files: readonly FileDiff[],
): ReadonlyMap<string, number> {
  const former = new Map(before.files.map((file) => [file.path, file]))
  const changes = new Map(since.files.map((file) => [file.path, file]))
  return new Map(
    files.flatMap((file): [string, number][] => {
      const past = former.get(file.path)
      const change = changes.get(file.path)
      if (past?.oldOid !== file.oldOid || change?.change !== 'modified') return []
      const [now, then, between] = [textHunks(file), textHunks(past), textHunks(change)]
      const known = new Set(then.map(({ id }) => id))
      const reconsidered = new Set(now.flatMap(({ id }) => (known.has(id) ? [] : id)))
      return now.flatMap((hunk): [string, number][] => {
        if (known.has(hunk.id)) return []
        const held = heldRuns(
          { changes: now },
          { hunk: hunk.id, reconsidered, decided: known, former: { changes: then }, between },
        )
        const runs = held?.runs.filter((run) => run.hunk === hunk.id) ?? []
        return held === null
          ? []
          : [[hunk.id, runs.reduce((sum, run) => sum + run.oldLines + run.newLines, 0)]]
      })
    }),
  )
}

function textHunks({ hunks }: FileDiff): readonly Hunk[] {
  return hunks.filter(({ kind }) => kind === 'text')
}

/** What a revision had on screen, as its hunks say. */
class Shown {
  readonly #lines: FormerLines
  readonly #before = new PaintedLines()

  constructor(before: ComputedChangeset, since: ComputedChangeset) {
    this.#lines = new FormerLines(before, since)
    for (const file of before.files) {
      const lines = [...changedLines(file.hunks)]
      const of = (wanted: 'old' | 'new'): readonly number[] =>
        lines.flatMap(([side, line]) => (side === wanted ? [line] : []))
      this.#before.addAll(file.path, { old: of('old'), new: of('new') })
    }
  }

  /** How many lines of these hunks of a file were on screen before, and are the same. */
  linesOf(file: FileDiff, hunks: readonly Hunk[]): number {
    let lines = 0
    for (const [side, line] of changedLines(hunks)) {
      const former = this.#lines.find(file, side, line)
      if (former !== null && this.#before.has(former.path, side, former.line)) lines += 1
    }
    return lines
  }
}
