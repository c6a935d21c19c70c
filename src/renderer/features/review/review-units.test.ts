import { afterEach, expect, test } from 'vitest'
import { ok } from '#shared/base/result.ts'
import type { ChangesetUnits, Unit } from '#shared/domain/unit/unit.ts'
import type { Client } from '#renderer/client/context.ts'
import { decideBy } from '#renderer/view/decide-by.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'
import { ReviewModel } from './review-model.ts'
import { ReviewUnits } from './review-units.ts'
import type { DiffSurface } from '#renderer/editor/index.ts'
import { hunksInView } from './use-eye.ts'

afterEach(() => decideBy('hunk'))

const changeset = changesetOf({ 'a.ts': 3, 'b.ts': 1 })
const ids = changeset.files.flatMap(({ hunks }) => hunks.map(({ id }) => id))
const [one = '', two = '', three = '', other = ''] = ids

function unit(...hunks: readonly string[]): Unit {
  return { id: `u${hunks.join('')}`, kind: 'block', reason: 'function go', hunks, proof: null }
}

/** A review whose workbench tells units when the test says so. */
function reviewed(): {
  units: ReviewUnits
  tell: (...units: readonly Unit[]) => Promise<void>
  asked: readonly unknown[]
} {
  const asked: PromiseWithResolvers<unknown>[] = []
  const parts = {
    changeset: {
      units: () => {
        const answer = Promise.withResolvers<unknown>()
        asked.push(answer)
        return answer.promise
      },
    },
  }
  // What these tests ask of a workbench is there.
  const units = new ReviewUnits('s', parts as unknown as Client)
  units.follow(changeset)
  return {
    units,
    asked,
    async tell(...told) {
      const { number, base, revision } = changeset
      const answer: ChangesetUnits = { number, base, revision, units: told }
      asked[0]?.resolve(ok(answer))
      await asked[0]?.promise
      await Promise.resolve()
    },
  }
}

const members = (units: ReviewUnits, model: ReviewModel, id: string): readonly string[] => {
  const entry = model.find(id)
  return entry === null ? [] : units.membersOf(model, entry.hunk).map(({ hunk }) => hunk.id)
}

test('a hunk is decided by itself until units are told, and unless they are asked for', async () => {
  const { units, tell } = reviewed()
  const model = new ReviewModel(changeset)
  decideBy('unit')
  void units.load()
  expect(members(units, model, one)).toEqual([one])
  await tell(unit(one, two))
  expect(members(units, model, one)).toEqual([one, two])
  expect(members(units, model, two)).toEqual([one, two])
  expect(members(units, model, three)).toEqual([three])
  decideBy('hunk')
  expect(members(units, model, one)).toEqual([one])
})

test('what stands otherwise, in another file, or is the person’s own is not decided with it', async () => {
  decideBy('unit')
  const { units, tell } = reviewed()
  await tell(unit(one, two, three, other))
  const model = new ReviewModel(changeset)
  model.foresee('act', [{ hunk: two, verdict: 'reject' }])
  expect(members(units, model, one)).toEqual([one, three])
  expect(members(units, model, other)).toEqual([other])
  const [first, ...files] = changeset.files
  if (first === undefined) throw new Error('no file')
  const hunks = first.hunks.map((hunk) => (hunk.id === three ? { ...hunk, editedBy: 'e1' } : hunk))
  const edited = new ReviewModel({ ...changeset, files: [{ ...first, hunks }, ...files] })
  expect(members(units, edited, one)).toEqual([one, two])
  expect(members(units, edited, three)).toEqual([three])
})

test('what is outside the part that is shown is not decided with it', async () => {
  decideBy('unit')
  const { units, tell } = reviewed()
  await tell(unit(one, two, three))
  const model = new ReviewModel(changeset)
  model.showOnly(new Set([one, three]))
  expect(members(units, model, one)).toEqual([one, three])
})

test('units of another revision than the one on screen are not taken', async () => {
  decideBy('unit')
  const { units, tell } = reviewed()
  units.follow({ ...changeset, number: 2, revision: 'another' })
  await tell(unit(one, two))
  expect(members(units, new ReviewModel(changeset), one)).toEqual([one])
})

test('units are asked for once, by themselves only where keys decide by them, and again after a failure', async () => {
  const { units, asked } = reviewed()
  expect(asked).toHaveLength(0)
  void units.load()
  void units.load()
  expect(asked).toHaveLength(1)
  units.follow({ ...changeset, number: 2, revision: 'another' })
  expect(asked).toHaveLength(1)
  decideBy('unit')
  units.follow({ ...changeset, number: 3, revision: 'a third' })
  void units.load()
  expect(asked).toHaveLength(2)
  const last = asked[1] as PromiseWithResolvers<unknown>
  last.reject(new Error('away'))
  await Promise.allSettled([last.promise])
  await Promise.resolve()
  void units.load()
  expect(asked).toHaveLength(3)
})

test('a hunk was seen from when it was wholly on screen on', () => {
  const { units } = reviewed()
  const before = performance.now() - 1
  expect(units.wasSeen(one, Infinity)).toBe(false)
  units.see([one])
  expect(units.wasSeen(one, before)).toBe(false)
  expect(units.wasSeen(one, performance.now())).toBe(true)
  expect(units.wasSeen(two, performance.now())).toBe(false)
})

test('what no tree can hold apart is decided together, and read once all of it was on screen', async () => {
  decideBy('unit')
  const { units, tell } = reviewed()
  await tell(unit(one, other))
  const files = changeset.files.map((file) => ({
    ...file,
    hunks: file.hunks.map((hunk) => ([one, other].includes(hunk.id) ? { ...hunk, group: one } : hunk)),
  }))
  const model = new ReviewModel({ ...changeset, files })
  expect(members(units, model, one)).toEqual([one, other])
  expect(members(units, model, two)).toEqual([two])
  const [first] = model.hunks
  if (first === undefined) throw new Error('no hunk')
  units.see([one])
  expect(units.wasRead(model, first.hunk, Infinity)).toBe(false)
  units.see([other])
  expect(units.wasRead(model, first.hunk, Infinity)).toBe(true)
})

test('a hunk is not wholly on screen while it is folded, or parts of long lines are left out', () => {
  const shown = new Map(
    [one, two].map((id) => [id, { hunks: changeset.files[0]?.hunks.filter((hunk) => hunk.id === id) ?? [] }]),
  )
  const inView = (): ReturnType<DiffSurface['inView']> => ({
    room: 100,
    changes: [one, two].map((id, index) => ({ id, top: index * 20, bottom: index * 20 + 20 })),
  })
  const hunks = (...given: Parameters<typeof hunksInView>): string[] =>
    hunksInView(...given).map(({ hunk }) => hunk)
  expect(hunks({ inView, longLines: null }, shown, [])).toEqual([one, two])
  expect(hunks({ inView, longLines: 'whole' }, shown, [two])).toEqual([one])
  expect(hunks({ inView, longLines: 'cut' }, shown, [])).toEqual([])
})
