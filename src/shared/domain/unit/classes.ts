import type { Hunk } from '../changeset/file-diff.ts'
import { editScript, tokensOf, type EditRun, type PairBudget } from './edit-script.ts'
import { mostOfBlock } from './blocks.ts'
import { changedLines, newLinesOf, oldLinesOf, type UnitFile } from './unit-file.ts'
import type { UnitDraft } from './unit.ts'

/** Fewest places of a class. */
const fewest = 3
/** Most characters of an edit that is looked at: what is longer is read by itself. */
const longest = 4_000

/** Most pairs of tokens that are compared in one changeset: what is over is read by itself. */
const mostPairs = 20_000_000
/** Most places that are looked at for what deviates from one class. */
const mostLooked = 1_000

interface Edit {
  readonly file: UnitFile
  readonly hunk: Hunk
  readonly before: string
  readonly after: string
  /** Equal for all edits that are equal. */
  readonly kin: string
}

interface Place {
  readonly file: UnitFile
  readonly hunk: Hunk
  readonly runs: readonly EditRun[]
}

/**
 * Finds edits that are equal at three places or more: the same tokens go and come between the same neighbours, in files of
 * one language. `blockOf` names the block that a hunk would be in: what one block holds anyway needs no class.
 */
export function findClasses(
  files: readonly UnitFile[],
  taken: ReadonlySet<string>,
  blockOf: ReadonlyMap<string, string>,
): readonly UnitDraft[] {
  const edits = editsOf(files, taken)
  const kins = grouped(edits, ({ kin }) => [kin])
  const budget: PairBudget = { left: mostPairs }
  const placesOf = (some: readonly Edit[]): readonly Place[] =>
    some.flatMap(({ file, hunk, before, after }) => {
      const runs = editScript(before, after, budget)
      return runs === null ? [] : [{ file, hunk, runs }]
    })
  const isFew = ({ kin }: Edit): boolean => (kins.get(kin)?.length ?? 0) < fewest
  const shared = placesOf(edits.filter((edit) => !isFew(edit)))
  const classes = grouped(
    shared.filter(({ runs }) => !isTrivial(runs)),
    ({ file, runs }) => [JSON.stringify([extensionOf(file.diff.path), runs])],
  )
  const found = [...classes.values()].filter((members) => {
    const blocks = new Set(members.map(({ hunk }) => blockOf.get(hunk.id) ?? hunk.id))
    return members.length >= fewest && blocks.size >= fewest
  })
  if (found.length === 0) return []
  const longer = [...shared, ...placesOf(edits.filter(isFew))].filter(({ runs }) => runs.length > 1)
  const having = grouped(longer, ({ runs }) => new Set(runs.map(changeOf)))
  return found.flatMap((members) => draftsOf(members, having))
}

function editsOf(files: readonly UnitFile[], taken: ReadonlySet<string>): readonly Edit[] {
  const edits: Edit[] = []
  for (const file of files) {
    if (file.generated !== null || file.diff.change === 'added') continue
    for (const hunk of file.diff.hunks) {
      if (hunk.kind !== 'text' || taken.has(hunk.id)) continue
      const before = oldLinesOf(file, hunk).join('')
      const after = newLinesOf(file, hunk).join('')
      if (before.length + after.length > longest || before + after === '') continue
      edits.push({ file, hunk, before, after, kin: kinOf(file, before, after) })
    }
  }
  return edits
}

/**
 * Which tokens there are more of, or fewer, after an edit, as one number: the same for equal edits, and found without
 * comparing pairs. Others that have it by chance are told apart by their scripts.
 */
function kinOf(file: UnitFile, before: string, after: string): string {
  const weigh = (text: string): number => tokensOf(text).reduce((sum, token) => sum + weightOf(token), 0)
  return `${extensionOf(file.diff.path)} ${weigh(after) - weigh(before)}`
}

/** FNV-1a over the UTF-16 units of a token: 32 bits, so that sums of thousands are exact. */
function weightOf(token: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < token.length; at += 1) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193)
  return hash
}

function grouped<T>(
  all: readonly T[],
  keysOf: (one: T) => Iterable<string>,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all)
    for (const key of keysOf(one)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [one])
      else group.push(one)
    }
  return groups
}

/** A lone bracket, a blank line, a comma: equal by chance. */
function isTrivial(runs: readonly EditRun[]): boolean {
  return !runs.some(({ removed, added }) => /[\w$]{2}/.test(removed + added))
}

function extensionOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0] ?? path.slice(path.lastIndexOf('/') + 1)
}

/** A class in pieces that fit a head each. */
function draftsOf(
  members: readonly Place[],
  having: ReadonlyMap<string, readonly Place[]>,
): readonly UnitDraft[] {
  const [first] = members
  if (first === undefined) return []
  // What has all of its changes is among those that have the rarest.
  const [rarest = []] = first.runs
    .map((run) => having.get(changeOf(run)) ?? [])
    .sort((one, other) => one.length - other.length)
  const deviating = rarest
    .slice(0, mostLooked)
    .filter(
      ({ runs }) => runs.length > first.runs.length && first.runs.every((run) => runs.some(isSame(run))),
    )
  const pieces: Place[][] = []
  let size = 0
  for (const member of members) {
    const lines = changedLines(member.hunk)
    if (pieces.length === 0 || size + lines > mostOfBlock) {
      pieces.push([])
      size = 0
    }
    pieces.at(-1)?.push(member)
    size += lines
  }
  const more =
    deviating.length === 0 ? '' : ` ${placesText(deviating.length)} have it and more, and are read apart.`
  const oldWord = oldWordOf(first.runs)
  return pieces.map((piece, at) => ({
    kind: 'class' as const,
    reason:
      pieces.length === 1
        ? `the same edit at ${placesText(members.length)}`
        : `the same edit at ${placesText(members.length)}, ${at + 1} of ${pieces.length}`,
    hunks: piece.map(({ hunk }) => hunk.id),
    ...(oldWord === null ? {} : { oldWord }),
    proof: `The same tokens change between the same neighbours at each place.${more}`,
  }))
}

/** The longest word that goes with an edit and does not come back in it: long enough to be a name of something. */
function oldWordOf(runs: readonly EditRun[]): string | null {
  const words = runs.flatMap(({ removed, added }) =>
    (removed.match(/[A-Za-z_$][\w$]{3,}/g) ?? []).filter((word) => !added.includes(word)),
  )
  return words.toSorted((one, other) => other.length - one.length)[0] ?? null
}

function changeOf({ removed, added }: EditRun): string {
  return JSON.stringify([removed, added])
}

const isSame =
  (run: EditRun) =>
  (other: EditRun): boolean =>
    run.removed === other.removed && run.added === other.added

function placesText(count: number): string {
  return count === 1 ? '1 place' : `${count} places`
}
