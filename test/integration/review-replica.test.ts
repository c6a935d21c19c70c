import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { decideOne, undo } from '#renderer/features/review/decisions.ts'
import { Dice } from '#test/support/dice.ts'
import { ReplicaPage } from '#test/support/replica-page.ts'
import { seed } from '#test/support/seed.ts'

let page: ReplicaPage | null = null
afterEach(async () => {
  await page?.dispose()
  page = null
})

describe('law: what the page shows of decisions is what the workbench holds', () => {
  const walks = Number(process.env['WINNOW_REPLICA_WALKS'] ?? 6)
  it(`after every acknowledged act, in any order of acts, answers and events (WINNOW_TEST_SEED=${seed})`, async () => {
    const sums = { lostAnswers: 0, lostEvents: 0, endedStreams: 0 }
    for (let walk = 0; walk < walks; walk += 1) {
      const dice = new Dice(seed + walk)
      page = await ReplicaPage.open(dice)
      for (let step = 0; step < 40; step += 1) {
        await page.step()
        await page.deliver(dice.below(5))
        if (!dice.chance(20)) continue
        await page.quiet()
        await page.check()
      }
      await page.quiet()
      await page.check()
      sums.lostAnswers += page.post.counts.lostAnswers
      sums.lostEvents += page.post.counts.lostEvents
      sums.endedStreams += page.post.counts.endedStreams
      await page.dispose()
      page = null
    }
    expect(Math.min(...Object.values(sums))).toBeGreaterThan(0)
  })

  it('after an edit that was rejected, and that undone', async () => {
    page = await ReplicaPage.open(new Dice(seed))
    const { review, harness } = page
    for (const { id } of await harness.hunks()) decideOne(review, id, 'accept')
    await page.quiet()
    const [hunk] = await harness.hunks('a')
    const shown = unwrap(await harness.reviews.file(harness.session, 'a'))
    const edit = {
      ...{ path: 'a', oid: shown.after?.oid ?? '', text: 'mine\n' },
      ...{ start: hunk?.newStart ?? 1, lines: hunk?.newLines ?? 1 },
    }
    review.ask({
      send: (act) => review.client.review.edit({ session: harness.session, act, ...edit }),
      step: null,
    })
    await page.quiet()
    await page.check()
    const tree = await harness.acceptedTree()
    const { accepted } = review.state.model?.total ?? { accepted: 0 }
    expect(review.state.model?.find(hunk?.id ?? '')?.hunk.editedBy).not.toBeNull()
    decideOne(review, hunk?.id ?? '', 'reject')
    expect(review.state.model?.verdictOf(hunk?.id ?? '')).toBe('reject')
    await page.quiet()
    await page.check()
    expect(review.state.model?.total).toMatchObject({ accepted: accepted - 1, rejected: 1 })
    undo(review)
    await page.quiet()
    await page.check()
    expect(review.state.model?.total).toMatchObject({ accepted, rejected: 0 })
    expect(await harness.acceptedTree()).toBe(tree)
  })
})
