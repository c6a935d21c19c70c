import type { Dice } from './dice.ts'

/** A text at a base and in two revisions of it. */
export interface RecutText {
  readonly base: Uint8Array
  readonly first: Uint8Array
  readonly second: Uint8Array
}

/** Lines at the base and in both revisions. */
type Versions = readonly [readonly string[], readonly string[], readonly string[]]

const several = (dice: Dice, from: number, to: number, line: (index: number) => string): string[] =>
  Array.from({ length: from + dice.below(to - from + 1) }, (_, index) => line(index))

const indent = (dice: Dice): string => '  '.repeat(dice.below(4))

/**
 * A block that the first revision repeats, between lines that the second one indents in another way. Where git cuts the
 * repetition depends on how the lines next to it are indented, so that it slides (`xdl_change_compact` of git's xdiff).
 */
function repeatedBlock(dice: Dice): Versions {
  const block = several(dice, 2, 5, (index) => (dice.chance(30) ? '' : `${indent(dice)}w${index}`))
  const [before, after] = [several(dice, 1, 2, () => ''), several(dice, 1, 2, () => '')]
  const between = (lines: readonly string[], edges: readonly [string, string]): string[] => [
    ...[edges[0], ...before],
    ...lines,
    ...[...after, edges[1]],
  ]
  const edge = (word: string): string => indent(dice) + word
  const edges = [edge('head'), edge('tail')] as const
  const again = [...block, ...block, ...(dice.chance(50) ? block : [])]
  const moved = edges.map((line) => (dice.chance(60) ? edge(line.trim()) : line))
  return [between(block, edges), between(again, edges), between(again, [moved[0] ?? '', moved[1] ?? ''])]
}

/** Few different lines and a few edits, some more in the second revision: git may pair other lines then. */
function fewLines(dice: Dice, words: readonly string[], count: number, edits: number): Versions {
  const line = (): string => dice.pick(words)
  const edited = (lines: readonly string[], times: number): string[] => {
    const out = [...lines]
    for (let time = 0; time < times; time += 1) {
      const taken = dice.pick([0, 1, 1, 2, 3])
      out.splice(dice.below(out.length + 1), taken, ...several(dice, taken === 0 ? 1 : 0, 2, line))
    }
    return out
  }
  const base = several(dice, count, count, line)
  const first = edited(base, edits)
  return [base, first, edited(first, 1 + dice.below(2))]
}

const parts: readonly ((dice: Dice) => Versions)[] = [
  repeatedBlock,
  repeatedBlock,
  repeatedBlock,
  (dice) => fewLines(dice, ['a', 'b'], 9, 2),
  (dice) => fewLines(dice, ['a', 'b'], 9, 2),
  (dice) => fewLines(dice, ['a', 'b'], 14, 3),
  (dice) => fewLines(dice, ['a', 'b'], 14, 3),
  (dice) => fewLines(dice, ['', '', '  a', '    b', 'c'], 30, 10),
]

/** A text whose hunks git may cut in another way in the second revision: parts that have nothing to do with each other. */
export function recutText(dice: Dice): RecutText {
  const versions: [string[], string[], string[]] = [[], [], []]
  const count = 6 + dice.below(8)
  for (let part = 0; part < count; part += 1) {
    const lines = dice.pick(parts)(dice)
    for (const [index, version] of versions.entries()) version.push(`part ${part}`, ...(lines[index] ?? []))
  }
  const end = dice.pick(['\n', '\n', '\r\n'])
  const [base, first, second] = versions.map((lines) => Buffer.from(lines.map((line) => line + end).join('')))
  if (!base || !first || !second) throw new Error('three versions were made')
  return dice.chance(50) ? { base, first, second } : { base, first: second, second: first }
}
