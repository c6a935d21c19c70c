import type { Hunk } from '../changeset/file-diff.ts'
import { newLinesOf, oldLinesOf, type UnitFile } from './unit-file.ts'

/**
 * Whether a text hunk changes nothing but the ends of lines (CRLF or LF) or whether the file ends with one. A fact about
 * bytes: anything else that differs makes it false.
 */
export function changesOnlyEnds(file: UnitFile, hunk: Hunk): boolean {
  if (hunk.oldLines === 0 || hunk.oldLines !== hunk.newLines) return false
  const before = oldLinesOf(file, hunk)
  const after = newLinesOf(file, hunk)
  // A carriage return that ends no line is content.
  const bare = (line: string): string => (line.endsWith('\r\n') ? line.slice(0, -2) : line.replace(/\n$/, ''))
  return (
    before.length === hunk.oldLines &&
    after.length === hunk.newLines &&
    before.every((line, at) => bare(line) === bare(after[at] ?? ''))
  )
}
