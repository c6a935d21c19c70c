import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LineChange } from '#renderer/editor/index.ts'
import { markdownBlocks, type Block } from './markdown-blocks.ts'
import { partsByKeys, partsByLines } from './rendered-parts.ts'
import { renderDocument } from './rendering.ts'

const piece = fc.constantFrom(
  ...['a\n', 'b\n', '\n', '# h\n', '- i\n', '- j\n', '1. k\n', '  more\n', '> q\n', '```\n', '| a |\n|-|\n'],
  ...['---\n', '[a]: /b\n', '<div>\n', '    code\n', 'x'],
)
const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))

describe('the blocks of a Markdown text', () => {
  it('stand in its order, apart from each other, on lines that have their words', () => {
    fc.assert(
      fc.property(text, (source) => {
        const lines = source.split('\n')
        let end = 0
        for (const { from, to, key } of markdownBlocks(source)) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          const [first = ''] = key.split('\n')
          expect(lines[from]).toContain(first.trim())
          expect(lines.slice(from, to).join('\n').trim().length).toBeGreaterThanOrEqual(first.trim().length)
          end = to
        }
        expect(end).toBeLessThanOrEqual(lines.length)
      }),
    )
  })

  it('are items of lists, whole tables, and what is set before the document', () => {
    const blocks = markdownBlocks('---\na: 1\n---\n# T\n\n3. x\n4. y\n   z\n\n| a |\n|---|\n| b |\n')
    expect(blocks.map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [3, 4],
      [5, 6],
      [6, 8],
      [9, 12],
    ])
    expect(blocks[3]?.html).toContain('<ol start="4">')
  })

  it('end in a moment and in a stack, whatever is written', () => {
    for (const hostile of ['> '.repeat(5000), '- '.repeat(5000), '['.repeat(5000), '*a'.repeat(5000)])
      expect(renderDocument({ kind: 'markdown', before: null, after: hostile, changes: [] })).toBeDefined()
  })
})

const at = (from: number, to = from + 1): Block => ({ html: `${from}`, key: `${from}`, from, to })
const change = (id: string, [oldStart, oldLines, newStart, newLines]: readonly number[]): LineChange => ({
  id,
  oldStart: oldStart ?? 0,
  oldLines: oldLines ?? 0,
  newStart: newStart ?? 0,
  newLines: newLines ?? 0,
})

describe('the parts of a document', () => {
  it('are all blocks of the new text and those of the old one that changed, marked where lines do', () => {
    const parts = partsByLines([at(0), at(2), at(4)], [at(0), at(2), at(4, 6)], [change('c', [3, 1, 3, 1])])
    expect(parts.map(({ html, mark, change: id }) => `${mark} ${html} ${id ?? ''}`.trim())).toEqual([
      'same 0',
      'removed 2 c',
      'added 2 c',
      'same 4',
    ])
  })

  it('are touched by what goes in or out between two of their lines, not before or after them', () => {
    const [inside] = partsByLines([at(0, 3)], [at(0, 2)], [change('c', [2, 1, 1, 0])]).slice(-1)
    expect(inside).toMatchObject({ mark: 'added', change: 'c' })
    const behind = partsByLines([at(0), at(1)], [at(0)], [change('c', [2, 1, 1, 0])])
    expect(behind.map(({ mark }) => mark)).toEqual(['same', 'removed'])
  })

  it('without lines leave out nothing and keep both orders', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    fc.assert(
      fc.property(keys, keys, (old, now) => {
        const block = (key: string): Block => ({ html: key, key, from: -1, to: -1 })
        const parts = partsByKeys(old.map(block), now.map(block))
        const of = (...marks: readonly string[]): string[] =>
          parts.filter(({ mark }) => marks.includes(mark)).map(({ html }) => html)
        expect(of('same', 'removed')).toEqual(old)
        expect(of('same', 'added')).toEqual(now)
      }),
    )
  })
})
