import type { Hunk } from '../changeset/file-diff.ts'
import { computeGroups } from '../changeset/coexist.ts'
import { isTestPath } from '../order/path-reading.ts'
import { joinBlocks } from './blocks.ts'
import { findClasses } from './classes.ts'
import { reorderedImports } from './imports.ts'
import { changesOnlyEnds } from './line-ends.ts'
import { lockfileAlarms, manifestsOf } from './lockfile.ts'
import { markedConflicts } from './conflict-marks.ts'
import { findMoves } from './moves.ts'
import type { UnitFile } from './unit-file.ts'
import { orderUnits } from './order-units.ts'
import type { UnitDraft } from './unit.ts'

/** Most deleted files that are one unit: names that can be read at a glance. */
const mostDeleted = 20

/**
 * Cuts the hunks of a changeset into units: a pure function of base and revision. Every hunk is in exactly one. They
 * come in the order of reading.
 */
export function composeUnits(files: readonly UnitFile[]): readonly UnitDraft[] {
  const taken = new Set<string>()
  const drafts: UnitDraft[] = []
  const take = (found: readonly UnitDraft[]): void => {
    for (const draft of found) {
      drafts.push(draft)
      for (const id of draft.hunks) taken.add(id)
    }
  }
  take(togetherUnits(files))
  for (const file of files) take(conflictUnits(file, taken))
  take(deletedUnits(files, taken))
  for (const file of files) take(generatedUnits(file, taken))
  for (const file of files) take(endsUnits(file, taken))
  for (const file of files) take(importUnits(file, taken))
  take(
    findMoves(files)
      .filter(({ from, to }) => !taken.has(from.hunk.id) && !taken.has(to.hunk.id))
      .map(({ from, to }) => ({
        kind: 'move' as const,
        reason: `${from.hunk.oldLines} lines, ${from.file === to.file ? 'further on in the file' : `from ${from.file.diff.path}`}`,
        hunks: [from.hunk.id, to.hunk.id],
        proof: 'The same bytes are taken away at one place and put in at one other.',
      })),
  )
  take(findClasses(files, taken, blocksOf(files, taken)))
  for (const file of files) {
    take(joinBlocks(file, textOf(file, taken)))
    const rest = file.diff.hunks.filter(({ id }) => !taken.has(id))
    for (const hunk of rest)
      take([{ kind: 'hunk', reason: wholeFileText(hunk), hunks: [hunk.id], proof: null }])
  }
  return orderUnits(files, drafts)
}

function textOf(file: UnitFile, taken: ReadonlySet<string>): readonly Hunk[] {
  return file.diff.hunks.filter(({ id, kind }) => kind === 'text' && !taken.has(id))
}

/** What cannot be decided apart, since no tree can hold it so. */
function togetherUnits(files: readonly UnitFile[]): readonly UnitDraft[] {
  const groups = new Map<string, string[]>()
  const groupOf = computeGroups(files.map(({ diff }) => diff))
  for (const { diff } of files)
    for (const { id } of diff.hunks) {
      const group = groupOf.get(id)
      if (group === undefined) continue
      const members = groups.get(group)
      if (members === undefined) groups.set(group, [id])
      else members.push(id)
    }
  return [...groups.values()].map((hunks) => ({
    kind: 'block',
    reason: 'a file and a folder of one name',
    hunks,
    proof: null,
  }))
}

/** Deleted files below one folder at the top, as many as can be read at a glance by their names. */
function deletedUnits(files: readonly UnitFile[], taken: ReadonlySet<string>): readonly UnitDraft[] {
  const pieces: { readonly top: string; readonly paths: string[]; readonly hunks: string[] }[] = []
  for (const { diff } of files) {
    if (diff.change !== 'deleted' || diff.hunks.length === 0 || diff.hunks.some(({ id }) => taken.has(id)))
      continue
    // What tests are gone is read apart from what else is.
    const isTest = isTestPath(diff.path) || diff.hunks.some(({ reading }) => reading !== undefined)
    const top = `${isTest ? 'tests ' : ''}${diff.path.slice(0, Math.max(0, diff.path.indexOf('/')))}`
    const ids = diff.hunks.map(({ id }) => id)
    const last = pieces.findLast((piece) => piece.top === top)
    if (last === undefined || last.hunks.length + ids.length > mostDeleted)
      pieces.push({ top, paths: [diff.path], hunks: ids })
    else {
      last.paths.push(diff.path)
      last.hunks.push(...ids)
    }
  }
  return pieces.map(({ paths, hunks }) => ({
    kind: 'deleted' as const,
    reason: `${hunks.length === 1 ? 'a deleted file' : `${hunks.length} deleted files`} in ${commonFolder(paths) || 'the top folder'}`,
    hunks,
    proof: 'The whole file goes.',
  }))
}

/** The lowest folder that all these files are in; empty for the top. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1))
  let common = [...first]
  for (const folders of others) {
    const differs = common.findIndex((name, at) => name !== folders[at])
    if (differs >= 0) common = common.slice(0, differs)
  }
  return common.join('/')
}

/** What two sides of a merge changed and nobody resolved: each conflict by itself, never folded into anything. */
function conflictUnits(file: UnitFile, taken: ReadonlySet<string>): readonly UnitDraft[] {
  const left = file.diff.hunks.filter(({ id }) => !taken.has(id))
  if (left.length === 0) return []
  if (file.conflict !== undefined) return [conflictUnit(file.conflict, left)]
  const units: { readonly labels: string; readonly hunks: Hunk[] }[] = []
  const text = left.filter(({ kind }) => kind === 'text')
  for (const { from, to, first, second } of markedConflicts(file.revision ?? [])) {
    const within = text.filter((hunk) => touches(hunk, from, to))
    // Marks that were there before are no news.
    if (within.length === 0) continue
    const shared = units.find(({ hunks }) => hunks.some((hunk) => within.includes(hunk)))
    if (shared) shared.hunks.push(...within.filter((hunk) => !shared.hunks.includes(hunk)))
    else units.push({ labels: `${shown(first.label)} and ${shown(second.label)}`, hunks: within })
  }
  return units.map(({ labels, hunks }) =>
    conflictUnit(
      `${labels} changed the same lines, and both stand here between marks. Take one side or edit it: marks do not land.`,
      hunks,
    ),
  )
}

function conflictUnit(reason: string, hunks: readonly Hunk[]): UnitDraft {
  return { kind: 'conflict', reason, hunks: hunks.map(({ id }) => id), proof: null }
}

/** Whether a hunk has lines of the revision among these, or takes lines away between them. */
function touches({ newStart, newLines }: Hunk, from: number, to: number): boolean {
  return newLines === 0
    ? newStart > from && newStart < to
    : newStart - 1 < to && newStart - 1 + newLines > from
}

/** A label of a mark, whose bytes are read as Latin-1, as a person reads it. */
function shown(label: string): string {
  const octets = Array.from(label, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)
  try {
    return decodeURIComponent(octets.join(''))
  } catch {
    return label
  }
}

/** Everything of a file that a program made, apart from what has to be read in spite of it. */
function generatedUnits(file: UnitFile, taken: ReadonlySet<string>): readonly UnitDraft[] {
  const { generated, diff } = file
  if (generated === null) return []
  const read: UnitDraft[] = []
  const folded: string[] = []
  // By attributes and headers, too: nobody reads one, and it says what is fetched and run.
  const alarms = manifestsOf(diff.path) === null ? null : lockfileAlarms(file)
  for (const hunk of diff.hunks) {
    if (taken.has(hunk.id)) continue
    const alarm = alarms === null || hunk.kind !== 'text' ? null : alarms(hunk)
    if (hunk.kind !== 'text' && hunk.kind !== 'binary') read.push(wholeFile(hunk))
    else if (alarm === null) folded.push(hunk.id)
    else read.push({ kind: 'hunk', reason: `a lockfile that ${alarm}`, hunks: [hunk.id], proof: null })
  }
  if (folded.length > 0)
    read.push({ kind: 'generated', reason: generated.reason, hunks: folded, proof: proofs[generated.by] })
  return read
}

const proofs = {
  attribute: 'The attributes of the base say that a program makes it.',
  header: 'Its first lines say so in the base.',
  lockfile: 'No other host, no checksum without a version, and nothing that runs when it is installed.',
} as const

function endsUnits(file: UnitFile, taken: ReadonlySet<string>): readonly UnitDraft[] {
  const hunks = textOf(file, taken).filter((hunk) => changesOnlyEnds(file, hunk))
  if (hunks.length === 0) return []
  return [
    {
      kind: 'ends',
      reason: 'only ends of lines',
      hunks: hunks.map(({ id }) => id),
      proof: 'The lines are the same bytes but for the line break at their ends.',
    },
  ]
}

function importUnits(file: UnitFile, taken: ReadonlySet<string>): readonly UnitDraft[] {
  const hunks = reorderedImports(file, textOf(file, taken))
  if (hunks === null) return []
  return [
    {
      kind: 'imports',
      reason: 'the same imports in another order',
      hunks: hunks.map(({ id }) => id),
      proof:
        'The same lines, byte for byte; none is imported for its effect alone, and nothing else stands among them.',
    },
  ]
}

/** The block that each hunk would be in, were there no classes. */
function blocksOf(files: readonly UnitFile[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>()
  for (const file of files)
    for (const { hunks } of joinBlocks(file, textOf(file, taken)))
      for (const id of hunks) blocks.set(id, hunks[0] ?? id)
  return blocks
}

function wholeFile(hunk: Hunk): UnitDraft {
  return { kind: 'hunk', reason: wholeFileText(hunk), hunks: [hunk.id], proof: null }
}

const wholeFileWords: Readonly<Record<Hunk['kind'], string>> = {
  text: 'one change',
  add: 'an empty file',
  delete: 'a deleted file',
  rename: 'another name',
  mode: 'another mode',
  type: 'another type',
  symlink: 'a link',
  binary: 'a binary file',
  submodule: 'a submodule',
}

function wholeFileText({ kind }: Hunk): string {
  return wholeFileWords[kind]
}
