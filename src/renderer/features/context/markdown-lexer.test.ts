import fc from 'fast-check'
import type { Token } from 'marked'
import { describe, expect, it } from 'vitest'
import { GrowingMarkdown, mostCharacters } from './markdown-lexer.ts'

const kinds = (text: string): readonly string[] =>
  (new GrowingMarkdown().read(text) ?? []).map(({ type }) => type)

/** Tokens inside each other, at the deepest place. */
function depth(tokens: readonly Token[]): number {
  return tokens.reduce((most, token) => {
    const inner = [
      ...('tokens' in token ? (token.tokens ?? []) : []),
      ...('items' in token ? token.items : []),
    ]
    return Math.max(most, 1 + depth(inner))
  }, 0)
}

/** Pieces from which Markdown is made, so that random texts have much of it. */
const piece = fc.constantFrom(
  ...[
    'a',
    'b ',
    '\n',
    '\n\n',
    ' ',
    '    ',
    '\t',
    '- ',
    '* ',
    '1. ',
    '> ',
    '# ',
    '#',
    '===',
    '---',
    '```',
    '~~~',
  ],
  ...[
    '`',
    '*',
    '**',
    '_',
    '~~',
    '[',
    ']',
    '(',
    ')',
    '[a]: b\n',
    '[a]',
    '<',
    '>',
    '<div>',
    '<!--',
    '|',
    '|-|',
  ],
  ...[
    '| a | b |\n',
    '| - | - |\n',
    '[ ] ',
    '\\',
    '&amp;',
    'http://a.b',
    '\r',
    '\r\n',
    '+',
    '!',
    '=',
    '-',
    ':',
  ],
)

describe('GrowingMarkdown', () => {
  it('reads a text that grows as it reads the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 12 }), { maxLength: 12 }), (parts) => {
        const growing = new GrowingMarkdown()
        let text = ''
        for (const part of parts) {
          text += part.join('')
          expect(growing.read(text)).toEqual(new GrowingMarkdown().read(text))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives the tokens of what is finished again, and none of another text', () => {
    const growing = new GrowingMarkdown()
    const before = growing.read('one\n\n- two\n\nthree\n\nfour')
    const after = growing.read('one\n\n- two\n\nthree\n\nfour and more')
    expect(after?.[0]).toBe(before?.[0])
    expect(after?.[2]).toBe(before?.[2])
    expect(growing.read('another')?.map(({ raw }) => raw)).toEqual(['another'])
  })

  it('finds a link whose address comes last', () => {
    const growing = new GrowingMarkdown()
    growing.read('see [this]\n\none\n\ntwo\n\nthree')
    const read = growing.read('see [this]\n\none\n\ntwo\n\nthree\n\n[this]: https://example.com\n') ?? []
    expect(read[0]).toMatchObject({
      tokens: [{ text: 'see ' }, { type: 'link', href: 'https://example.com' }],
    })
  })

  it('tells unfinished code from text', () => {
    expect(kinds('see\n```\nlet x')).toEqual(['paragraph', 'code'])
  })

  it.each([
    ['quotes', '>'.repeat(10_000)],
    ['spaced quotes', '> '.repeat(10_000)],
    ['lists', '- '.repeat(10_000)],
    ['numbers', '1. '.repeat(10_000)],
    ['quotes of lists', '> - '.repeat(10_000)],
    ['indented lists', Array.from({ length: 250 }, (_, level) => `${'  '.repeat(level)}- a`).join('\n')],
    ['brackets', '['.repeat(20_000)],
    ['pictures of pictures', '![a'.repeat(10_000)],
    ['stars', '*a **b '.repeat(10_000)],
    ['half links', '[a](<'.repeat(10_000)],
    ['backticks', Array.from({ length: 400 }, (_, count) => `${'`'.repeat(count)}a`).join('')],
    ['comments', '<!--'.repeat(10_000)],
    ['table', `| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(9_000)}`],
  ])('reads hostile %s, not deep', (_, text) => {
    const read = new GrowingMarkdown().read(text) ?? []
    expect(read.length).toBeGreaterThan(0)
    // A list's items are tokens of their own between its depth and that of what is in them.
    expect(depth(read)).toBeLessThan(40)
  })

  it('reads a quote that its reader of Markdown fails on', () => {
    const text = '- a\n    >*\na'
    const read = new GrowingMarkdown().read(text) ?? []
    expect(read.map(({ raw }) => raw).join('')).toBe(text)
  })

  it('leaves a text that is too long alone', () => {
    expect(new GrowingMarkdown().read('a'.repeat(mostCharacters + 1))).toBeNull()
  })
})
