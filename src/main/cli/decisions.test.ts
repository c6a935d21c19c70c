import { describe, expect, test } from 'vitest'
import { parseLines, parseWords } from './decisions.ts'

describe('decisions on the command line', () => {
  test.each([
    [
      ['accept', 'h1', 'h2', 'reject', 'h3'],
      [
        ['h1', 'accept'],
        ['h2', 'accept'],
        ['h3', 'reject'],
      ],
    ],
    [
      ['h1', 'accept', 'h2', 'h3', 'reject'],
      [
        ['h1', 'accept'],
        ['h2', 'reject'],
        ['h3', 'reject'],
      ],
    ],
    [
      ['h1=accept', 'h-2_=defer', 'h3=undecided'],
      [
        ['h1', 'accept'],
        ['h-2_', 'defer'],
        ['h3', null],
      ],
    ],
  ])('%j', (args, expected) => {
    const parsed = parseWords(args)
    expect(parsed.ok && parsed.value.map(({ hunk, verdict }) => [hunk, verdict])).toEqual(expected)
  })

  test.each([[['h1']], [['h1', 'accept', 'h2']], [['h1=maybe']]])('%j is refused', (args) => {
    expect(parseWords(args).ok).toBe(false)
  })

  test('JSON lines, all or none', () => {
    const good = parseLines('{"hunk":"a","verdict":"accept"}\n\n{"hunk":"b","verdict":null}\n')
    expect(good.ok && good.value).toEqual([
      { hunk: 'a', verdict: 'accept' },
      { hunk: 'b', verdict: null },
    ])
    for (const bad of [
      'x',
      '{}',
      '{"hunk":1,"verdict":"accept"}',
      '{"hunk":"a","verdict":"toString"}',
      '[]',
      'null',
    ])
      expect(parseLines(`{"hunk":"a","verdict":"defer"}\n${bad}`)).toMatchObject({ ok: false })
  })
})
