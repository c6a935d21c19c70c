import { randomBytes } from 'node:crypto'
import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { toByteEdit, type DisplayEdit, type DisplayEditFailure } from '#shared/diff/display-text.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import { toBase64 } from '#shared/diff/base64.ts'
import { firstLine, sliceLines, toLines } from '#shared/diff/lines.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { composeAfter, type RangedEdit } from '#shared/domain/review/after-text.ts'
import type { EditedFact, EditRemovedFact } from '#shared/domain/review/entries/index.ts'
import type { HunkDecision } from '#shared/domain/review/ledger-values.ts'
import { editId } from '#shared/domain/review/decision-subject.ts'
import { toBaseEdit, trimEdit, type BaseEdit } from '#shared/domain/review/own-edit.ts'
import { basePathOf } from '#shared/domain/review/outcome.ts'
import type { Objects } from '../git/objects.ts'
import { gitFailed } from './failures.ts'
import { hasLines, readLines, type FileLines } from './review-texts.ts'
import { placeOf, type ReviewView } from './view.ts'

export interface EditRequest extends DisplayEdit {
  readonly path: string
  /** Id of the after side that was edited, with the own edits in it. */
  readonly oid: string
  /** The encoding in which the text was shown, where the person chose it. */
  readonly encoding?: TextEncoding | undefined
}

/** The ledger's entry for an edit of the after side as it is shown; null where it changes nothing. */
export async function editedEntry(
  objects: Objects,
  view: ReviewView,
  request: EditRequest,
): Promise<Result<EditedFact | null, ReviewFailure>> {
  const file = view.files.find((one) => one.path === request.path)
  if (!file || !hasLines(file)) {
    return badEdit(
      `${request.path} has no text that can be edited here. Nothing was changed. Accept or reject it.`,
    )
  }
  const lines = await readLines(objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  const { base, revision } = lines.value
  const { edits, text, free, covered } = layersOf(view, file, lines.value)
  const after = composeAfter(base, revision, free, edits)
  if (objects.blobId(after.bytes) !== request.oid) {
    return err({
      kind: 'staleEdit',
      message: `${request.path} changed since it was shown. Nothing was changed. Make the edit again on what is shown now.`,
      paths: [request.path],
    })
  }
  const edit = toByteEdit(after.bytes, request, request.encoding)
  if (!edit.ok) return badEdit(describe(edit.error, request.path))
  const least = trimEdit(toLines(after.bytes), edit.value)
  if (!least) return ok(null)
  const made = toBaseEdit({ base, revision, hunks: text, edits, covered }, least)
  const name = `edit of ${request.path}`
  return ok(entryOf(view, file, made.edit, made.covers, made.replaces, name))
}

/**
 * The entry that puts an own edit that no longer holds onto what the revision has now in its place: the person chose
 * their own text over the new one. Null where the place is gone.
 */
export async function renewedEntry(
  objects: Objects,
  view: ReviewView,
  id: string,
): Promise<Result<EditedFact | null, ReviewFailure>> {
  const file = view.files.find((one) => one.edits.some((edit) => edit.id === id))
  const own = file?.edits.find((edit) => edit.id === id)
  if (!file || !own || !hasLines(file)) return ok(null)
  const lines = await readLines(objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  const { base, revision } = lines.value
  const bytes = Buffer.from(own.bytes, 'base64')
  const { edits, text, free, covered } = layersOf(view, file, lines.value)
  const window = afterWindow({ base, revision, free, edits }, own)
  if (!window) return ok(null)
  if (window.to < window.count && bytes.length > 0 && bytes.at(-1) !== 0x0a) return ok(null)
  const made = toBaseEdit({ base, revision, hunks: text, edits, covered }, { ...window, bytes })
  return ok(entryOf(view, file, made.edit, made.covers, [...made.replaces, id], `edit of ${file.path}`))
}

/** The lines of the after side that stand for an own edit's range of the base, over every hunk that touches it. */
function afterWindow(
  {
    base,
    revision,
    free,
    edits,
  }: FileLines & { readonly free: readonly DecidedHunk[]; readonly edits: readonly RangedEdit[] },
  own: { readonly oldStart: number; readonly oldLines: number },
): { readonly from: number; readonly to: number; readonly count: number } | null {
  const after = composeAfter(base, revision, free, edits)
  let from = own.oldLines === 0 ? own.oldStart : own.oldStart - 1
  let to = from + own.oldLines
  if (to > base.count) return null
  let before = 0
  let through = 0
  for (const change of after.changes) {
    const start = change.oldLines === 0 ? change.oldStart : change.oldStart - 1
    const end = start + change.oldLines
    const delta = change.newLines - change.oldLines
    const outsideBefore = end < from || (end === from && !(start === end && from === to))
    if (outsideBefore) before += delta
    const outsideAfter = start > to || (start === to && !(start === end && from === to))
    if (outsideAfter) break
    through += delta
    if (outsideBefore) continue
    from = Math.min(from, start)
    to = Math.max(to, end)
  }
  return { from: from + before, to: to + through, count: toLines(after.bytes).count }
}

function holdingEdits(view: ReviewView, file: DecidedFile): readonly RangedEdit[] {
  const placed = view.projection.editsOf.get(basePathOf(file)) ?? []
  return placed.filter(({ holds }) => holds).map(({ edit }) => edit)
}

/**
 * What the after side of a file is made of. Where an own edit landed, the base stands in place of what the agent wrote:
 * that counts as an edit which says what the base says, so that a new one takes it in whole.
 */
export function layersOf(
  view: ReviewView,
  file: DecidedFile,
  { base, revision }: FileLines,
): {
  readonly text: readonly DecidedHunk[]
  /** Text hunks that lie under no edit. */
  readonly free: readonly DecidedHunk[]
  readonly edits: readonly RangedEdit[]
  readonly covered: ReadonlySet<string>
} {
  const text = file.hunks.filter((hunk) => hunk.kind === 'text')
  const isFree = ({ id, editedBy }: DecidedHunk): boolean => editedBy === null && !view.overridden.has(id)
  const landed = text
    .filter(({ id }) => view.overridden.has(id))
    .map((hunk): RangedEdit => {
      const { id, oldStart, oldLines } = hunk
      const from = firstLine(oldStart, oldLines)
      return {
        ...{ id, basePath: basePathOf(file), oldStart, oldLines, edges: { start: false, end: false } },
        replaced: toBase64(replacementOf(revision, hunk).bytes),
        bytes: toBase64(sliceLines(base, from, from + oldLines)),
      }
    })
  return {
    text,
    free: text.filter(isFree),
    edits: [...holdingEdits(view, file), ...landed],
    covered: new Set(text.filter((hunk) => !isFree(hunk)).map(({ id }) => id)),
  }
}

/** The entry of an own edit, with what is decided by it. */
export function entryOf(
  view: ReviewView,
  file: DecidedFile,
  edit: BaseEdit['edit'],
  covers: readonly string[],
  replaces: readonly string[],
  label: string,
): EditedFact {
  const decisions: HunkDecision[] = []
  const together = new Set<string>()
  for (const id of covers) {
    const at = view.indexes.get(id)
    const diff = at && view.diffs[at.file]
    // What lies under the edit is decided by the edit: without it, it is undecided.
    if (at && diff) decisions.push({ hunk: id, verdict: null, place: placeOf(diff, at.hunk) })
    const group = view.projection.groups.get(id)
    for (const other of group === undefined ? [] : (view.projection.members.get(group) ?? []))
      together.add(other)
  }
  for (const id of together) {
    const at = view.indexes.get(id)
    const diff = at && view.diffs[at.file]
    if (covers.includes(id) || !at || !diff) continue
    decisions.push({ hunk: id, verdict: 'accept', place: placeOf(diff, at.hunk) })
  }
  return {
    type: 'edited',
    base: view.computed.base,
    revision: view.number,
    label,
    edit: {
      id: editId(randomBytes(12).toString('hex')),
      basePath: basePathOf(file),
      ...edit,
      baseMode: file.oldMode,
      baseOid: file.oldOid,
      lost: false,
    },
    replaces: replaces.filter((id) => !view.overridden.has(id)),
    decisions,
  }
}

/** The entry that takes an own edit back, or null if there is none of this id. */
export function removedEntry(view: ReviewView, id: string): EditRemovedFact | null {
  const file = view.files.find((one) => one.edits.some((edit) => edit.id === id))
  if (!file) return null
  return {
    type: 'editRemoved',
    label: `removal of your edit of ${file.path}`,
    edit: id,
    cleared: coveredBy(view, file, id),
  }
}

/** The hunks that an own edit covers, with those that are decided together with them. */
export function coveredBy(view: ReviewView, file: DecidedFile, edit: string): readonly string[] {
  const covered = new Set<string>()
  for (const hunk of file.hunks) {
    if (hunk.editedBy !== edit) continue
    covered.add(hunk.id)
    const members = hunk.group === null ? [] : (view.projection.members.get(hunk.group) ?? [])
    for (const member of members) covered.add(member)
  }
  return [...covered]
}

function badEdit(message: string): Result<never, ReviewFailure> {
  return err({ kind: 'badEdit', message })
}

function describe(failure: DisplayEditFailure, path: string): string {
  const rest = 'Nothing was changed.'
  if (failure.kind === 'outside') return `The edit lies outside the lines of ${path}. ${rest} Make it again.`
  if (failure.kind === 'readOnly') return `${path} can't be edited here: ${failure.reason} ${rest}`
  return `${path} is in an encoding that has no ${JSON.stringify(failure.character)}. ${rest} Leave that character out.`
}
