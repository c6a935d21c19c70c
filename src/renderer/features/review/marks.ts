/** What happens to a hunk, as the browser's own tools and the benchmark see it. */
type HunkMark = 'winnow:decide' | 'winnow:painted'

/**
 * Marks a moment. Only the newest mark of each name is kept, as the browser would keep them all for as long as the page
 * lives; who wants each of them observes them.
 */
export function markHunk(name: HunkMark, hunk: string | undefined): void {
  performance.clearMarks(name)
  performance.mark(name, { detail: { hunk } })
}
