import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { PreviousText } from '#shared/domain/review/previous-text.ts'
import { fromBase64 } from '#shared/diff/base64.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { toDisplayText, toWholeText } from '#shared/diff/display-text.ts'
import { readSidesFrom, type EncodingSource } from '#shared/diff/read-as.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import { concatBytes, sliceLines } from '#shared/diff/lines.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { OwnEdit } from '#shared/domain/review/decided.ts'
import { meets, stretchOf, textOfStretch, wholeStretch } from '#shared/domain/review/compare-place.ts'
import { basePathOf } from '#shared/domain/review/outcome.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import { gitFailed, noFile } from './failures.ts'
import { hasLines, readLines, type FileLines } from './review-texts.ts'
import type { LoadedReview, SessionReview } from './session-review.ts'

/** What is asked for. */
export interface PreviousOptions {
  /** The revision to hold it against where it was never decided. */
  readonly seen?: number | undefined
  /** All of the place, over every change that has a part in it, and own edits; else the hunk's own lines alone. */
  readonly whole?: boolean | undefined
}

interface AskedPrevious extends PreviousOptions {
  /** What is known of a file's encoding. */
  readonly encodingOf?: (path: string) => EncodingSource | null
}

/** Bytes of a text that is decided as a whole beyond which it is not shown beside its changes. */
const mostWhole = 1_000_000

const nothing = new Uint8Array(0)

type Previous = Result<PreviousText, ChangesetFailure>

/**
 * What stood where a hunk is when the person decided or wrote there, or looked at revision `seen` last, and what stands
 * there now: whole lines, over every change that has a part in the place, so that the one can be held against the other.
 */
export async function previous(
  review: SessionReview,
  cache: ChangesetCache,
  id: string,
  { seen, whole = false, encodingOf }: AskedPrevious = {},
): Promise<Previous> {
  const loaded = await review.read()
  if (!loaded.ok) return loaded
  const { view, subject } = loaded.value
  const { objects } = subject
  const found = view.indexes.get(id)
  const file = found && view.files[found.file]
  const hunk = file?.hunks.find((one) => one.id === id)
  if (!file || !hunk)
    return noFile('The hunk is not in the newest revision, so nothing earlier is known of it.')
  const record = review.ledger.record(hunk.supersedes?.hunk ?? id)
  const number = record?.revision ?? (hunk.editedBy === null ? seen : undefined)
  const revision = subject.revisions.find((one) => one.number === number)
  const source = encodingOf?.(file.path) ?? null
  if (hunk.kind !== 'text' || !hasLines(file)) {
    if (!revision || (hunk.kind !== 'binary' && !record))
      return noFile('Nothing is known of an earlier text of this hunk.')
    if (hunk.kind !== 'binary')
      return ok({ what: 'decided', number: revision.number, ...shown(nothing, nothing, null) })
    const former = await cache.get(objects, record?.base ?? view.computed.base, revision.tree)
    if (!former.ok) return gitFailed(former.error)
    const what = record ? 'decided' : 'seen'
    return wholeTexts(objects, former.value.files, file, { what, number: revision.number }, source)
  }
  const lines = await readLines(objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  const { base: baseLines, revision: revisionLines } = lines.value
  const [oldAs, newAs] = await readSidesFrom([baseLines.bytes, revisionLines.bytes], source)
  // Parts are read as all of the file is: of themselves they may look like something else.
  const encoding = (oldAs?.guessed === true && newAs?.guessed === false ? oldAs : newAs)?.encoding ?? null
  const lost =
    whole && hunk.editedBy === null
      ? file.edits.findLast((one) => !one.holds && meets(stretchOf(one), stretchOf(hunk)))
      : undefined
  if (lost)
    return ok({ what: 'lostEdit', number: null, ...againstEdit(lost, file.hunks, lines.value, encoding) })
  if (!revision) return noFile('Nothing is known of an earlier text of this hunk.')
  const base = record?.base ?? view.computed.base
  const former = await cache.get(objects, base, revision.tree)
  if (!former.ok) return gitFailed(former.error)
  const what = record ? 'decided' : 'seen'
  const others = former.value.files
  const sides = { what, number: revision.number } as const
  // Against another base the places can't be held against each other: what was decided is shown by itself.
  if (!whole || base !== view.computed.base) {
    const then = await ownText(objects, others, record?.hunk ?? id)
    if (!then.ok) return then
    return ok({ ...sides, ...shown(then.value, replacementOf(lines.value.revision, hunk).bytes, encoding) })
  }
  const decided = record?.hunk ?? ''
  const other =
    others.find((one) => one.hunks.some((each) => each.id === decided)) ??
    others.find((one) => basePathOf(one) === basePathOf(file))
  // A file that the earlier revision left as it was has the lines of the base.
  const before =
    other && hasLines(other)
      ? await readLines(objects, other)
      : ok({ ...lines.value, revision: lines.value.base })
  if (!before.ok) return gitFailed(before.error)
  const then = { lines: before.value.revision, changes: other && hasLines(other) ? textHunks(other) : [] }
  const now = { lines: lines.value.revision, changes: textHunks(file) }
  const stretch = wholeStretch(stretchOf(hunk), [then, now])
  return ok({ ...sides, ...shown(textOfStretch(stretch, then), textOfStretch(stretch, now), encoding) })
}

/** What is decided as a whole, then and now; of what is no text there are no lines. */
async function wholeTexts(
  objects: LoadedReview['subject']['objects'],
  others: readonly FileDiff[],
  file: FileDiff,
  told: Pick<PreviousText, 'what' | 'number'>,
  source: EncodingSource | null,
): Promise<Previous> {
  const other = others.find((one) => basePathOf(one) === basePathOf(file))
  // What the earlier revision did not touch was as the base has it.
  const oids = [other === undefined ? file.oldOid : other.newOid, file.newOid]
  const texts: string[] = []
  for (const oid of oids) {
    const blob = oid === null ? ok(nothing) : await objects.blob(oid)
    if (!blob.ok) return gitFailed(blob.error)
    const form = blob.value.length > mostWhole ? null : toWholeText(blob.value, source?.chosen ?? null)
    if (form === null) return ok({ ...told, ...shown(nothing, nothing, null) })
    texts.push(form.text)
  }
  const [then = '', now = ''] = texts
  // oxlint-disable-next-line unicorn/no-thenable -- a text, as the contract names it; never called
  return ok({ ...told, then, now })
}

/** An own edit that holds no more, with the base around it, against what the revision has there. */
function againstEdit(
  edit: OwnEdit,
  hunks: readonly Hunk[],
  { base, revision }: FileLines,
  encoding: TextEncoding | null,
): Pick<PreviousText, 'then' | 'now'> {
  const now = { lines: revision, changes: hunks.filter(({ kind }) => kind === 'text') }
  const place = stretchOf(edit)
  const stretch = wholeStretch(place, [now])
  const then = concatBytes([
    sliceLines(base, stretch.from, place.from),
    fromBase64(edit.bytes),
    sliceLines(base, place.to, stretch.to),
  ])
  return shown(then, textOfStretch(stretch, now), encoding)
}

function shown(
  then: Uint8Array,
  now: Uint8Array,
  encoding: TextEncoding | null,
): Pick<PreviousText, 'then' | 'now'> {
  const text = (bytes: Uint8Array): string => toDisplayText(bytes, encoding).text
  // oxlint-disable-next-line unicorn/no-thenable -- a text, as the contract names it; never called
  return { then: text(then), now: text(now) }
}

function textHunks(file: FileDiff): readonly Hunk[] {
  return file.hunks.filter(({ kind }) => kind === 'text')
}

async function ownText(
  objects: LoadedReview['subject']['objects'],
  files: readonly FileDiff[],
  id: string,
): Promise<Result<Uint8Array, ChangesetFailure>> {
  const file = files.find((one) => one.hunks.some((hunk) => hunk.id === id))
  const hunk = file?.hunks.find((one) => one.id === id)
  if (!file || hunk?.kind !== 'text' || !hasLines(file)) return ok(nothing)
  const lines = await readLines(objects, file)
  return lines.ok ? ok(replacementOf(lines.value.revision, hunk).bytes) : gitFailed(lines.error)
}
