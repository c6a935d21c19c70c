import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NameLink, NamePlace, NameUse } from './names.ts'
import { undefinedBy, undefinedSentence, type HunkStanding } from './undefined-names.ts'

const use = (hunk: string | null, side: NamePlace['side'], line = 1): NameUse => ({
  path: 'src/a.ts',
  line,
  hunk,
  side,
})
const added: NameLink = {
  name: 'retry',
  definitions: [{ hunk: 'defines', side: 'added' }],
  uses: [use('other', 'added', 30), use('uses', 'added', 12), use('uses', 'added', 14)],
}
const removed: NameLink = {
  name: 'retry',
  definitions: [{ hunk: 'deletes', side: 'removed' }],
  uses: [use(null, 'kept', 7), use('uses', 'removed', 3)],
}
const said = (
  links: readonly NameLink[],
  hunk: string,
  standing: Readonly<Record<string, HunkStanding>> = {},
): string | null => {
  const found = undefinedBy(links, hunk, (one) => standing[one] ?? null)
  return found === null ? null : undefinedSentence(found)
}

describe('names that a verdict leaves undefined', () => {
  it('are told of the hunk that defines them, by places that are not rejected', () => {
    expect(said([added], 'defines')).toBe(
      'Rejecting this leaves `retry` undefined: by name used in src/a.ts:12 and 2 more lines.',
    )
    expect(said([added], 'defines', { uses: 'reject' })).toBe(
      'Rejecting this leaves `retry` undefined: by name used in src/a.ts:30.',
    )
    expect(said([added], 'defines', { uses: 'reject', other: 'reject' })).toBeNull()
    expect(said([added], 'uses')).toBeNull()
  })

  it('are not told of uses that have the same verdict, and are of what has it in another hunk', () => {
    const found = (...together: readonly string[]): string | null => {
      const names = undefinedBy([added], 'defines', () => null, new Set(['defines', ...together]))
      return names === null ? null : undefinedSentence(names)
    }
    expect(found('uses')).toMatch(/used in src\/a\.ts:30\.$/)
    expect(found('uses', 'other')).toBeNull()
    const twice = [...added.definitions, { hunk: 'again', side: 'added' as const }]
    expect(undefinedBy([{ ...added, definitions: twice }], 'defines', () => null)).toBeNull()
    const both = new Set(['defines', 'again'])
    expect(undefinedBy([{ ...added, definitions: twice }], 'defines', () => null, both)?.names).toEqual([
      'retry',
    ])
  })

  it('are told once the verdict is given, and not of the other one', () => {
    expect(said([added], 'defines', { defines: 'reject' })).toBe(
      '`retry` is left undefined: by name used in src/a.ts:12 and 2 more lines.',
    )
    expect(said([added], 'defines', { defines: 'accept' })).toBeNull()
    expect(said([added], 'defines', { defines: 'edited' })).toBeNull()
    expect(said([added], 'defines', { defines: 'defer' })).toMatch(/^Rejecting/)
  })

  it('are told of the hunk that takes a definition away, by what stands', () => {
    expect(said([removed], 'deletes')).toBe(
      'Accepting this leaves `retry` undefined: by name used in src/a.ts:7.',
    )
    expect(said([removed], 'deletes', { uses: 'reject' })).toMatch(/src\/a\.ts:3 and 1 more line\.$/)
    expect(said([removed], 'deletes', { deletes: 'accept' })).toMatch(/^`retry` is left undefined/)
    expect(said([removed], 'deletes', { deletes: 'reject' })).toBeNull()
  })

  it('are not told while what else defines them may stand', () => {
    const moved: NameLink = {
      ...added,
      definitions: [
        { hunk: 'defines', side: 'added' },
        { hunk: 'deletes', side: 'removed' },
      ],
    }
    expect(said([moved], 'defines')).toBeNull()
    expect(said([moved], 'deletes')).toBeNull()
    expect(said([moved], 'defines', { deletes: 'accept' })).toMatch(/^Rejecting/)
    expect(said([moved], 'deletes', { defines: 'reject' })).toMatch(/^Accepting/)
    expect(said([moved], 'defines', { deletes: 'edited' })).toBeNull()
  })

  it('are one sentence for several', () => {
    const other = { ...added, name: 'delay', uses: [use('uses', 'added', 12)] }
    expect(said([added, other], 'defines')).toBe(
      'Rejecting this leaves `retry` and 1 more name undefined: by name used in src/a.ts:12 and 2 more lines.',
    )
    expect(said([added, other], 'defines', { defines: 'reject' })).toMatch(
      /^`retry` and 1 more name are left/,
    )
  })
})

const hunks = ['a', 'b', 'c', 'd'] as const
const hunk = fc.constantFrom(...hunks)
const side = fc.constantFrom('added', 'removed')
const linkOf: fc.Arbitrary<NameLink> = fc.record({
  name: fc.constantFrom('x', 'y'),
  definitions: fc.array(fc.record({ hunk, side }), { minLength: 1, maxLength: 3 }),
  uses: fc.array(
    fc
      .oneof(
        fc.record({ hunk, side, line: fc.nat(9) }),
        fc.record({ hunk: fc.constant(null), side: fc.constant('kept'), line: fc.nat(9) }),
      )
      .map((one): NameUse => ({ path: 'p', ...one })),
    { minLength: 1, maxLength: 4 },
  ),
}) as fc.Arbitrary<NameLink>
const standings = fc.record(
  Object.fromEntries(hunks.map((one) => [one, fc.constantFrom(null, 'accept', 'reject', 'defer')])),
) as fc.Arbitrary<Readonly<Record<string, HunkStanding>>>

/** Every way in which what is undecided may be decided. */
function completions(standing: Readonly<Record<string, HunkStanding>>): readonly Record<string, boolean>[] {
  return hunks.reduce<readonly Record<string, boolean>[]>(
    (found, one) =>
      found.flatMap((so) =>
        (['accept', 'reject'] as const)
          .filter(
            (verdict) => standing[one] == null || standing[one] === 'defer' || standing[one] === verdict,
          )
          .map((verdict) => ({ ...so, [one]: verdict === 'accept' })),
      ),
    [{}],
  )
}

const stands = ({ hunk: of, side: on }: NamePlace, accepted: Readonly<Record<string, boolean>>): boolean =>
  of === null || accepted[of] === (on === 'added')

it('what is told holds however the rest is decided, and is told whenever it does', () => {
  fc.assert(
    fc.property(fc.array(linkOf, { maxLength: 3 }), hunk, standings, (links, one, standing) => {
      const found = undefinedBy(links, one, (other) => standing[other] ?? null)
      for (const verdict of ['accept', 'reject'] as const) {
        const given = standing[one]
        if (given !== null && given !== 'defer' && given !== verdict) continue
        const all = completions({ ...standing, [one]: verdict })
        // What is undecided and used, used; what is undecided and takes a use away, left out.
        const expected = links.filter(
          ({ definitions, uses }) =>
            definitions.some(
              (at) => at.hunk === one && at.side === (verdict === 'accept' ? 'removed' : 'added'),
            ) &&
            all.every((accepted) => !definitions.some((at) => stands(at, accepted))) &&
            uses.some((at) =>
              at.side === 'removed'
                ? all.every((accepted) => stands(at, accepted))
                : all.some((accepted) => stands(at, accepted)),
            ),
        )
        // Where both verdicts leave something undefined one of them is told.
        const isOther = found !== null && found.verdict !== verdict
        const names = isOther ? null : [...(found?.names ?? [])].sort()
        expect(names).toEqual(isOther ? null : [...new Set(expected.map(({ name }) => name))].sort())
      }
    }),
  )
})
