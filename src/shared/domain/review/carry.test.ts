import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddPair, referenceHunks } from '#test/support/texts.ts'
import type { FileDiff, Hunk } from '../changeset/file-diff.ts'
import { equalBytes, toLines } from '../../diff/lines.ts'
import { splice } from '../../diff/splice.ts'
import { carryAlike, carryText, carryUnits, type CarrySide } from './carry.ts'

const file = (hunks: readonly Hunk[], change: FileDiff['change'] = 'modified'): FileDiff => ({
  path: 'a',
  oldPath: null,
  change,
  oldMode: '100644',
  newMode: '100644',
  oldOid: 'old',
  newOid: 'new',
  binary: false,
  hunks,
})

const side = (base: Uint8Array, revision: Uint8Array, late: boolean, name: string): CarrySide => ({
  base: toLines(base),
  revision: toLines(revision),
  file: file(
    referenceHunks(base, revision, late).map((change, index) => ({
      id: `${name}${index}`,
      kind: 'text',
      ...change,
    })),
  ),
})

describe('carrying decisions over a landing', () => {
  it('never carries one to other content, and carries every hunk that git cuts the same', () => {
    let carried = 0
    let left = 0
    fc.assert(
      fc.property(
        oddPair(),
        fc.boolean(),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
        ({ base, revision }, late, again, picks) => {
          const old = side(base, revision, late, 'o')
          const landed = old.file.hunks.filter(() => picks.next().value)
          const moved = splice(base, revision, landed)
          const now = side(moved, revision, again, 'n')
          const pairs = carryText(old, now, landed)
          const alike = carryAlike(old.file, now.file, landed)
          expect(pairs).toEqual(expect.arrayContaining([...(alike ?? [])]))
          carried += pairs.length
          left += old.file.hunks.length - landed.length
          for (const { from } of pairs) {
            expect(from.some((id) => landed.some((hunk) => hunk.id === id))).toBe(false)
          }
          for (const group of new Set(pairs.map(({ from }) => from.join()))) {
            const ids = group.split(',')
            const before = old.file.hunks.filter(({ id }) => ids.includes(id))
            // With those that are carried by themselves and lie between them.
            const within = pairs.filter(({ from }) => from.every((id) => ids.includes(id)))
            const after = now.file.hunks.filter(({ id }) => within.some(({ to }) => to === id))
            const expected = splice(base, revision, [...landed, ...before])
            expect(equalBytes(splice(moved, revision, after), expected)).toBe(true)
          }
        },
      ),
      { numRuns: 1000 },
    )
    expect(carried).toBeGreaterThan(left * 0.9)
  })

  it('carries whole-file units only where contents are the same', () => {
    const unit = (id: string, kind: Hunk['kind']): Hunk => {
      return { id, kind, oldStart: 0, oldLines: 0, newStart: 0, newLines: 0 }
    }
    const old = file([unit('a', 'mode'), unit('b', 'binary')])
    expect(carryUnits(old, file([unit('c', 'mode'), unit('d', 'binary')]))).toEqual([
      { from: ['a'], to: 'c' },
      { from: ['b'], to: 'd' },
    ])
    const other = { ...file([unit('c', 'mode'), unit('d', 'binary')]), newOid: 'other' }
    expect(carryUnits(old, other)).toEqual([{ from: ['a'], to: 'c' }])
    const gone = file([unit('e', 'delete')], 'deleted')
    expect(carryUnits(gone, { ...gone, oldOid: 'other' })).toEqual([])
  })
})
