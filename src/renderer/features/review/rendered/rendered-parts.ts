import type { LineChange } from '#renderer/editor/index.ts'
import { firstLine } from '#shared/diff/lines.ts'
import type { Block } from './markdown-blocks.ts'

/** A block on screen, and whether it is new, gone, or as it was. */
export interface Part {
  readonly html: string
  readonly mark: 'same' | 'added' | 'removed'
  /** The first line change that it is touched by; null: by none, or a block is of no lines. */
  readonly change: string | null
}

interface Range {
  readonly from: number
  readonly to: number
}

/** Whether lines of a block change: some of them, or something goes in or out between two of them. */
function isTouched(block: Range, change: Range): boolean {
  if (change.from === change.to) return block.from < change.from && change.from < block.to
  return block.from < change.to && change.from < block.to
}

const asPart = (block: Block, mark: Part['mark'], change: string | null): Part => ({
  html: block.html,
  mark,
  change,
})

/**
 * The blocks of the new text in their order, marked where git's line changes touch them, and before them those of the old
 * text that were there. `changes` are in the order of the text.
 */
export function partsByLines(
  before: readonly Block[],
  after: readonly Block[],
  changes: readonly LineChange[],
): readonly Part[] {
  const spans = changes.map(({ id, oldStart, oldLines, newStart, newLines }) => {
    const oldFrom = firstLine(oldStart, oldLines)
    const newFrom = firstLine(newStart, newLines)
    return {
      id,
      old: { from: oldFrom, to: oldFrom + oldLines },
      new: { from: newFrom, to: newFrom + newLines },
    }
  })
  let first = 0
  const gone = before.flatMap((block) => {
    while ((spans[first]?.old.to ?? Infinity) < block.from) first += 1
    for (let at = first; at < spans.length && (spans[at]?.old.from ?? 0) <= block.to; at += 1) {
      const span = spans[at]
      if (span !== undefined && isTouched(block, span.old)) return [{ block, span }]
    }
    return []
  })
  const parts: Part[] = []
  let left = 0
  first = 0
  for (const block of after) {
    for (let next = gone[left]; next !== undefined && next.span.new.from < block.to; next = gone[left]) {
      parts.push(asPart(next.block, 'removed', next.span.id))
      left += 1
    }
    while ((spans[first]?.new.to ?? Infinity) < block.from) first += 1
    let touched: string | null = null
    for (let at = first; touched === null && (spans[at]?.new.from ?? Infinity) <= block.to; at += 1) {
      const span = spans[at]
      if (span !== undefined && isTouched(block, span.new)) touched = span.id
    }
    parts.push(asPart(block, touched === null ? 'same' : 'added', touched))
  }
  for (const { block, span } of gone.slice(left)) parts.push(asPart(block, 'removed', span.id))
  return parts
}

/** The same for blocks of no lines: what the longest common run of equal ones leaves out is gone or new. */
export function partsByKeys(before: readonly Block[], after: readonly Block[]): readonly Part[] {
  const width = after.length + 1
  /** Length of the longest common run from these two blocks on. */
  const common = new Uint16Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        before[i]?.key === after[j]?.key
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0)
  const parts: Part[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]]
    if (old !== undefined && now !== undefined && old.key === now.key) {
      parts.push(asPart(now, 'same', null))
      i += 1
      j += 1
    } else if (
      old !== undefined &&
      (now === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      parts.push(asPart(old, 'removed', null))
      i += 1
    } else if (now !== undefined) {
      parts.push(asPart(now, 'added', null))
      j += 1
    }
  }
  return parts
}
