import type { Hunk } from '#shared/domain/changeset/file-diff.ts'
import { newLinesOf, oldLinesOf, type UnitFile } from '#shared/domain/unit/unit-file.ts'
import { foldedKinds, type UnitDraft, type UnitKind } from '#shared/domain/unit/unit.ts'
import { editMutants, lockfileMutants, type Mutant, otherChecksum } from './edits.ts'
import { operatorMutants } from './operators.ts'
import { type Compose, mutatedHunk, withMutant } from './unit-files.ts'

/** A mutant that was put where nobody would have read it, and what became of it. */
export interface Judged {
  readonly kind: UnitKind
  readonly operator: string
  /** It is still folded, or in a class, where its content was claimed to be the same or without effect. */
  readonly stays: boolean
  readonly place: string
  /** The line with it, for who looks into it. */
  readonly text: string
}

/** A mutant of one hunk, not put in yet. */
export interface Candidate {
  readonly unit: UnitDraft
  readonly file: UnitFile
  readonly hunk: Hunk
  readonly mutant: Mutant
}

/** Kinds that claim something about content: a generated or deleted file is folded by its name alone. */
const claims = (kind: UnitKind): boolean =>
  kind === 'class' || (foldedKinds.has(kind) && kind !== 'generated' && kind !== 'deleted')

/**
 * All mutants inside what units claim to be the same, to have moved or to have no effect, and, of lockfiles, those that an
 * agent could hide something with. In a fixed order.
 */
export async function candidates(
  files: readonly UnitFile[],
  units: readonly UnitDraft[],
): Promise<readonly Candidate[]> {
  const places = new Map(
    files.flatMap((file) => file.diff.hunks.map((hunk) => [hunk.id, { file, hunk }] as const)),
  )
  const found: Candidate[] = []
  const operators = new Map<UnitFile, Awaited<ReturnType<typeof operatorMutants>>>()
  for (const file of files) {
    const unit = units.find(
      ({ kind, hunks }) => kind === 'generated' && file.diff.hunks.some(({ id }) => hunks.includes(id)),
    )
    if (unit === undefined || file.generated?.by !== 'lockfile') continue
    for (const hunk of checksumHunks(file)) {
      const put = otherChecksum(file.revision?.[hunk.newStart - 1] ?? '')
      if (put !== null)
        found.push({
          unit,
          file,
          hunk,
          mutant: { operator: 'another checksum of the same version', lines: [put] },
        })
    }
  }
  for (const unit of units) {
    const isLockfile = unit.kind === 'generated'
    if (!claims(unit.kind) && !isLockfile) continue
    for (const id of unit.hunks) {
      const place = places.get(id)
      if (place === undefined || place.hunk.kind !== 'text' || place.hunk.newLines === 0) continue
      const { file, hunk } = place
      const lines = newLinesOf(file, hunk).map(utf8)
      const add = (mutants: Iterable<Mutant>): void => {
        for (const mutant of mutants)
          // What gives back the base's own text is no change.
          if (latin1(mutant.lines).join('') !== oldLinesOf(file, hunk).join(''))
            found.push({ unit, file, hunk, mutant })
      }
      if (isLockfile) {
        if (file.generated?.by === 'lockfile') add(lockfileMutants(lines))
        continue
      }
      add(editMutants(lines))
      const known =
        operators.get(file) ?? (await operatorMutants(file.diff.path, utf8((file.revision ?? []).join(''))))
      operators.set(file, known)
      const first = hunk.newStart - 1
      add(
        known
          .filter(({ from, count }) => from >= first && from + count <= first + hunk.newLines)
          .map(({ operator, from, count, lines: put }) => ({
            operator,
            lines: lines.toSpliced(from - first, count, ...put),
          })),
      )
    }
  }
  return found
}

/** Most lines of one lockfile that get another checksum. */
const mostChecksums = 40

/** Hunks that are not there: of lines with checksums that nothing changes, evenly out of a lockfile. */
function checksumHunks({ diff, base, revision }: UnitFile): readonly Hunk[] {
  if (base === null || revision === null) return []
  const found: Hunk[] = []
  let [at, shift] = [0, 0]
  for (const [index, line] of revision.entries()) {
    for (
      let next = diff.hunks[at];
      next !== undefined && index + 1 >= next.newStart + next.newLines;
      next = diff.hunks[at]
    ) {
      shift += next.oldLines - next.newLines
      at += 1
    }
    const next = diff.hunks[at]
    const isChanged = next !== undefined && next.newLines > 0 && index + 1 >= next.newStart
    const old = index + 1 + shift
    if (isChanged || base[old - 1] !== line || otherChecksum(line) === null) continue
    found.push({ id: '', kind: 'text', oldStart: old, oldLines: 1, newStart: index + 1, newLines: 1 })
  }
  const every = Math.max(1, Math.ceil(found.length / mostChecksums))
  return found.filter((_, index) => index % every === 0)
}

/**
 * Puts a mutant in and asks which unit it is in then, among the files that its unit was about. It must be in none that is
 * folded or listed: it has to be read.
 */
export async function judge(
  { unit, file, hunk, mutant }: Candidate,
  files: readonly UnitFile[],
  compose: Compose,
): Promise<Judged> {
  const members = new Set(unit.hunks)
  // A lockfile is judged beside its manifest, and by what else it changes.
  const concerned = files.filter(({ diff }) => diff.hunks.some(({ id }) => members.has(id)))
  const mutated = await withMutant(file, hunk, latin1(mutant.lines))
  const units = compose(concerned.map((one) => (one === file ? mutated : one)))
  const now = units.find(({ hunks }) => hunks.includes(mutatedHunk))
  if (now === undefined) throw new Error('a hunk is in no unit')
  const before = newLinesOf(file, hunk).map(utf8)
  const at = mutant.lines.findIndex((line, index) => line !== before[index])
  return {
    kind: unit.kind,
    operator: mutant.operator,
    stays: now.kind === 'class' || foldedKinds.has(now.kind),
    place: `${file.diff.path}:${hunk.newStart + Math.max(0, at)}`,
    text: (mutant.lines[Math.max(0, at)] ?? '').trim().slice(0, 120),
  }
}

/** Where in the reading order the unit with a mutant comes, from 0 for the first to 1 for the last of its changeset. */
export async function positionOf(
  { file, hunk, mutant }: Candidate,
  files: readonly UnitFile[],
  compose: Compose,
): Promise<number> {
  const mutated = await withMutant(file, hunk, latin1(mutant.lines))
  const units = compose(files.map((one) => (one === file ? mutated : one)))
  const at = units.findIndex(({ hunks }) => hunks.includes(mutatedHunk))
  return units.length < 2 ? 0 : at / (units.length - 1)
}

function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}

function latin1(lines: readonly string[]): readonly string[] {
  return lines.map((line) => Buffer.from(line, 'utf8').toString('latin1'))
}
