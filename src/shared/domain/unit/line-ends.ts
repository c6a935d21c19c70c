import type { Hunk } from '../changeset/file-diff.ts'
import { newLinesOf, oldLinesOf, type UnitFile } from './unit-file.ts'

/**
 * Files whose readers take every end of a line for the same, in texts of several lines too, and the last one for nothing. In
 * others a carriage return is a part of a command, of a string or of a block: a shell looks for a program whose name ends
 * with one.
 */
const indifferent = /\.(?:[cm]?[jt]sx?|json[5c]?|css|less|scss|pyi?|go|rs|java|kt|md|markdown|txt|html?)$/i

/**
 * Whether a text hunk changes nothing but the ends of lines (CRLF or LF) or whether the file ends with one, in a file whose
 * readers take them for the same. A fact about bytes: anything else that differs makes it false.
 */
export function changesOnlyEnds(file: UnitFile, hunk: Hunk): boolean {
  if (!indifferent.test(file.diff.path) || hunk.oldLines === 0 || hunk.oldLines !== hunk.newLines)
    return false
  const before = oldLinesOf(file, hunk)
  const after = newLinesOf(file, hunk)
  // A carriage return that ends no line is content.
  const bare = (line: string): string => (line.endsWith('\r\n') ? line.slice(0, -2) : line.replace(/\n$/, ''))
  // The system looks for a program of exactly this name.
  if (hunk.oldStart === 1 && before[0]?.startsWith('#!') === true) return false
  return (
    before.length === hunk.oldLines &&
    after.length === hunk.newLines &&
    before.every((line, at) => bare(line) === bare(after[at] ?? ''))
  )
}
