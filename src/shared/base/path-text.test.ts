import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { pathForDisplay, pathsForDisplay, pathToBytes, pathToText, wordsForDisplay } from './path-text.ts'

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
    ['a\u200b.ts', 'a⟨U+200B⟩.ts'],
    ['\ufeffa.ts', '⟨U+FEFF⟩a.ts'],
    ['pay\u00adload', 'pay⟨U+00AD⟩load'],
    ['a\u{e0041}', 'a⟨U+E0041⟩'],
    ['\u202etxt.exe', '⟨U+202E⟩txt.exe'],
    ['a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
    ['new\nline\u001b[2J\u007f', 'new\u240aline\u241b[2J\u2421'],
    ['odd \udcff', 'odd ⟨byte FF⟩'],
    ['p\u0430ypal.ts', 'p\u0430⟨U+0430⟩ypal.ts'],
    ['\u0441\u043e\u0440.ts', '\u0441⟨U+0441⟩\u043e⟨U+043E⟩\u0440⟨U+0440⟩.ts'],
    ['cafe\u0301.md', 'cafe\u0301⟨U+0301⟩.md'],
    ['\uff41.ts', '\uff41⟨U+FF41⟩.ts'],
    ['a\u2010b', 'a\u2010⟨U+2010⟩b'],
    ['a  b ', 'a \u2420b\u2420'],
    ['a\u00a0b', 'a⟨U+00A0⟩b'],
  ])('shows what could not be seen: %j', (text, shown) => {
    expect(pathForDisplay(text)).toBe(shown)
  })

  it.each(['src/höhe 山.ts', 'a👩‍💻.md', 'می‌خواهم', "it's (1) & 'more'", 'документы/отчёт.md', 'λ-calculus'])(
    'leaves as it is: %s',
    (text) => {
      expect(pathForDisplay(text)).toBe(text)
    },
  )

  test('law: paths that differ are shown differently', () => {
    const char = fc.constantFrom(
      ...[
        'a',
        '\u0430',
        'e',
        '\u0301',
        '\u00e9',
        ' ',
        '\u00a0',
        '\u200b',
        '\u202e',
        '\u202d',
        '\u0001',
        '\u2401',
      ],
      ...[
        '\udcff',
        '\udcfe',
        '\ufffd',
        '\u27e8',
        '\u27e9',
        'U+200B',
        '/',
        '\uff41',
        '\u{e0041}',
        '\u2420',
        '\u0440',
      ],
    )
    const path = fc.array(char, { maxLength: 6 }).map((chars) => chars.join(''))
    fc.assert(
      fc.property(path, path, fc.option(char), fc.option(char), path, (head, middle, mine, yours, tail) => {
        const one = head + (mine ?? middle) + tail
        const other = head + (yours ?? '') + tail
        fc.pre(one !== other)
        expect(pathForDisplay(one).normalize('NFC')).not.toBe(pathForDisplay(other).normalize('NFC'))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('words', () => {
  it('keep what only looks like something else, and spaces; a shown name within them stays as it is', () => {
    expect(wordsForDisplay('It can’t be  restored – “Олеся”')).toBe('It can’t be  restored – “Олеся”')
    const name = pathForDisplay('a\u202eb ')
    expect(wordsForDisplay(`${name} is gone`)).toBe(`${name} is gone`)
    expect(wordsForDisplay('\u001b[31m\u200bred')).toBe('␛[31m⟨U+200B⟩red')
  })
})

describe('pathsForDisplay', () => {
  it('names some, and how many there are more', () => {
    expect(pathsForDisplay([])).toBe('')
    expect(pathsForDisplay(['a', 'b'], 2)).toBe('a, b')
    expect(pathsForDisplay(['a', 'b\n', 'c', 'd'], 2)).toBe('a, b␊, and 2 more')
  })
})
