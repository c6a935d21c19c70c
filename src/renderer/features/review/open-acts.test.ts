import { expect, test } from 'vitest'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { Changeset } from '#shared/domain/review/decided.ts'
import type { Client } from '#renderer/client/context.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'
import { until } from '#test/support/until.ts'
import { OpenActs } from './open-acts.ts'
import { FocusMemory } from './focus-memory.ts'
import { Review } from './review-store.ts'

const change = [{ hunk: 'a', verdict: 'accept' }] as const

test('an act is open until an event names it, whether it was answered or not', () => {
  const acts = new OpenActs()
  const [one, two] = [acts.begin(change, false), acts.begin(change, true)]
  expect(acts.told({ seq: 5, act: null })).toEqual({ settled: [], follow: false, own: false })
  expect(acts.told({ seq: 6, act: one })).toEqual({ settled: [one], follow: false, own: true })
  expect(acts.answered(one, 6)).toEqual([])
  expect(acts.told({ seq: 7, act: two })).toEqual({ settled: [two], follow: true, own: true })
  expect(acts.all).toEqual([])
})

test('an act that was answered stays open until the stream is as far', () => {
  const acts = new OpenActs()
  const act = acts.begin(change, false)
  acts.told({ seq: 5 })
  expect(acts.answered(act, 7)).toEqual([])
  expect(acts.told({ seq: 6, act: 'other' }).settled).toEqual([])
  expect(acts.all).toHaveLength(1)
  // The event that names it was lost; the snapshot after it has what it did.
  expect(acts.told({ seq: 8, act: null }).settled).toEqual([act])
})

test('an answer that comes after its event settles at once, and a refusal always', () => {
  const acts = new OpenActs()
  const act = acts.begin(change, false)
  acts.told({ seq: 9, act: null })
  expect(acts.answered(act, 9)).toEqual([act])
  acts.refused(acts.begin(change, false))
  expect(acts.all).toEqual([])
})

test('a changeset that is behind the stream is asked for again', async () => {
  const events: ChangesetEvent[] = []
  const at = (seq: number): Changeset => ({ ...changesetOf({ 'a.ts': 1 }), seq })
  const answers = [at(1), at(2)]
  let asked = 0
  const client = {
    changeset: {
      units: () => Promise.resolve({ ok: false }),
      watch: () =>
        Promise.resolve(
          (async function* () {
            for (;;) {
              await until('an event', () => events.length > 0)
              const event = events.shift()
              if (event) yield event
            }
          })(),
        ),
      get: () => {
        asked += 1
        return Promise.resolve({ ok: true, value: answers.shift() ?? at(2) })
      },
    },
  } as unknown as Client
  const places = new FocusMemory('s', () => {
    throw new Error('nothing is kept')
  })
  const review = new Review('s', client, places)
  const following = review.follow()
  events.push({ type: 'snapshot', seq: 1, act: null, changeset: at(1) })
  const decided = { type: 'decided', seq: 2, act: null, number: 1, undo: 'x', redo: null } as const
  events.push({ ...decided, decisions: [{ hunk: 'a.ts:0', verdict: 'reject' }] })
  await until('the decision', () => review.state.model?.verdictOf('a.ts:0') === 'reject')
  await review.showNewest()
  expect(asked).toBe(2)
  following.dispose()
  // What the changeset has already is not taken twice.
  expect(review.state.model?.changeset.seq).toBe(2)
})
