import { afterEach, expect, it } from 'vitest'
import { err } from '#shared/base/result.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'
import { computeChangeset } from '#main/changesets/compute.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

it('all who wait for a changeset that git fails at are told, and who asks after that has it tried again', async () => {
  harness = await ReviewHarness.make({ 'a.txt': 'a\n' })
  await harness.revise({ 'a.txt': 'A\n' })
  harness.restart()
  const failure = {
    kind: 'failed',
    purpose: 'compute a changeset',
    args: [],
    exitCode: 1,
    stderr: 'fatal: it hung',
  } as const
  let tries = 0
  const fail = { now: (): void => undefined }
  harness.compute = () => {
    tries += 1
    return new Promise((resolve) => {
      fail.now = () => resolve(err(failure))
    })
  }
  const ended = new AbortController()
  const watched = harness.reviews.watch('s1', ended.signal)
  const asked = [
    harness.reviews.changeset('s1'),
    watched.next().then(({ value }) => value),
    harness.reviews.units('s1'),
    harness.reviews.afterSides('s1', new Set(['a.txt'])),
  ]
  await expect.poll(() => tries).toBe(1)
  fail.now()
  const answers = await Promise.all(asked)
  expect(JSON.stringify(answers).split('"kind":"gitFailed"')).toHaveLength(1 + asked.length)
  expect(tries).toBe(1)
  ended.abort()

  // One that came right meanwhile is not told of as failed to who waited longer.
  harness.restart()
  const first = harness.reviews.changeset('s1')
  await expect.poll(() => tries).toBe(2)
  harness.compute = computeChangeset
  const refreshed = harness.reviews.revisionTaken('s1')
  const waiting = harness.reviews.changeset('s1')
  fail.now()
  expect((await first).ok).toBe(false)
  expect((await refreshed).ok).toBe(true)
  expect((await waiting).ok).toBe(true)

  expect((await harness.changeset()).files.map(({ path }) => path)).toEqual(['a.txt'])
})
