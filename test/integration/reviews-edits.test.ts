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
