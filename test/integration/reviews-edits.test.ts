import { afterEach, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const text = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 10 }, (_, index) => `${changed[index + 1] ?? `line ${index + 1}`}\n`).join('')
const holding = async (): Promise<readonly boolean[]> =>
  (await harness.changeset()).files.flatMap(({ edits }) => edits.map(({ holds }) => holds))

it('of two own edits of the same lines that come to hold, the newer one stands', async () => {
  harness = await ReviewHarness.make({ a: text(), b: 'b\n' })
  const first = await harness.revise({ a: text({ 10: 'ten' }) })
  await harness.edit('a', 5, 3, 'older\n')
  await harness.revise({ a: text({ 5: 'five', 10: 'ten' }) })
  expect(await holding()).toEqual([false])
  // Made on a text that does not show the older one.
  await harness.edit('a', 7, 2, 'newer\n')
  expect(await holding()).toEqual([false, true])
  // What both replaced is there again.
  await harness.take(first.commit)
  expect(await holding()).toEqual([false, true])
  expect(harness.content(await harness.acceptedTree(), 'a')).toBe(
    text({ 7: 'newer' }).replace('newer\nline 8\n', 'newer\n'),
  )
  expect(unwrap(await harness.reviews.file('s1', 'a')).after?.text).toContain('newer\nline 9\nten\n')
  unwrap(await harness.reviews.undo('s1'))
  expect(await holding()).toEqual([true])
  expect(harness.content(await harness.acceptedTree(), 'a')).toContain('line 4\nolder\nline 8\n')
})

it('what an own edit replaced is no change any more once the edit landed, and what is written there is', async () => {
  harness = await ReviewHarness.make({ a: text(), b: 'b\n' })
  const { base } = harness
  const first = await harness.revise({ a: text({ 2: 'agent', 3: 'agent too', 9: 'nine' }) })
  await harness.edit('a', 2, 2, 'mine\n')
  const [, nine] = await harness.hunks('a')
  await harness.decide(nine === undefined ? [] : [nine], 'defer')
  await harness.land()
  // Nothing that the person did not decide is said to be rejected.
  expect((await harness.hunks()).map(({ oldStart, decision }) => [oldStart, decision])).toEqual([
    [8, 'defer'],
  ])
  expect(harness.counts.at(-1)).toMatchObject({ hunks: 1, rejected: 0, deferred: 1, added: 1, deleted: 1 })
  const shown = unwrap(await harness.reviews.file('s1', 'a'))
  expect(shown.after?.text).toBe(text({ 2: 'mine', 9: 'nine' }).replace('line 3\n', ''))
  expect(shown.lines).toHaveLength(1)

  // A line that landed is edited like any other, and nothing of what it replaced comes back with it.
  await harness.edit('a', 2, 2, 'mine again\nfour\n')
  const landed = 'line 1\nmine again\nfour\nline 5\n'
  expect(harness.content(await harness.acceptedTree(), 'a')).toContain(landed)
  unwrap(await harness.reviews.undo('s1'))
  expect(await harness.hunks()).toHaveLength(1)

  // The agent goes on: elsewhere only that is new; at this place it is a change to decide, and so is what comes back.
  await harness.revise({ b: 'B\n' })
  expect((await harness.hunks()).map(({ decision }) => decision)).toEqual(['defer', null])
  await harness.revise({ a: text({ 2: 'agent again', 9: 'nine' }) })
  expect((await harness.hunks('a')).map(({ decision }) => decision)).toEqual([null, 'defer'])
  await harness.take(first.commit)
  const back = (await harness.hunks('a'))[0]
  expect(back).toMatchObject({ decision: 'reject', cameBack: true })
  await harness.undoLanding(base)
  expect((await harness.hunks('a')).map(({ decision }) => decision)).toEqual(['accept', 'defer'])
})
