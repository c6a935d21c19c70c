import { expect, it } from 'vitest'
import { fileOf } from '#test/support/unit-files.ts'
import { composeUnits } from './compose.ts'

const filler = Array.from({ length: 90 }, (_, at) => `same ${at}\n`)

it('has what weakens a test read first, apart from the rest of its file and though it would be folded', () => {
  const weakens = { class: 'weakens', reason: 'an assertion is removed' } as const
  const moved = ['  const movedHere = compute(1)\n', '  keep(movedHere, 2)\n', '  done()\n']
  const source = fileOf('src/z.ts', [
    { kept: ['a\n', 'b\n'], old: ['a(1)\n'], now: ['b(1)\n'] },
    { kept: filler, old: moved, now: [] },
    { kept: filler, old: [], now: moved },
  ])
  const signed = {
    ...source,
    diff: {
      ...source.diff,
      hunks: source.diff.hunks.map((hunk, at) => (at === 1 ? { ...hunk, reading: weakens } : hunk)),
    },
  }
  const other = fileOf('src/a.ts', [{ kept: [], old: [], now: ['x\n'] }])
  const units = composeUnits([other, signed])
  expect(units.map(({ kind, hunks }) => `${kind}: ${hunks.join(' ')}`)).toEqual([
    'move: src/z.ts#1 src/z.ts#2',
    'hunk: src/a.ts#0',
    'hunk: src/z.ts#0',
  ])
  expect(units[0]?.reading).toEqual(weakens)
  const made = { ...signed, generated: { by: 'attribute', reason: 'generated' } as const }
  expect(composeUnits([made, other]).map(({ kind }) => kind)).toEqual(['hunk', 'generated'])
})
