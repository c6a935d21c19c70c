import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import { unwrap } from '#shared/base/result.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

const base = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n'
let harness: ReviewHarness
beforeEach(async () => {
  harness = await ReviewHarness.make({ a: base })
  await harness.revise({ a: base.replace('two', 'TWO').replace('five', 'FIVE').replace('eight', 'EIGHT') })
})
afterEach(() => harness.dispose())

/** The events that a watcher of the review gets, one at a time. */
function watched(): { next(): Promise<ChangesetEvent>; end(): void } {
  const stop = new AbortController()
  const events = harness.reviews.watch(harness.session, stop.signal)
  return {
    async next() {
      const event = await events.next()
      if (event.done === true) throw new Error('the stream ended')
      return event.value
    },
    end: () => stop.abort(),
  }
}

describe('an act', () => {
  it('is named by the answer and by the event that says what it did, whatever kind it is', async () => {
    const [first, second] = await harness.hunks()
    const { reviews, session } = harness
    const watching = watched()
    expect(await watching.next()).toMatchObject({ type: 'snapshot', act: null })
    const kinds = [
      () => reviews.decide(session, [{ hunk: first?.id ?? '', verdict: 'reject' }], { act: 'a' }),
      () => reviews.undo(session, { act: 'b' }),
      () => reviews.redo(session, { act: 'c' }),
      async () => {
        const { after } = unwrap(await reviews.file(session, 'a'))
        const edit = { path: 'a', oid: after?.oid ?? '', start: 5, lines: 1, text: 'mine\n' }
        return reviews.edit(session, edit, { act: 'd' })
      },
      async () => {
        const { files } = await harness.changeset()
        return reviews.removeEdit(session, files[0]?.edits[0]?.id ?? '', { act: 'e' })
      },
      () => reviews.undo(session, { act: 'f' }),
    ]
    for (const [index, act] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      const answer = unwrap(await (kinds[index]?.() ?? Promise.reject(new Error('no such kind'))))
      const event = await watching.next()
      expect({ act: answer.act, seq: answer.seq }).toEqual({ act, seq: event.seq })
      expect(event).toMatchObject({ act })
    }
    expect((await harness.changeset()).files[0]?.hunks[1]?.id).toBe(second?.id)
    watching.end()
  })

  it('is done once, however often it is asked for, also after a restart', async () => {
    const [first] = await harness.hunks()
    const decide = () =>
      harness.reviews.decide(harness.session, [{ hunk: first?.id ?? '', verdict: 'accept' }], { act: 'a' })
    const answer = unwrap(await decide())
    expect(unwrap(await decide())).toEqual(answer)
    expect(unwrap(await harness.reviews.undo(harness.session, { act: 'b' })).accepted).toBe(0)
    // Asked for again late, it does not come back.
    expect(unwrap(await decide()).accepted).toBe(0)
    harness.restart()
    const again = unwrap(await decide())
    expect(again).toMatchObject({ act: 'a', accepted: 0 })
    expect(again.seq).toBeGreaterThan(answer.seq)
    expect(unwrap(await harness.reviews.undo(harness.session, { act: 'b' })).accepted).toBe(0)
    expect((await harness.reviews.undo(harness.session, { act: 'c' })).ok).toBe(false)
  })

  it('takes an edit out of effect together with a verdict on what it covers, as one step', async () => {
    const hunks = await harness.hunks()
    await harness.edit('a', 5, 1, 'mine\n')
    const [edit] = (await harness.changeset()).files[0]?.edits ?? []
    const tree = await harness.acceptedTree()
    const target = { edit: edit?.id ?? '', verdict: 'reject' } as const
    const { reviews, session } = harness
    unwrap(await reviews.decide(session, [target, { hunk: hunks[1]?.id ?? '', verdict: 'reject' }]))
    const rejected = await harness.changeset()
    expect(rejected.files[0]?.edits).toEqual([])
    expect(rejected.files[0]?.hunks.map(({ decision }) => decision)).toEqual([null, 'reject', null])
    expect(await harness.acceptedTree()).toBe(harness.base)
    unwrap(await reviews.undo(session))
    expect(await harness.acceptedTree()).toBe(tree)
    unwrap(await reviews.redo(session))
    expect(await harness.acceptedTree()).toBe(harness.base)
  })

  it('on an edit that there is not is refused, and changes nothing', async () => {
    const [first] = await harness.hunks()
    const decisions = [
      { hunk: first?.id ?? '', verdict: 'accept' },
      { edit: 'e000000000000000000000000', verdict: 'reject' },
    ] as const
    const refused = await harness.reviews.decide(harness.session, decisions)
    expect(refused).toMatchObject({ ok: false, error: { kind: 'badEdit' } })
    expect((await harness.hunks()).map(({ decision }) => decision)).toEqual([null, null, null])
  })
})
