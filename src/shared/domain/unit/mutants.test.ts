import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileOf, type Segment } from '#test/support/unit-files.ts'
import { composeUnits } from './compose.ts'
import type { UnitFile } from './unit-file.ts'
import type { UnitKind } from './unit.ts'

const kept = Array.from({ length: 20 }, (_, at) => `same ${at}\n`)

/** What a change of each kind looks like: files, each with one hunk. `now` is what a mutant changes. */
interface Sample {
  readonly kind: UnitKind
  readonly hunks: readonly Pick<Segment, 'old' | 'now'>[]
}

const samples: readonly Sample[] = [
  {
    kind: 'class',
    hunks: ['one', 'two', 'three', 'four'].map((name) => ({
      old: [`  return ${name}.oldName(1, "a b", x)\n`],
      now: [`  return ${name}.newName(1, "a b", x)\n`],
    })),
  },
  {
    kind: 'class',
    hunks: ['one', 'two', 'three'].map((name) => ({
      old: [],
      now: [`  if (!ready(10)) return await ${name === '' ? '' : 'start()'}\n`],
    })),
  },
  {
    kind: 'move',
    hunks: [
      { old: ['function travel(from) {\n', '  return from.where(12, "a b")\n', '}\n'], now: [] },
      { old: [], now: ['function travel(from) {\n', '  return from.where(12, "a b")\n', '}\n'] },
    ],
  },
  {
    kind: 'ends',
    hunks: [{ old: ['return 12 + "a b"\r\n', 'next(1)\r\n'], now: ['return 12 + "a b"\n', 'next(1)\n'] }],
  },
]

/** Ways to change a text a little: each gives null where it does not apply at a place. */
const operators: readonly ((text: string, at: number) => string | null)[] = [
  // Another digit.
  (text, at) =>
    /\d/.test(text.charAt(at))
      ? text.slice(0, at) + ((Number(text.charAt(at)) + 1) % 10) + text.slice(at + 1)
      : null,
  // A blank more, in a string or elsewhere.
  (text, at) => (text.charAt(at) === ' ' ? `${text.slice(0, at)} ${text.slice(at)}` : null),
  // A line feed after `return`.
  (text, at) => (text.startsWith('return ', at) ? `${text.slice(0, at)}return\n${text.slice(at + 7)}` : null),
  // A zero-width space, and a mark that turns text, as UTF-8 bytes.
  (text, at) => `${text.slice(0, at)}\u00e2\u0080\u008b${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\u00e2\u0080\u00ae${text.slice(at)}`,
  // A letter less, another case, another operator.
  (text, at) => (/[a-z]/i.test(text.charAt(at)) ? text.slice(0, at) + text.slice(at + 1) : null),
  (text, at) =>
    /[a-z]/.test(text.charAt(at))
      ? text.slice(0, at) + text.charAt(at).toUpperCase() + text.slice(at + 1)
      : null,
  (text, at) =>
    '!+.'.includes(text.charAt(at)) && text.charAt(at) !== ''
      ? `${text.slice(0, at)}-${text.slice(at + 1)}`
      : null,
  // A carriage return in the middle of a line.
  (text, at) => (text.charAt(at) === '\n' ? null : `${text.slice(0, at)}\r${text.slice(at)}`),
]

function filesOf(hunks: Sample['hunks']): readonly UnitFile[] {
  return hunks.map((hunk, at) => fileOf(`f${at}.ts`, [{ kept, ...hunk }]))
}

describe('a mutant', () => {
  it('is neither folded nor of the class that it was made in', () => {
    let made = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat(9),
        fc.nat(200),
        fc.constantFrom(...operators),
        (sample, which, place, operator) => {
          const mutable = sample.hunks.flatMap((hunk, at) => (hunk.now.length > 0 ? [at] : []))
          const at = mutable[which % mutable.length] ?? 0
          const text = (sample.hunks[at]?.now ?? []).join('')
          const mutated = operator(text, place % text.length)
          if (mutated === null || mutated === text) return
          made += 1
          const whole = composeUnits(filesOf(sample.hunks))
          expect(whole.map(({ kind }) => kind)).toEqual([sample.kind])
          const now = mutated.match(/[^\n]*\n|[^\n]+$/g) ?? []
          const hunks = sample.hunks.map((hunk, index) => (index === at ? { ...hunk, now } : hunk))
          const unit = composeUnits(filesOf(hunks)).find((one) => one.hunks.includes(`f${at}.ts#0`))
          expect(unit?.kind).toBe('hunk')
        },
      ),
      { numRuns: 1_500 },
    )
    expect(made).toBeGreaterThan(300)
  })
})
