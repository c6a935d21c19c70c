import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pushStream } from '#shared/base/push-stream.ts'
import type { TimelineEvent } from '#shared/contract/timeline.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { followTimeline, type Timeline, type TimelineSource } from './timeline-store.ts'
import { earlierThan, laterThan, mostItems, pageSize } from './timeline-window.ts'

/** A session's timeline, told of as the workbench does it. */
class Told implements TimelineSource {
  readonly items: TimelineItem[] = []
  /** While set, answers wait here until they are called. */
  held: (() => void)[] | null = null
  #seq = 0
  #push: (event: TimelineEvent) => void = () => {}

  readonly watch = async (signal: AbortSignal): Promise<AsyncIterable<TimelineEvent>> =>
    pushStream<TimelineEvent>(signal, (push) => {
      this.#push = push
      push({ type: 'snapshot', seq: this.#seq, items: this.items.slice(-100), total: this.items.length })
      return () => {}
    })

  readonly page: TimelineSource['page'] = async ({ before = Infinity, limit }) => {
    const to = Math.min(this.items.length, before - 1)
    const page = { items: this.items.slice(Math.max(0, to - limit), to), total: this.items.length }
    const { held } = this
    if (held !== null) await new Promise<void>((resolve) => held.push(resolve))
    return page
  }

  put(seq: number, text = 'new'): void {
    const item: TimelineItem = {
      id: `item-${seq}`,
      seq,
      turn: 1,
      kind: 'message',
      state: 'completed',
      at: seq,
      endedAt: seq,
      parent: null,
      text,
    }
    this.items[seq - 1] = item
    this.#push({ type: 'item', seq: (this.#seq += 1), item })
  }

  add(count: number): void {
    for (let left = count; left > 0; left -= 1) this.put(this.items.length + 1)
  }
}

let told: Told
let timeline: Timeline
let leave: () => void
let frames: (() => void)[]
let isUnused: Promise<void>

const places = (): readonly number[] => timeline.store.getState().items.map(({ seq }) => seq)
const span = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)
const frame = (): void => {
  for (const work of frames.splice(0)) work()
}
/** Until what was told has arrived, and was shown. */
async function arrived(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  frame()
}

beforeEach(async () => {
  told = new Told()
  frames = []
  const { promise, resolve } = Promise.withResolvers<void>()
  isUnused = promise
  timeline = followTimeline(
    told,
    (work) => {
      frames.push(work)
      return () => {
        frames = frames.filter((one) => one !== work)
      }
    },
    resolve,
  )
  leave = timeline.use()
  await arrived()
})
afterEach(async () => {
  leave()
  await isUnused
})

describe('the timeline that the page holds', () => {
  it('holds no more than its window of 100,000 items, and loads what came before and after it', async () => {
    for (let round = 0; round < 100; round += 1) {
      told.add(1000)
      await arrived()
      expect(timeline.store.getState().items.length).toBeLessThanOrEqual(mostItems)
    }
    expect(places()).toEqual(span(100_001 - mostItems, 100_000))
    expect(earlierThan(timeline.store.getState())).toBe(100_000 - mostItems)

    const release = timeline.hold()
    for (let page = 0; page < 8; page += 1) await timeline.loadEarlier()
    const first = 100_001 - mostItems - 8 * pageSize
    expect(places()).toEqual(span(first, first + mostItems - 1))
    // What happens at the end meanwhile is counted, and not held.
    told.add(50)
    told.put(first + 3, 'changed')
    await arrived()
    expect(places()).toEqual(span(first, first + mostItems - 1))
    expect(laterThan(timeline.store.getState())).toBe(8 * pageSize + 50)
    expect(timeline.store.getState().items[3]).toMatchObject({ text: 'changed' })

    for (let page = 0; page < 9; page += 1) await timeline.loadLater()
    expect(places()).toEqual(span(100_051 - mostItems, 100_050))
    release()
    told.add(1)
    await arrived()
    expect(places().at(-1)).toBe(100_051)
  })

  it('keeps what is read while the agent goes on, and goes to the end when it is asked to', async () => {
    told.add(300)
    await arrived()
    const release = timeline.hold()
    told.add(5000)
    await arrived()
    expect(places()).toEqual(span(1, mostItems))
    expect(laterThan(timeline.store.getState())).toBe(5300 - mostItems)
    await timeline.loadEnd()
    expect(places()).toEqual(span(5300 - pageSize + 1, 5300))
    release()
  })

  it('takes in what changes without a frame to show it in', async () => {
    told.add(10 * mostItems)
    await new Promise((resolve) => setImmediate(resolve))
    expect(places().at(-1)).toBe(10 * mostItems)
    expect(frames.length).toBeLessThanOrEqual(1)
  })

  it('has the newest of an item that changed while its page was on the way', async () => {
    told.add(1000)
    await arrived()
    told.held = []
    const loading = timeline.loadEarlier()
    const at = earlierThan(timeline.store.getState()) - 5
    told.put(at, 'changed')
    await arrived()
    for (const answer of told.held) answer()
    await loading
    expect(timeline.store.getState().items.find(({ seq }) => seq === at)).toMatchObject({ text: 'changed' })
  })

  it('is without gaps, in order, true and bounded, whatever is done in which order', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ kind: fc.constant('change' as const), count: fc.nat(5000) }),
      fc.record({
        kind: fc.constantFrom('earlier', 'later', 'end', 'hold', 'release', 'frame'),
        count: fc.constant(0),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        let release: (() => void) | null = null
        for (const { kind, count } of steps) {
          if (kind === 'add') told.add(count)
          else if (kind === 'change' && told.items.length > 0)
            told.put((count % told.items.length) + 1, `changed ${count}`)
          else if (kind === 'earlier') await timeline.loadEarlier()
          else if (kind === 'later') await timeline.loadLater()
          else if (kind === 'end') await timeline.loadEnd()
          else if (kind === 'hold') release ??= timeline.hold()
          else if (kind === 'release') {
            release?.()
            release = null
          } else await arrived()
          const { items } = timeline.store.getState()
          const [start = 1] = places()
          expect(places()).toEqual(span(start, start + items.length - 1))
          expect(items.length).toBeLessThanOrEqual(mostItems)
        }
        await arrived()
        const { items, total } = timeline.store.getState()
        expect(total).toBe(told.items.length)
        for (const item of items) expect(item).toBe(told.items[item.seq - 1])
        release?.()
      }),
      { numRuns: 60 },
    )
  })
})
