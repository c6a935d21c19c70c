import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { DisplaySide, FileText } from '#shared/domain/changeset/file-text.ts'
import { toDisplayText } from '#shared/diff/display-text.ts'
import { toLines } from '#shared/diff/lines.ts'
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
 * side has more than `limit` bytes neither is given, and no line changes.
 */
export async function readFileText(
  objects: Objects,
  file: DecidedFile,
  limit: number = usualLimit,
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
      before: before.value && displaySide(before.value, shown),
      after: after.value && displaySide(after.value, shown),
      lines: [],
    })
  if (binary || !isLined(file)) return ok(unitText(file, before.value, after.value, shown))
  const base = toLines(before.value?.bytes ?? new Uint8Array(0))
  const revision = toLines(after.value?.bytes ?? new Uint8Array(0))
  const hunks = file.hunks.filter((hunk) => hunk.kind === 'text' && hunk.editedBy === null)
  const edits = file.edits.filter((edit) => edit.holds)
  const composed = composeAfter(base, revision, hunks, edits)
  const oid = edits.length > 0 ? objects.blobId(composed.bytes) : (file.newOid ?? '')
  return ok({
    path: file.path,
    before: before.value ? displaySide(before.value, shown) : null,
    after: displaySide({ oid, mode: file.newMode, bytes: composed.bytes }, shown),
    lines: composed.changes.map(({ id, ...change }) => ({ hunk: id, ...change })),
  })
}

/** Whether the file's changes are about lines: an ordinary file on each side that it has, and not deleted. */
function isLined(file: DecidedFile): boolean {
  const ordinary = (mode: string): boolean => mode.startsWith('100')
  return ordinary(file.newMode) && (file.change === 'added' || ordinary(file.oldMode))
}

/** A file that is decided as a whole: its one change, if its content has one, is from all lines to all lines. */
function unitText(file: DecidedFile, before: Side | null, after: Side | null, shown: Shown): FileText {
  const unit = file.hunks.find(
    (hunk) => hunk.kind !== 'rename' && hunk.kind !== 'mode' && hunk.kind !== 'text',
  )
  const oldLines = before && !shown.binary ? toLines(before.bytes).count : 0
  const newLines = after && !shown.binary ? toLines(after.bytes).count : 0
  const changed = unit && (oldLines > 0 || newLines > 0)
  const start = (lines: number): number => (lines > 0 ? 1 : 0)
  return {
    path: file.path,
    before: before && displaySide(before, shown),
    after: after && displaySide(after, shown),
    lines: changed
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
      : [],
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

function displaySide(side: Side, shown: Shown): DisplaySide {
  const omitted = shown.binary ? 'binary' : shown.tooLarge ? 'tooLarge' : null
  if (omitted) {
    return {
      oid: side.oid,
      bytes: side.bytes.length,
      text: '',
      encoding: 'utf-8',
      crlf: false,
      bom: false,
      endsWithNewline: false,
      readOnly: omitted === 'binary' ? 'It is not text.' : 'It is too large to edit here.',
      omitted,
    }
  }
  const form = toDisplayText(side.bytes)
  const whole = side.mode.startsWith('100') ? null : 'It is not an ordinary file.'
  return {
    oid: side.oid,
    bytes: side.bytes.length,
    ...form,
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
