import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { DisplaySide, FileText } from '#shared/domain/changeset/file-text.ts'
import { toDisplayText, toWholeText } from '#shared/diff/display-text.ts'
import { equalBytes, toLines } from '#shared/diff/lines.ts'
import { readSidesFrom, type EncodingSource, type ReadAs } from '#shared/diff/read-as.ts'
import { spanOfChange } from '#shared/diff/span-of-change.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { composeAfter } from '#shared/domain/review/after-text.ts'
import type { Objects } from '../git/objects.ts'
import { describeGitFailure, type GitFailure } from '../git/run.ts'

/** Text over so many bytes is sent only when asked for. */
const usualLimit = 20_000_000
const submodule = '160000'

/** Why the text of a file is left out, if it is. */
interface Shown {
  readonly binary: boolean
  readonly tooLarge: boolean
}

interface Side {
  readonly oid: string
  readonly mode: string
  readonly bytes: Uint8Array
}

/**
 * Both sides of one file as they are shown: the base, and the revision with the own edits that hold. The line changes
 * are git's hunks and the own edits, whatever was decided. A submodule is shown as the commit that it points at. When a
 * side has more than `limit` bytes neither is given, and no line changes. Both are read as `source` says, else as they look
 * like; what git calls binary is text where it is UTF-16 or another encoding makes it so.
 */
export async function readFileText(
  objects: Objects,
  file: DecidedFile,
  limit: number = usualLimit,
  source: EncodingSource | null = null,
): Promise<Result<FileText, ChangesetFailure>> {
  const [before, after] = await Promise.all([
    readSide(objects, file.oldOid, file.oldMode),
    readSide(objects, file.newOid, file.newMode),
  ])
  if (!before.ok) return failed(before.error)
  if (!after.ok) return failed(after.error)
  const binary = file.binary || file.hunks.some((hunk) => hunk.kind === 'binary')
  const sizes = [before.value, after.value].map((side) => side?.bytes.length ?? 0)
  const shown = { binary, tooLarge: Math.max(...sizes) > limit }
  if (shown.tooLarge && !binary)
    return ok({
      path: file.path,
      before: before.value && displaySide(before.value, shown, null),
      after: after.value && displaySide(after.value, shown, null),
      lines: [],
    })
  const whole =
    binary && !shown.tooLarge ? wholeText(file, before.value, after.value, source?.chosen ?? null) : null
  if (whole !== null) return ok(whole)
  if (binary || !isLined(file)) {
    const [oldAs, newAs] = binary
      ? [null, null]
      : await readAs(before.value?.bytes ?? null, after.value?.bytes ?? null, source)
    return ok({
      path: file.path,
      before: before.value && displaySide(before.value, shown, oldAs),
      after: after.value && displaySide(after.value, shown, newAs),
      lines: unitLines(file, before.value, after.value, binary),
    })
  }
  const base = toLines(before.value?.bytes ?? new Uint8Array(0))
  const revision = toLines(after.value?.bytes ?? new Uint8Array(0))
  const hunks = file.hunks.filter((hunk) => hunk.kind === 'text' && hunk.editedBy === null)
  const edits = file.edits.filter((edit) => edit.holds)
  const composed = composeAfter(base, revision, hunks, edits)
  const isRevision = after.value !== null && equalBytes(composed.bytes, after.value.bytes)
  const oid = isRevision ? (file.newOid ?? '') : objects.blobId(composed.bytes)
  const [oldAs, newAs] = await readAs(before.value?.bytes ?? null, composed.bytes, source)
  return ok({
    path: file.path,
    before: before.value && displaySide(before.value, shown, oldAs),
    after: displaySide({ oid, mode: file.newMode, bytes: composed.bytes }, shown, newAs),
    lines: composed.changes.map(({ id, ...change }) => ({ hunk: id, ...change })),
  })
}

/** How both sides are read; null for plain UTF-8. */
async function readAs(
  before: Uint8Array | null,
  after: Uint8Array | null,
  source: EncodingSource | null,
): Promise<readonly [ReadAs | null, ReadAs | null]> {
  const [old = null, now = null] = await readSidesFrom([before, after], source)
  const unlessPlain = (as: ReadAs | null): ReadAs | null =>
    as?.encoding === 'utf-8' && source?.chosen !== 'utf-8' ? null : as
  return [unlessPlain(old), unlessPlain(now)]
}

/** Whether the file's changes are about lines: an ordinary file on each side that it has, and not deleted. */
function isLined(file: DecidedFile): boolean {
  const ordinary = (mode: string): boolean => mode.startsWith('100')
  return ordinary(file.newMode) && (file.change === 'added' || ordinary(file.oldMode))
}

/** A file that is decided as a whole: its one change, if its content has one, is from all lines to all lines. */
function unitLines(
  file: DecidedFile,
  before: Side | null,
  after: Side | null,
  binary: boolean,
): FileText['lines'] {
  const unit = file.hunks.find(
    (hunk) => hunk.kind !== 'rename' && hunk.kind !== 'mode' && hunk.kind !== 'text',
  )
  const oldLines = before && !binary ? toLines(before.bytes).count : 0
  const newLines = after && !binary ? toLines(after.bytes).count : 0
  const changed = unit && (oldLines > 0 || newLines > 0)
  const start = (lines: number): number => (lines > 0 ? 1 : 0)
  return changed
    ? [
        {
          hunk: unit.id,
          edit: false,
          oldStart: start(oldLines),
          oldLines,
          newStart: start(newLines),
          newLines,
        },
      ]
    : []
}

/**
 * A file that git calls binary, as text; null where a side is none. Its content is decided as a whole: the one change is
 * from the first line that differs to the last.
 */
function wholeText(
  file: DecidedFile,
  before: Side | null,
  after: Side | null,
  encoding: TextEncoding | null,
): FileText | null {
  const sides = [before, after].map((side): DisplaySide | null | 'none' => {
    if (side === null) return null
    const form = side.mode.startsWith('100') ? toWholeText(side.bytes, encoding) : null
    return form === null
      ? 'none'
      : { oid: side.oid, bytes: side.bytes.length, ...form, guessed: false, omitted: null }
  })
  const [old = null, now = null] = sides
  if (old === 'none' || now === 'none') return null
  const unit = file.hunks.find((hunk) => hunk.kind === 'binary' || hunk.kind === 'delete')
  const span = spanOfChange(old?.text ?? null, now?.text ?? null)
  return {
    path: file.path,
    before: old,
    after: now,
    lines:
      unit === undefined || span.oldLines + span.newLines === 0
        ? []
        : [{ hunk: unit.id, edit: false, ...span }],
  }
}

async function readSide(
  objects: Objects,
  oid: string | null,
  mode: string,
): Promise<Result<Side | null, GitFailure>> {
  if (oid === null) return ok(null)
  if (mode === submodule) return ok({ oid, mode, bytes: Buffer.from(`Subproject commit ${oid}\n`) })
  const blob = await objects.blob(oid)
  return blob.ok ? ok({ oid, mode, bytes: blob.value }) : blob
}

/** `as`: how it is read; null where it is plain UTF-8 or left out. */
function displaySide(side: Side, shown: Shown, as: ReadAs | null): DisplaySide {
  const omitted = shown.binary ? 'binary' : shown.tooLarge ? 'tooLarge' : null
  if (omitted) {
    return {
      oid: side.oid,
      bytes: side.bytes.length,
      text: '',
      encoding: 'utf-8',
      guessed: false,
      crlf: false,
      bom: false,
      endsWithNewline: false,
      readOnly: omitted === 'binary' ? 'It is not text.' : 'It is too large to edit here.',
      omitted,
    }
  }
  const form = toDisplayText(side.bytes, as?.encoding ?? null)
  const whole = side.mode.startsWith('100') ? null : 'It is not an ordinary file.'
  return {
    oid: side.oid,
    bytes: side.bytes.length,
    ...form,
    guessed: as?.guessed ?? false,
    readOnly: whole ?? form.readOnly,
    omitted: null,
  }
}

function failed(failure: GitFailure): Result<never, ChangesetFailure> {
  return err({
    kind: 'gitFailed',
    message: `The file could not be read: ${describeGitFailure(failure)}. Nothing was changed. Try again.`,
    stderr: failure.stderr,
  })
}
