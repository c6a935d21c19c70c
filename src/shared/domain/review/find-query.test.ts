import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  completeFind,
  filterValues,
  filterWords,
  hunkMarks,
  matcherOfFilters,
  mayBecomeFilter,
  parseFind,
  verdictStates,
  type HunkFacts,
} from './find-query.ts'

const facts = (some: Partial<HunkFacts> = {}): HunkFacts => ({
  verdict: null,
  marks: new Set(),
  kinds: new Set(['text', 'block', 'modified']),
  paths: ['src/net/retry.ts'],
  by: new Set(['agent', 'r1']),
  ...some,
})
const lets = (query: string, some: Partial<HunkFacts> = {}): boolean =>
  matcherOfFilters(parseFind(query, [1, 2]).filters)(facts(some))

const anyFacts: fc.Arbitrary<HunkFacts> = fc.record({
  verdict: fc.constantFrom('accept', 'reject', 'defer', null),
  marks: fc.subarray([...hunkMarks]).map((marks) => new Set(marks)),
  kinds: fc.subarray([...filterValues.kind]).map((kinds) => new Set(kinds)),
  paths: fc.array(fc.constantFrom('a.ts', 'src/a.ts', 'src/b/c.md', 'A b.txt'), {
    minLength: 1,
    maxLength: 2,
  }),
  by: fc.subarray(['me', 'agent', 'r1', 'r2']).map((by) => new Set(by)),
})

describe('a query of the find', () => {
  it('is text where nothing in it is a filter', () => {
    for (const text of [
      'row 71',
      '  two blanks ',
      '"quoted"',
      'std::vector',
      'https://a.test',
      'if (a ? b : c)',
    ])
      expect(parseFind(text)).toEqual({
        text,
        filters: [],
        problems: [],
        isRefused: false,
        completing: null,
      })
  })

  it('takes filters out of the text, wherever they stand', () => {
    expect(parseFind('is:undecided  let a  path:src/** b')).toMatchObject({
      text: 'let a b',
      filters: [
        { word: 'is', values: ['undecided'], not: false },
        { word: 'path', values: ['src/**'], not: false },
      ],
    })
    expect(parseFind('path:"a b/*.ts" -kind:Move,generated')).toMatchObject({
      text: '',
      filters: [
        { word: 'path', values: ['a b/*.ts'], not: false },
        { word: 'kind', values: ['move', 'generated'], not: true },
      ],
    })
    expect(parseFind('"is:undecided" x').text).toBe('is:undecided x')
    expect(parseFind('"is:undecided" x').filters).toEqual([])
  })

  it('tells of a filter that it does not know, and of a value', () => {
    expect(parseFind('state:open').problems).toEqual([
      'state: is no filter, so “state:open” is looked for as text. Filters are is:, kind:, path: or by:.',
    ])
    expect(parseFind('state:open')).toMatchObject({ text: 'state:open', isRefused: false })
    expect(parseFind('is:open x')).toMatchObject({
      isRefused: true,
      problems: [
        'is: takes undecided, accepted, rejected, deferred, seen, unseen, new, edited, back or changed, not “open”.',
      ],
    })
    expect(parseFind('by:r9 x', [1, 2]).problems).toEqual([
      'by: takes me, agent, command-line, r1 or r2, not “r9”.',
    ])
  })

  it('tells how what is typed could go on', () => {
    expect(parseFind('is:').completing?.values).toEqual(filterValues.is)
    expect(parseFind('x is:un').completing).toEqual({ typed: 'un', values: ['undecided', 'unseen'] })
    expect(parseFind('is:un')).toMatchObject({ isRefused: true, problems: [] })
    expect(parseFind('is:undecided').completing).toBeNull()
    expect(parseFind('is:accepted,').completing?.values).not.toContain('accepted')
    const query = 'x is:un'
    expect(completeFind(query, parseFind(query), 'unseen')).toBe('x is:unseen ')
  })

  it('knows what may yet become a filter', () => {
    for (const query of ['i', 'is', 'word pa', '-KIND']) expect(mayBecomeFilter(query)).toBe(true)
    for (const query of ['', 'is ', 'iss', 'is:', 'row', 'x-is']) expect(mayBecomeFilter(query)).toBe(false)
  })

  it('lets through what all words say, by any value of each', () => {
    expect(lets('is:undecided kind:block path:src/** by:r1')).toBe(true)
    expect(lets('is:undecided by:me')).toBe(false)
    expect(lets('is:accepted is:undecided')).toBe(true)
    expect(lets('is:accepted,rejected')).toBe(false)
    expect(lets('is:undecided -path:*.ts')).toBe(false)
    expect(lets('path:RETRY')).toBe(true)
    expect(lets('path:*.md')).toBe(false)
    expect(lets('path:old/**', { paths: ['src/a.ts', 'old/a.ts'] })).toBe(true)
    for (const [state, verdict] of [
      ['undecided', null],
      ['accepted', 'accept'],
      ['rejected', 'reject'],
      ['deferred', 'defer'],
    ] as const)
      expect(lets(`is:${state}`, { verdict })).toBe(true)
    expect(lets('is:new', { marks: new Set(['new']) })).toBe(true)
  })

  it('has every hunk in exactly one state, whatever else is said of it', () => {
    fc.assert(
      fc.property(anyFacts, (hunk) => {
        const states = verdictStates.filter((state) =>
          matcherOfFilters(parseFind(`is:${state}`).filters)(hunk),
        )
        expect(states).toHaveLength(1)
        for (const state of verdictStates)
          expect(matcherOfFilters(parseFind(`-is:${state}`).filters)(hunk)).toBe(!states.includes(state))
      }),
    )
  })

  const value = fc.stringMatching(/^[\w,./*-]{1,8}$/)

  it('takes each filter that it knows, and refuses what that can’t say', () => {
    fc.assert(
      fc.property(fc.constantFrom(...filterWords), value, fc.lorem(), (word, said, text) => {
        const query = parseFind(`${word}:${said} ${text}`)
        const values = said.toLowerCase().split(',')
        const isKnown =
          word === 'path' || values.every((one) => one === '' || filterValues[word].includes(one))
        const isEmpty = word !== 'path' && values.every((one) => one === '')
        expect(query.text).toBe(text)
        expect(query.filters[0]?.word).toBe(word)
        expect(query.isRefused).toBe(!isKnown || isEmpty)
        expect(query.problems).toHaveLength(isKnown ? 0 : 1)
      }),
    )
  })

  it('ignores no filter that it does not know: it is text, and that is told', () => {
    const others = fc
      .stringMatching(/^[a-z]{1,6}$/)
      .filter((name) => !filterWords.some((word) => word === name))
    fc.assert(
      fc.property(others, value, fc.lorem(), (name, said, text) => {
        const query = parseFind(`${text} ${name}:${said}`)
        expect(query.text).toBe(`${text} ${name}:${said}`)
        expect(query.filters).toEqual([])
        expect(query.problems.some((one) => one.startsWith(`${name}: is no filter`))).toBe(
          !said.startsWith('/'),
        )
      }),
    )
  })
})
