import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { pathForDisplay, pathToBytes, pathToText } from './path-text.ts'

test('law: the bytes of a path come back from its text', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
  )
  fc.assert(
    fc.property(bytes, (path) => {
      expect([...pathToBytes(pathToText(path))]).toEqual([...path])
    }),
  )
})

describe('a path for a person', () => {
  it.each([
    ['a\u200b.ts', 'a\ufffd.ts'],
    ['\ufeffa.ts', '\ufffda.ts'],
    ['pay\u00adload', 'pay\ufffdload'],
    ['a\u{e0041}', 'a\ufffd'],
    ['\u202etxt.exe', '\ufffdtxt.exe'],
    ['a\u2066b\u2069', 'a\ufffdb\ufffd'],
    ['new\nline\u001b[2J\u007f', 'new\u240aline\u241b[2J\u2421'],
    ['odd \udcff', 'odd \ufffd'],
  ])('shows what could not be seen: %j', (text, shown) => {
    expect(pathForDisplay(text)).toBe(shown)
  })

  it.each(['src/höhe 山.ts', 'a👩‍💻.md', 'می‌خواهم', "it's (1) & 'more'"])('leaves as it is: %s', (text) => {
    expect(pathForDisplay(text)).toBe(text)
  })
})
