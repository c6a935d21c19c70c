import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { mapThrough } from '#shared/diff/line-map.ts'
import { ok, type Result } from '#shared/base/result.ts'
import {
  carryAlike,
  carryText,
  carryUnits,
  overriddenHunks,
  type BaseFileMove,
  type CarryPair,
} from '#shared/domain/review/carry.ts'
import type { AbsentFact, BaseMovedFact, BaseRestoredFact } from '#shared/domain/review/entries/index.ts'
import type { CarriedHunk, LedgerEdit } from '#shared/domain/review/ledger-values.ts'
import { basePathOf, takesEffect } from '#shared/domain/review/outcome.ts'
import type { Ledger } from '#shared/domain/review/ledger.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import { baseEntries } from './base-entries.ts'
import { moved, movesOfLanding, movesOfTrees, wayBack, type MovedFiles } from './moved-files.ts'
import { keptHunks } from './kept-hunks.ts'
import { regroupedHunks } from './regrouped.ts'
import type { LedgerTools } from './new-revision.ts'
import type { ReviewSubject } from './options.ts'
import { hasLines, readLines } from './review-texts.ts'
import { fitEdits, makeView, placeOf, type ReviewView } from './view.ts'

/**
 * The entries that carry the decisions over from the ledger's base to the session's. With a revision that the ledger has not
 * seen, base and revision go on in one step: the earlier revision against the new base would take back what others did, and
 * hunks beside that would be lost among it.
 */
export async function baseMovedEntries(
  tools: LedgerTools,
): Promise<Result<readonly (BaseMovedFact | AbsentFact)[], GitFailure>> {
  const { subject, ledger, cache } = tools
  const from = ledger.base ?? ''
  const to = subject.baseTree
  const newest = subject.revisions.at(-1)
  if (!newest) throw new Error('a base moved without a revision')
  const revision = subject.revisions.find(({ number }) => number === ledger.seen) ?? newest
  const old = await cache.get(subject.objects, from, revision.tree)
  if (!old.ok) return old
  const now = await cache.get(subject.objects, to, newest.tree)
  if (!now.ok) return now
  const view = await makeView(subject.objects, revision.number, old.value, ledger)
  if (!view.ok) return view
  const tree = await tools.buildAcceptedTree(subject.objects, from, revision.tree, view.value.files)
  if (!tree.ok) return tree
  const landed = tree.value.tree === to
  const moves = landed ? ok(movesOfLanding(view.value.files)) : await movesOfTrees(tools, from, to)
  if (!moves.ok) return moves
  const carried = await carryHunks(subject, old.value, now.value, moves.value)
  if (!carried.ok) return carried
  const accepted = landed ? view.value.files.flatMap(({ hunks }) => hunks.filter(takesEffect)) : []
  const settled = new Set([...accepted.map(({ id }) => id), ...carriedAlone(carried.value)])
  const kept = await keptHunks(tools, moves.value, settled)
  if (!kept.ok) return kept
  const regrouped = landed ? regroupedHunks(view.value.files, now.value.files, moves.value) : []
  const landedEdits = landed
    ? view.value.files.flatMap((file) => file.edits.filter(({ holds }) => holds))
    : []
  const overridden = await override(tools, landedEdits, now.value, moves.value)
  if (!overridden.ok) return overridden
  const added = new Set(view.value.files.filter(({ change }) => change === 'added').map(basePathOf))
  const landedIds = new Set(landedEdits.map(({ id }) => id))
  const left = ledger.edits.filter(({ id }) => !landedIds.has(id))
  const edits = await moveEdits(tools, view.value, left, now.value, moves.value)
  if (!edits.ok) return edits
  const entry: BaseMovedFact = {
    type: 'baseMoved',
    from,
    to,
    revision: newest.number,
    carried: thatMatter(ledger, [...regrouped, ...carried.value], kept.value),
    kept: kept.value,
    landings: subject.landings,
    back: wayBack(moves.value, added),
    overridden: overridden.value,
    edits: edits.value,
  }
  const absent = newest.number === revision.number ? [] : absentAfter(ledger, now.value, kept.value)
  return ok(absent.length > 0 ? [entry, { type: 'absent', revision: newest.number, hunks: absent }] : [entry])
}

/** Rejected hunks that are known by another id from now on, and that the new revision does not have. */
function absentAfter(
  ledger: Ledger,
  now: ComputedChangeset,
  kept: readonly CarriedHunk[],
): readonly string[] {
  const present = new Set(now.files.flatMap(({ hunks }) => hunks.map(({ id }) => id)))
  return kept.flatMap(({ from: [hunk = ''], to }) => {
    const record = ledger.record(hunk)
    return record?.verdict === 'reject' && !record.absent && !present.has(to) ? [to] : []
  })
}

/** The entry that goes back to the base before, with the decisions that were made since. */
export async function baseRestoredEntry(tools: LedgerTools): Promise<Result<BaseRestoredFact, GitFailure>> {
  const { subject, ledger, cache } = tools
  const to = subject.baseTree
  const from = ledger.base ?? ''
  const newest = subject.revisions.at(-1)
  if (!newest) throw new Error('a base moved without a revision')
  const old = await cache.get(subject.objects, from, newest.tree)
  if (!old.ok) return old
  const now = await cache.get(subject.objects, to, newest.tree)
  if (!now.ok) return now
  const moves = ledger.wayBack ? ok(ledger.wayBack) : await movesOfTrees(tools, from, to)
  if (!moves.ok) return moves
  const carried = await carryHunks(subject, old.value, now.value, moves.value)
  if (!carried.ok) return carried
  const kept = await keptHunks(tools, moves.value, new Set(carriedAlone(carried.value)))
  if (!kept.ok) return kept
  const view = await makeView(subject.objects, newest.number, old.value, ledger)
  if (!view.ok) return view
  const edits = await moveEdits(tools, view.value, ledger.editsSinceMove, now.value, moves.value)
  if (!edits.ok) return edits
  return ok({
    type: 'baseRestored',
    to,
    revision: newest.number,
    carried: carried.value,
    kept: kept.value,
    edits: edits.value.filter(({ lost }) => !lost),
  })
}

/** Of what is carried, all that says something: what is undecided is so against another base without being named. */
function thatMatter(
  ledger: Ledger,
  carried: readonly CarriedHunk[],
  kept: readonly CarriedHunk[],
): readonly CarriedHunk[] {
  const isDecided = ({ from }: CarriedHunk): boolean => from.some((id) => ledger.record(id) !== undefined)
  const decided = new Set([...kept, ...carried.filter(isDecided)].map(({ to }) => to))
  return carried.filter(({ to }) => decided.has(to))
}

/** Hunks that one hunk alone is now, which says all that is known of them. */
function carriedAlone(carried: readonly CarriedHunk[]): readonly string[] {
  return carried.flatMap(({ from }) => (from.length === 1 ? from : []))
}

/** The hunks of a revision against another base, each with those against the old one that did exactly what it does. */
export async function carryHunks(
  subject: Pick<ReviewSubject, 'objects'>,
  old: ComputedChangeset,
  now: ComputedChangeset,
  moves: MovedFiles,
): Promise<Result<readonly CarriedHunk[], GitFailure>> {
  const byPath = new Map(now.files.map((file) => [basePathOf(file), file]))
  const files = old.files.flatMap((before) => {
    const move = moved(moves, basePathOf(before))
    const after = move && byPath.get(move.path)
    return after ? [{ before, after, changes: move.changes }] : []
  })
  const carried: CarriedHunk[] = []
  for (let from = 0; from < files.length; from += batch) {
    const some = await Promise.all(
      files.slice(from, from + batch).map(async ({ before, after, changes }) => {
        return { after, pairs: await pairsOf(subject.objects, before, after, changes) }
      }),
    )
    for (const { after, pairs } of some) {
      if (!pairs.ok) return pairs
      const hunks = new Map(after.hunks.map((hunk) => [hunk.id, hunk]))
      for (const pair of pairs.value) {
        const hunk = hunks.get(pair.to)
        if (hunk) carried.push({ ...pair, place: placeOf(after, hunk) })
      }
    }
  }
  return ok(carried)
}

/** How many files are read at once. */
const batch = 50

async function pairsOf(
  objects: Objects,
  before: FileDiff,
  after: FileDiff,
  changes: BaseFileMove['changes'],
): Promise<Result<readonly CarryPair[], GitFailure>> {
  const units = carryUnits(before, after)
  if (isUntouched(before, after)) {
    const text = before.hunks.filter(({ kind }) => kind === 'text')
    return ok([...units, ...text.map(({ id }) => ({ from: [id], to: id }))])
  }
  if (!changes || !hasLines(before) || !hasLines(after)) return ok(units)
  const alike = carryAlike(before, after, changes)
  if (alike) return ok([...units, ...alike])
  const oldLines = await readLines(objects, before)
  if (!oldLines.ok) return oldLines
  const newLines = await readLines(objects, after)
  if (!newLines.ok) return newLines
  const old = { file: before, ...oldLines.value }
  return ok([...units, ...carryText(old, { file: after, ...newLines.value }, changes)])
}

/** The same contents at the same place: git finds the same hunks, with the same ids. */
function isUntouched(before: FileDiff, after: FileDiff): boolean {
  return (
    basePathOf(before) === basePathOf(after) &&
    before.oldOid === after.oldOid &&
    before.newOid === after.newOid &&
    before.change === after.change &&
    (before.change !== 'added' || before.newMode === after.newMode)
  )
}

async function override(
  { subject }: LedgerTools,
  edits: DecidedFile['edits'],
  now: ComputedChangeset,
  moves: MovedFiles,
): Promise<Result<readonly { hunk: string; place: ReturnType<typeof placeOf> }[], GitFailure>> {
  const byPath = new Map(now.files.map((file) => [basePathOf(file), file]))
  const overridden: { hunk: string; place: ReturnType<typeof placeOf> }[] = []
  for (const path of new Set(edits.map((edit) => edit.basePath))) {
    const move = moved(moves, path)
    const file = move && byPath.get(move.path)
    if (!file || !move.changes || !hasLines(file)) continue
    const lines = await readLines(subject.objects, file)
    if (!lines.ok) return lines
    const own = edits.filter((edit) => edit.basePath === path)
    for (const id of overriddenHunks(own, move.changes, { file, ...lines.value })) {
      const hunk = file.hunks.find((one) => one.id === id)
      if (hunk) overridden.push({ hunk: id, place: placeOf(file, hunk) })
    }
  }
  return ok(overridden)
}

/**
 * Own edits against the new base; one whose place changed is kept, but holds nowhere. So is one that did not hold before
 * and would now, as hunks are cut in another way: what is accepted would change although nobody decided anything.
 */
async function moveEdits(
  { subject }: LedgerTools,
  before: ReviewView,
  edits: readonly LedgerEdit[],
  now: ComputedChangeset,
  moves: MovedFiles,
): Promise<Result<readonly LedgerEdit[], GitFailure>> {
  const byPath = new Map(now.files.map((file) => [basePathOf(file), file]))
  const paths = edits.flatMap((edit) => moved(moves, edit.basePath)?.path ?? [])
  const unchanged = await baseEntries(subject.objects, now.base, [
    ...new Set(paths.filter((path) => !byPath.has(path))),
  ])
  if (!unchanged.ok) return unchanged
  const mapped = edits.map((edit): LedgerEdit => {
    const move = moved(moves, edit.basePath)
    if (!move) return { ...edit, lost: true }
    const file = byPath.get(move.path)
    const base = file ? { baseMode: file.oldMode, baseOid: file.oldOid } : unchanged.value.get(move.path)
    const range = move.changes && mapThrough(move.changes)(edit)
    return { ...edit, ...range, ...base, basePath: move.path, lost: edit.lost || range === null || !base }
  })
  const held = new Set(
    before.files.flatMap((file) => file.edits.filter(({ holds }) => holds).map(({ id }) => id)),
  )
  const fitted = await fitEdits(subject.objects, now.files, mapped)
  if (!fitted.ok) return fitted
  const holding = new Set(fitted.value.fitted.filter(({ holds }) => holds).map(({ edit }) => edit.id))
  return ok(
    mapped.map((edit) => (holding.has(edit.id) && !held.has(edit.id) ? { ...edit, lost: true } : edit)),
  )
}
