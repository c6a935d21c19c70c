import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { webAddress } from '#renderer/ui/web-address.ts'
import { textLinks } from './text-links.ts'

/** What links say and where they lead. */
const read = (text: string): readonly string[] =>
  textLinks(text).map(({ from, to, target }) =>
    target.kind === 'web' ? text.slice(from, to) : `${text.slice(from, to)} -> ${target.path} ${target.line}`,
  )

describe('links in a text', () => {
  it.each([
    ['see https://a.example/b?c=d#e.', ['https://a.example/b?c=d#e']],
    ['(http://a.example/x_(y)), <https://b.example>', ['http://a.example/x_(y)', 'https://b.example']],
    ['"https://a.example/b"; \'http://c.example\'', ['https://a.example/b', 'http://c.example']],
    ['at src/a.ts:12:3, then', ['src/a.ts:12:3 -> src/a.ts 12']],
    ['src/a.ts:12: error', ['src/a.ts:12 -> src/a.ts 12']],
    ['(./src/a.ts:12)', ['./src/a.ts:12 -> src/a.ts 12']],
    ['src/a.ts(12,3): error TS1', ['src/a.ts(12,3) -> src/a.ts 12']],
    ['at f (src/a.ts(7)).', ['src/a.ts(7) -> src/a.ts 7']],
    ['src\\win\\a.ts:4', ['src\\win\\a.ts:4 -> src/win/a.ts 4']],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected))

  it.each([
    'javascript:alert(1)//https://a.example/',
    'javascript:https://a.example',
    'data:text/html,https://a.example',
    'file:///etc/passwd:1',
    'https://me:secret@a.example/',
    'https://good.example@evil.example/',
    'https://a.example/\u202egpj.exe',
    'https://а.example/',
    'https://',
    'C:\\src\\a.ts:12',
    '/etc/passwd.txt:1',
    '../../a.ts:12',
    'src/../../a.ts:12',
    '12:30:45',
    'localhost:3000',
    'v1.2.3:4',
    'a.ts:0',
    'src/a\u200b.ts:12',
    'xhttps://a.example',
  ])('none in %j', (text) => expect(read(text)).toEqual([]))

  it('are in order, apart, true to the text, and lead to the web or into the folder only', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'https://',
        'http://a.example/',
        'javascript:',
        'src/a.ts:12',
        '(3,4)',
        ':',
        '..',
        '/',
        '\\',
      ),
      fc.constantFrom('.', ')', '(', ' ', '\n', '\u202e', '\u200b', '@', 'C:', 'a', '1', '"'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('')
        let last = 0
        for (const { from, to, target } of textLinks(text)) {
          expect(from).toBeGreaterThanOrEqual(last)
          expect(to).toBeGreaterThan(from)
          last = to
          const said = text.slice(from, to)
          expect(said).toMatch(/^[!-~]+$/)
          expect(target.kind === 'web' ? target.url : said).toBe(said)
          const isSafe =
            target.kind === 'web'
              ? /^https?:$/.test(new URL(target.url).protocol) && webAddress(target.url) !== null
              : target.line > 0 && !/^[/\\]|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(target.path)
          expect(isSafe).toBe(true)
        }
      }),
    )
  })

  it.each(['a/', '(', 'https://a.example/(', 'a.ts:1', '../', 'a.', ' https://a.example', 'a.ts:1:', '='])(
    'are found in a long line of %j as in its halves',
    (unit) => {
      const half = `${unit.repeat(100_000 / unit.length)} `
      const count = textLinks(half).length
      expect(textLinks(half + half)).toHaveLength(2 * count)
    },
  )
})
