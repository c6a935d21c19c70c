import type { LineChange } from '#renderer/editor/index.ts'

/** Unchanged lines around a change that are shown. */
export const contextLines = 3

/** What there is of a file to be laid out; known before its text is. */
export interface FileOutline {
  /** Ids of whole-file units: a row each. */
  readonly units: readonly string[]
  /** In the order of the lines; they do not overlap. */
  readonly changes: readonly LineChange[]
  /** Lines of the new side; null while its text is not here. */
  readonly newCount: number | null
  /** Words in place of lines: why they are not shown. */
  readonly note: string | null
}

/** A part of a file on the surface, from the first line to the last. */
export type FileBlock =
  | { readonly kind: 'context'; readonly oldStart: number; readonly newStart: number; readonly lines: number }
  /** Unchanged lines that are left out. */
  | { readonly kind: 'gap'; readonly lines: number; readonly newStart: number }
  | { readonly kind: 'change'; readonly change: LineChange }
  /** A change of which one row of words is shown. */
  | { readonly kind: 'stub'; readonly change: LineChange }

/**
 * The parts of a file: each change, or its one row where it is `folded`, with unchanged lines around those that are shown.
 * Without its text the lines behind the last change are taken for as many as there could be.
 */
export function blocksOf(
  { changes, newCount }: Pick<FileOutline, 'changes' | 'newCount'>,
  folded: ReadonlySet<string>,
): readonly FileBlock[] {
  const blocks: FileBlock[] = []
  let oldAt = 1
  let newAt = 1
  let isOpenBefore = false
  const unchanged = (until: number, isOpenAfter: boolean): void => {
    const lines = Math.max(0, until - newAt)
    const head = isOpenBefore ? Math.min(contextLines, lines) : 0
    const tail = isOpenAfter ? Math.min(contextLines, lines - head) : 0
    const hidden = lines - head - tail
    const put = (from: number, count: number): void => {
      if (count > 0)
        blocks.push({ kind: 'context', oldStart: oldAt + from, newStart: newAt + from, lines: count })
    }
    // One line that is left out takes as much room as its words.
    if (head > 0 && tail > 0 && hidden <= 1) put(0, lines)
    else {
      put(0, head)
      if (head > 0 && tail > 0) blocks.push({ kind: 'gap', lines: hidden, newStart: newAt + head })
      put(head + hidden, tail)
    }
  }
  for (const change of changes) {
    const isOpen = !folded.has(change.id)
    // An empty run stands behind its line.
    unchanged(change.newLines === 0 ? change.newStart + 1 : change.newStart, isOpen)
    blocks.push({ kind: isOpen ? 'change' : 'stub', change })
    oldAt = change.oldLines === 0 ? change.oldStart + 1 : change.oldStart + change.oldLines
    newAt = change.newLines === 0 ? change.newStart + 1 : change.newStart + change.newLines
    isOpenBefore = isOpen
  }
  unchanged(newCount === null ? newAt + contextLines : newCount + 1, false)
  return blocks
}
