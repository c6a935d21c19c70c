import type { Hunk } from '../changeset/file-diff.ts'
import { newLinesOf, oldLinesOf, type UnitFile } from './unit-file.ts'

/** Least lines, and characters that are no blanks, of what counts as moved: less stands at two places by chance. */
const leastLines = 3
const leastCharacters = 40

/** The same bytes, taken away at one place and put in at one other. */
export interface Move {
  readonly from: { readonly file: UnitFile; readonly hunk: Hunk }
  readonly to: { readonly file: UnitFile; readonly hunk: Hunk }
}

/**
 * Finds hunks that only take away what another only puts in, byte for byte. What stands at more than two ends is none:
 * nobody could say which went where.
 */
export function findMoves(files: readonly UnitFile[]): readonly Move[] {
  type End = Move['from']
  const ends = new Map<string, { readonly taken: End[]; readonly put: End[] }>()
  for (const file of files) {
    if (file.generated !== null) continue
    for (const hunk of file.diff.hunks) {
      if (hunk.kind !== 'text' || (hunk.oldLines > 0 && hunk.newLines > 0)) continue
      const lines = hunk.oldLines > 0 ? oldLinesOf(file, hunk) : newLinesOf(file, hunk)
      const text = lines.join('')
      if (lines.length < leastLines || text.replaceAll(/\s/g, '').length < leastCharacters) continue
      const known = ends.get(text) ?? { taken: [], put: [] }
      ends.set(text, known)
      known[hunk.oldLines > 0 ? 'taken' : 'put'].push({ file, hunk })
    }
  }
  return [...ends.values()].flatMap(({ taken, put }) => {
    const [from, otherFrom] = taken
    const [to, otherTo] = put
    return from && to && !otherFrom && !otherTo ? [{ from, to }] : []
  })
}
