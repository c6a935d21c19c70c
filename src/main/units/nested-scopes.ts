import type { Node } from 'web-tree-sitter'
import { mostOfBlock } from '#shared/domain/unit/blocks.ts'
import type { Scope } from '#shared/domain/unit/outline.ts'
import { linesOf } from '#shared/domain/unit/unit-file.ts'
import type { NestedFormat } from './nested-format.ts'

/** Most scopes of one text, and how deep they are looked for in one another. */
const mostScopes = 20_000
const mostDeep = 40
/** Most characters of a line that is looked at for a comment: each thing on it asks. */
const longestComment = 2_000

interface Range {
  readonly from: number
  readonly to: number
}

/**
 * The things of a nested text in order of their first lines: all on the first levels, and deeper ones where what has them is
 * too long for one block. With `at`, lines in their order (1-based), what holds none of them is left out. null where the
 * grammar makes nothing of the text.
 */
export function nestedScopes(
  root: Node,
  text: string,
  format: NestedFormat,
  at: readonly number[] | null,
): readonly Scope[] | null {
  if (root.type === 'ERROR' || (format.strict && root.hasError)) return null
  const lines = linesOf(text)
  const scopes: Scope[] = []
  const visit = (node: Node, path: string, level: number, deep: number, around: Range): void => {
    const all = level < format.levels || around.to - around.from + 1 > mostOfBlock
    const rangeIn = (part: Node): Range => rangeOf(part, lines, around, format.comment)
    const isWanted = (part: Node): boolean => at === null || holdsOne(rangeIn(part), at)
    for (const part of format.parts(node, path, isWanted)) {
      if (scopes.length >= mostScopes) return
      const range = rangeIn(part.node)
      const isOne = part.name !== '' && (all || part.stands === true)
      if (isOne) scopes.push({ kind: 'declaration', name: part.name.slice(0, 80), ...range })
      if (part.within === null || deep >= mostDeep) continue
      visit(
        part.within,
        part.path,
        part.name === '' || part.isList === true ? level : level + 1,
        deep + 1,
        range,
      )
    }
  }
  visit(root, '', 0, 0, { from: 1, to: lines.length })
  return scopes.sort((left, right) => left.from - right.from)
}

/** The lines of a node, with comments right above it that begin where it does, and without blank ones at its end. */
function rangeOf(node: Node, lines: readonly string[], around: Range, comment: RegExp): Range {
  const { row, column } = node.startPosition
  const end = node.endPosition
  const isComment = (line: number, isAt: (indent: number) => boolean): boolean => {
    const said = lines[line - 1] ?? ''
    return said.length <= longestComment && comment.test(said) && isAt(said.length - said.trimStart().length)
  }
  let from = row + 1
  let to = Math.max(row, end.column === 0 ? end.row - 1 : end.row) + 1
  // What is said after a thing, no deeper than it, is not of it; in a text of several lines it lies deeper.
  while (to > from && ((lines[to - 1] ?? '').trim() === '' || isComment(to, (indent) => indent <= column)))
    to -= 1
  while (from > around.from && isComment(from - 1, (indent) => indent === column)) from -= 1
  return { from, to }
}

/** Whether a range holds one of some lines, which are in their order. */
function holdsOne({ from, to }: Range, at: readonly number[]): boolean {
  let low = 0
  let high = at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return (at[low] ?? Infinity) <= to
}
