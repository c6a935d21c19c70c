import { equalBytes, sliceLines, toLines } from '#shared/diff/lines.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { composeAfter } from '#shared/domain/review/after-text.ts'
import type { EditedFact } from '#shared/domain/review/entries/index.ts'
import { toBaseEdit, trimEdit } from '#shared/domain/review/own-edit.ts'
import { markedConflicts, type MarkedConflict } from '#shared/domain/unit/conflict-marks.ts'
import { linesOf } from '#shared/domain/unit/unit-file.ts'
import type { Objects } from '../git/objects.ts'
import { entryOf, layersOf } from './edits.ts'
import { gitFailed } from './failures.ts'
import { hasLines, readLines } from './review-texts.ts'
import type { ReviewView } from './view.ts'

/** Which side of a marked conflict is taken: the first or the second one, or the first and then the second. */
export type ConflictChoice = 'first' | 'second' | 'both'

/**
 * The entry of an own edit that takes a side of the marked conflict that a hunk is in, without its marks. What else the hunk
 * changes beside it stays as the revision has it.
 */
export async function resolvedEntry(
  objects: Objects,
  view: ReviewView,
  hunk: string,
  take: ConflictChoice,
): Promise<Result<EditedFact | null, ReviewFailure>> {
  const place = view.indexes.get(hunk)
  const file = place && view.files[place.file]
  if (!place || !file)
    return err({
      kind: 'unknownHunk',
      message: `There is no hunk ${hunk} in the newest revision. Nothing was changed. Look at the review again.`,
    })
  if (!hasLines(file)) return none(file.path)
  const lines = await readLines(objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  const { base, revision } = lines.value
  const all = conflictsIn(revision.bytes)
  const { newStart, newLines } = place.hunk
  const at = all.findIndex(({ from, to }) =>
    newLines === 0 ? newStart > from && newStart < to : newStart - 1 < to && newStart - 1 + newLines > from,
  )
  const wanted = all[at]
  if (wanted === undefined) return none(file.path)
  const { edits, text, free, covered } = layersOf(view, file, lines.value)
  const after = toLines(composeAfter(base, revision, free, edits).bytes)
  const marked = sliceLines(revision, wanted.from, wanted.to)
  // Of several with the same text, the one of the same number: those before it may be resolved already.
  const same = (one: MarkedConflict, of: typeof after): boolean =>
    equalBytes(sliceLines(of, one.from, one.to), marked)
  const behind = all.slice(at + 1).filter((one) => same(one, revision)).length
  const left = conflictsIn(after.bytes).filter((one) => same(one, after))
  const there = left[left.length - 1 - behind]
  if (there === undefined) return none(file.path)
  const { first, second } = there
  const sides = take === 'both' ? [first, second] : [take === 'first' ? first : second]
  const bytes = Buffer.concat(sides.map(({ from, to }) => sliceLines(after, from, to)))
  const least = trimEdit(after, { from: there.from, to: there.to, bytes })
  if (!least) return ok(null)
  const made = toBaseEdit({ base, revision, hunks: text, edits, covered }, least)
  const name = take === 'both' ? 'both sides of a conflict' : (take === 'first' ? first : second).label
  return ok(entryOf(view, file, made.edit, made.covers, made.replaces, `${name} in ${file.path}`))
}

function conflictsIn(bytes: Uint8Array): readonly MarkedConflict[] {
  return markedConflicts(linesOf(Buffer.from(bytes).toString('latin1')))
}

function none(path: string): Result<never, ReviewFailure> {
  return err({
    kind: 'badEdit',
    message: `No marks of a conflict stand there in ${path}, or it is resolved already. Nothing was changed. Accept or reject the hunk, or edit it.`,
    paths: [path],
  })
}
