import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { fromBase64 } from '#shared/diff/base64.ts'
import { toDisplayText } from '#shared/diff/display-text.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import { firstLine } from '#shared/diff/lines.ts'

/** Lines of a hunk that are looked through for one that says something. */
const looked = 20
/** Characters of a line that a row shows at most. */
const longest = 240

/** The first line of each hunk's own that says something, by the hunk's id; '' where it has none. */
export function firstLinesOf(file: DecidedFile, text: FileText): ReadonlyMap<string, string> {
  const before = (text.before?.text ?? '').split('\n')
  const after = (text.after?.text ?? '').split('\n')
  const lines = new Map<string, string>()
  for (const hunk of file.hunks) {
    const covered = hunk.editedBy === null ? [] : file.hunks.filter((one) => one.editedBy === hunk.editedBy)
    // An edit of one hunk shows what lands in its place; one over several is not the text of each of them.
    const shown = covered.length > 1 ? undefined : text.lines.find(({ hunk: id }) => stands(id, hunk))
    const own =
      shown === undefined
        ? linesUnderEdit(file, hunk, before, text.after?.encoding ?? null)
        : shown.newLines > 0
          ? after.slice(shown.newStart - 1, shown.newStart - 1 + Math.min(shown.newLines, looked))
          : before.slice(shown.oldStart - 1, shown.oldStart - 1 + Math.min(shown.oldLines, looked))
    const words = own.find((one) => one.trim().length > 1) ?? own[0] ?? ''
    lines.set(hunk.id, words.trim().slice(0, longest))
  }
  return lines
}

function stands(id: string, hunk: DecidedHunk): boolean {
  return id === hunk.id || id === hunk.editedBy
}

/** What the agent wrote in a hunk that lies under an own edit: the edit keeps the bytes that it replaced. */
function linesUnderEdit(
  file: DecidedFile,
  hunk: DecidedHunk,
  before: readonly string[],
  encoding: TextEncoding | null,
): readonly string[] {
  const removed = (): readonly string[] =>
    before.slice(hunk.oldStart - 1, hunk.oldStart - 1 + Math.min(hunk.oldLines, looked))
  const edit = file.edits.find(({ id }) => id === hunk.editedBy)
  if (edit === undefined) return hunk.editedBy === null && hunk.oldLines > 0 ? removed() : []
  if (hunk.newLines === 0) return removed()
  const start = firstLine(edit.oldStart, edit.oldLines)
  // Where the edit's range begins in the revision: hunks before it moved it.
  const moved = file.hunks
    .filter(({ kind, editedBy }) => kind === 'text' && editedBy !== edit.id)
    .filter(({ oldStart, oldLines }) => firstLine(oldStart, oldLines) + oldLines <= start)
    .reduce((sum, one) => sum + one.newLines - one.oldLines, 0)
  const replaced = toDisplayText(fromBase64(edit.replaced), encoding).text.split('\n')
  const from = firstLine(hunk.newStart, hunk.newLines) - start - moved
  return replaced.slice(Math.max(0, from), Math.max(0, from) + Math.min(hunk.newLines, looked))
}
