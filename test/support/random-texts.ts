import { concatBytes, sliceLines, toLines } from '#shared/diff/lines.ts'
import type { Dice } from './dice.ts'

/** How the lines of a text are written; see `texture`. */
interface Texture {
  /** What stands before the first line. */
  readonly head: Uint8Array
  /** One line with its end. */
  line(dice: Dice): Uint8Array
}

const nothing = new Uint8Array(0)
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

const few = ['a', 'b', '', '}', '  x', 'return', '\t']
const odd = [
  ...few,
  'a\r',
  '\r',
  'x\ry',
  'caf\u00e9',
  '\ufeffq',
  'z\u0001',
  '@@ -1 +1 @@',
  '--- a',
  '+b',
  '\u2028',
  '\\',
]

const word = (dice: Dice): string => (dice.chance(60) ? dice.pick(few) : `line ${dice.below(1000)}`)

/** Two bytes of each character, the lesser one first. */
const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le')

/** Characters that have no zero byte in UTF-16; some have the byte of a line feed, which is one to git. */
const wide = ['\u4e2d', '\u6587', '\u0a41', '\u410a', '\u0d42', '\u5b57']

const byName = {
  odd: {
    head: nothing,
    line: (dice) => {
      const text = dice.chance(70) ? dice.pick(odd) : `line ${dice.below(1000)}`
      return Buffer.from(`${text}\n`, dice.chance(20) ? 'latin1' : 'utf8')
    },
  },
  crlf: { head: nothing, line: (dice) => Buffer.from(`${word(dice)}\r\n`) },
  mixedEnds: { head: nothing, line: (dice) => Buffer.from(word(dice) + dice.pick(['\n', '\r\n', '\n\r\n'])) },
  loneReturns: {
    head: nothing,
    line: (dice) => Buffer.from(`${word(dice)}\r${word(dice)}\r\r${word(dice)}\n`),
  },
  byteOrderMark: { head: bytes(0xef, 0xbb, 0xbf), line: (dice) => Buffer.from(`${word(dice)}\n`) },
  latin1: { head: nothing, line: (dice) => Buffer.from(`caf\u00e9 ${word(dice)}\n`, 'latin1') },
  utf16: { head: bytes(0xff, 0xfe), line: (dice) => utf16(`${word(dice)}\n`) },
  utf16Wide: {
    head: bytes(0xff, 0xfe),
    line: (dice) => utf16(dice.pick(wide) + dice.pick(wide) + '\u0a0a'.repeat(dice.below(2))),
  },
  nulEarly: { head: bytes(0x61, 0), line: (dice) => Buffer.from(`${word(dice)}\n`) },
  nulLate: {
    head: Buffer.from(`${'head '.repeat(1700)}\n\0\n`),
    line: (dice) => Buffer.from(dice.chance(20) ? 'a\0b\n' : `${word(dice)}\n`),
  },
  repeated: { head: nothing, line: (dice) => Buffer.from(dice.pick(['a\n', 'a\n', '}\n', '\n'])) },
} satisfies Record<string, Texture>

export type TextureName = keyof typeof byName
export const textureNames = Object.keys(byName) as readonly TextureName[]

const anyTexture = (dice: Dice): TextureName => (dice.chance(50) ? 'odd' : dice.pick(textureNames))

/** A text of this texture; now and then without an end of its last line. */
export function textOf(dice: Dice, name: TextureName, count: number): Uint8Array {
  const { head, line }: Texture = byName[name]
  const text = concatBytes([head, ...Array.from({ length: count }, () => line(dice))])
  return dice.chance(20) && text.length > head.length ? text.subarray(0, -1) : text
}

/** A text of odd lines, or now and then of another texture; empty ones too. */
export function randomText(dice: Dice): Uint8Array {
  const count = dice.pick([0, 1, 3, 8, 20, 60])
  return count === 0 ? nothing : textOf(dice, anyTexture(dice), count)
}

/** The text after a few edits of its lines, sometimes of its end or of all its line endings. */
export function reviseText(dice: Dice, text: Uint8Array, name: TextureName = anyTexture(dice)): Uint8Array {
  if (dice.chance(5)) {
    const latin = Buffer.from(text).toString('latin1')
    return Buffer.from(latin.replaceAll('\r', '').replaceAll('\n', '\r\n'), 'latin1')
  }
  const parts = linesOf(dice.chance(20) ? repeatLines(dice, text) : text)
  const edits = 1 + dice.below(5)
  for (let edit = 0; edit < edits; edit += 1) {
    const fresh = Array.from({ length: dice.below(4) }, () => byName[name].line(dice))
    parts.splice(dice.below(parts.length + 1), dice.below(4), ...fresh)
  }
  if (dice.chance(15)) {
    const last = parts.pop()
    if (last) parts.push(last.subarray(0, last.length - 1))
  }
  return joined(parts)
}

/** The text with a block of its lines at another place, and now and then an edit in the block. */
export function moveBlock(dice: Dice, text: Uint8Array): Uint8Array {
  const parts = linesOf(text)
  const block = parts.splice(dice.below(Math.max(1, parts.length - 6)), 3 + dice.below(3))
  parts.splice(dice.below(parts.length + 1), 0, ...block)
  return joined(parts)
}

/** The text with some of its lines repeated next to where they stand: git can cut such an insertion at several places. */
export function repeatLines(dice: Dice, text: Uint8Array): Uint8Array {
  const parts = linesOf(text)
  const from = dice.below(Math.max(1, parts.length))
  const block = parts.slice(from, from + 1 + dice.below(3))
  for (let times = 1 + dice.below(3); times > 0; times -= 1) parts.splice(from, 0, ...block)
  return joined(parts)
}

function linesOf(text: Uint8Array): Uint8Array[] {
  const lines = toLines(text)
  return Array.from({ length: lines.count }, (_, line) => sliceLines(lines, line, line + 1))
}

/** Joins lines, giving an end to each but the last that lacks one. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    parts.flatMap((part, index) =>
      index < parts.length - 1 && part.at(-1) !== 0x0a ? [part, Buffer.from('\n')] : [part],
    ),
  )
}
