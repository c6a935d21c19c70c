import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChangedLines } from './changed-lines.ts'
import { signsOf, unread } from './signs.ts'

/** A hunk from lines that begin with "-" or "+". */
function hunk(text: string): ChangedLines {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const of = (sign: string): string[] =>
    lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1))
  return { removed: of('-'), added: of('+') }
}

/** What is said of hunks, which are apart by a line "@@". */
function said(
  path: string,
  text: string,
  change: 'modified' | 'added' | 'deleted' = 'modified',
): readonly (string | null)[] {
  const hunks = text.split('@@').map(hunk)
  return signsOf({ path, oldPath: null, change }, hunks).map((sign) => sign?.reason ?? null)
}

/** A change of a file, and what is said of it; empty where nothing is. */
interface Case {
  readonly path: string
  readonly text: string
  readonly reason: string
}

/** Changes from a file of them: each begins with a line "== path: what is said". */
function casesOf(name: string): readonly Case[] {
  const file = new URL(`../../../../test/fixtures/reading-signs/${name}.txt`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [, path = '', reason = '', text = ''] = /^(\S+?)(?:: (.*))?\n([^]*)$/.exec(part) ?? []
      return { path, reason, text }
    })
}

/** A mark as it stands in a test, where this file is not taken for one that has it. */
const skip = '.skip'

describe.each([
  ['what skips a test', 'skipped', 'weakens'],
  ['what has a checker look away', 'suppressed', 'weakens'],
  ['an assertion that is gone or looser', 'asserted', 'weakens'],
  ['a test that is gone', 'gone', 'weakens'],
  ['a check that asks for less', 'lowered', 'weakens'],
  ['what never fails', 'evaded', 'weakens'],
  ['what runs by itself', 'running', 'runs'],
] as const)('%s is told', (_, cases, name) => {
  it.each(casesOf(cases))('$path: $reason, $text', ({ path, text, reason }) => {
    const [sign] = signsOf({ path, oldPath: null, change: 'modified' }, [hunk(text)])
    expect(sign).toEqual({ class: name, reason })
  })
})

it.each(casesOf('harmless'))('no weakening in $path, whatever words it has: $text', ({ path, text }) => {
  expect(said(path, text).filter((one) => one !== null)).toEqual([])
})

describe('what tries to look harmless is told all the same', () => {
  it('in a file with another name', () => {
    for (const path of ['src/colours.ts', 'notes.unknown', 'data', 'generated/a.ts', 'dist/a.min.js'])
      expect(said(path, `-it('adds', f)\n+it${skip}('adds', f)`)).toEqual([`a test is skipped: it${skip}`])
  })

  it('where a mark goes from one test to another', () => {
    expect(
      said('test_a.py', '-@pytest.mark.skip\n-def test_a():\n+def test_a():\n@@\n+@pytest.mark.skip'),
    ).toEqual([null, 'a test is skipped: pytest.mark.skip'])
    expect(
      said(
        'ATest.java',
        '-  @Disabled("flaky")\n-  void first() {\n-  void second() {\n+  void first() {\n+  @Disabled("flaky")\n+  void second() {',
      ),
    ).toEqual(['a test is skipped: @Disabled'])
    expect(said('a.test.ts', `-it${skip}('a', f)\n-it('b', f)\n+it('a', f)\n+it${skip}('b', f)`)).toEqual([
      `a test is skipped: it${skip}`,
    ])
  })

  it('where new assertions stand elsewhere in the file', () => {
    expect(said('a.test.ts', '-  expect(a).toBe(1)\n@@\n+  expect(b).toBe(1)\n+  expect(c).toBe(2)')).toEqual(
      ['an assertion is removed', null],
    )
  })

  it('where an assertion is only words from now on', () => {
    expect(said('a.test.ts', '-  expect(a).toBe(1)\n+  run() // expect(a).toBe(1)')).toEqual([
      'an assertion is removed',
    ])
    expect(said('a.test.ts', "-  expect(a).toBe(1)\n+  'expect(a).toBe(1)'")).toEqual([
      'an assertion is removed',
    ])
  })

  it('where a file with tests in it is deleted', () => {
    expect(said('src/lib.rs', '-#[test]\n-fn adds() {', 'deleted')).toEqual(['deleted, with its tests'])
  })
})

it('says nothing of a test that moves as a whole, within its file', () => {
  const test = ['@pytest.mark.skip', 'def test_adds():', '    assert add(1, 2) == 3', '']
  const moved = (sign: string): string => test.map((line) => sign + line).join('\n')
  expect(said('test_a.py', `${moved('-')}@@${moved('+')}`)).toEqual([null, null])
})

it('tells of what is too large to look into, where its lines could weaken anything', () => {
  const file = { oldPath: null, change: 'modified' } as const
  expect(unread({ path: 'src/a.ts', ...file })?.class).toBe('weakens')
  expect(unread({ path: 'src/harmless', ...file })?.class).toBe('weakens')
  for (const path of ['data/a.json', 'a.csv', 'README.md', 'package-lock.json'])
    expect(unread({ path, ...file })).toBeNull()
})

describe('for any hunks', () => {
  const line = fc.constantFrom(
    ...['skipped', 'suppressed', 'asserted', 'gone', 'evaded']
      .flatMap((name) => casesOf(name).flatMap(({ text }) => text.split('\n')))
      .map((text) => text.slice(1)),
    ...['', '  run()', '}', 'const a = "x"'],
  )
  const lines = fc.array(line, { maxLength: 6 })
  const hunks = fc.array(fc.record({ removed: lines, added: lines }), { maxLength: 4 })

  it('what a file says is the same each time, of each hunk, in printable ASCII', () => {
    fc.assert(
      fc.property(hunks, fc.constantFrom('a.test.ts', 'src/lib.rs', 'a_spec.rb'), (some, path) => {
        const file = { path, oldPath: null, change: 'modified' } as const
        const signs = signsOf(file, some)
        expect(signs).toHaveLength(some.length)
        expect(signsOf(file, some)).toEqual(signs)
        for (const sign of signs) expect(sign?.reason ?? 'x').toMatch(/^[ -~]{1,80}$/)
      }),
    )
  })

  it('what is only taken away and put back, in whatever pieces of whole lines, says nothing of assertions', () => {
    const asserting = fc.constantFrom(
      ...casesOf('asserted').flatMap(({ path, text }) => {
        const first = text.split('\n')[0] ?? ''
        return first.startsWith('-') && path === 'a.test.ts' && first.includes('expect(')
          ? [first.slice(1)]
          : []
      }),
    )
    fc.assert(
      fc.property(fc.array(asserting, { minLength: 1, maxLength: 8 }), fc.nat(8), (all, at) => {
        const pieces = [
          { removed: all, added: [] },
          { removed: [], added: all.slice(at) },
          { removed: [], added: all.slice(0, at).map((text) => `    ${text}`) },
        ]
        const file = { path: 'a.test.ts', oldPath: null, change: 'modified' } as const
        expect(signsOf(file, pieces)).toEqual([null, null, null])
      }),
    )
  })

  it('taking one assertion away from a hunk is told, whatever else changes in the file', () => {
    fc.assert(
      fc.property(hunks, (others) => {
        const hidden = { removed: ['    expect(theOnlyOne(17)).toBe(18)'], added: [] }
        const signs = signsOf({ path: 'src/x.ts', oldPath: null, change: 'modified' }, [hidden, ...others])
        expect(signs[0]?.class).toBe('weakens')
      }),
    )
  })
})
