import type { DiffDocument, FoundPlace } from '#renderer/editor/index.ts'

/**
 * What finds the words of a query: as they stand, in whatever case unless the query has a capital. null for an empty
 * query.
 */
export function patternOf(query: string): RegExp | null {
  if (query === '') return null
  const escaped = query.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  const sensitive = query !== query.toLowerCase()
  return new RegExp(escaped, sensitive ? 'gu' : 'giu')
}

/**
 * Every place of a pattern in a document, in the order in which a reader meets the lines: removed lines before those that
 * stand for them, at most `limit`. Lines of the old side that did not change are on the new side too and count once.
 */
export function placesIn(document: DiffDocument, pattern: RegExp, limit: number): readonly FoundPlace[] {
  const before = (document.before ?? '').split('\n')
  const after = (document.after ?? document.before ?? '').split('\n')
  const oneSided = document.before === null || document.after === null
  const places: FoundPlace[] = []
  const search = (
    side: FoundPlace['side'],
    lines: readonly string[],
    line: number,
    change: string | null,
  ): void => {
    for (const found of (lines[line - 1] ?? '').matchAll(pattern)) {
      if (places.length >= limit) return
      const from = found.index + 1
      places.push({ side, line, from, to: from + found[0].length, change })
    }
  }
  if (oneSided) {
    const change = document.lines[0]?.id ?? null
    for (let line = 1; line <= after.length; line += 1) search('new', after, line, change)
    return places
  }
  let line = 1
  for (const change of document.lines) {
    const first = change.newLines === 0 ? change.newStart + 1 : change.newStart
    for (; line < first; line += 1) search('new', after, line, null)
    for (let old = change.oldStart; old < change.oldStart + change.oldLines; old += 1)
      search('old', before, old, change.id)
    for (; line < first + change.newLines; line += 1) search('new', after, line, change.id)
  }
  for (; line <= after.length; line += 1) search('new', after, line, null)
  return places
}
