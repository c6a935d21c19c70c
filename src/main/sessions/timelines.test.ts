import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '#shared/base/clock.ts'
import { unwrap } from '#shared/base/result.ts'
import { holdDatabase } from '#test/support/held-database.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { Store, StoreDamageError } from '../store/store.ts'
import { Timelines } from './timelines.ts'

const limits = { head: 1000, segment: 300, session: 4000, shortSegment: 100 }

let folder: ReturnType<typeof temporaryFolder>
let store: Store
let timelines: Timelines

beforeEach(() => {
  folder = temporaryFolder()
  store = unwrap(Store.open(path.join(folder.path, 'winnow.db'), systemClock))
  timelines = new Timelines(store, path.join(folder.path, 'sessions'), limits)
})
afterEach(async () => {
  await timelines.dispose()
  store.close()
  folder.remove()
})

/** Bytes that tell their place. */
const bytesAt = (from: number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => ((from + index) * 31) % 251))

/** Prints as a command would, in pieces of no even size. */
async function print(session: string, item: string, total: number): Promise<void> {
  timelines.report(session, 1, { id: item, kind: 'output', state: 'running', text: 'yes', exitCode: null })
  for (let at = 0; at < total; at += 70)
    await timelines.output(session, 1, item, bytesAt(at, Math.min(70, total - at)))
}

const onDisk = (session: string): number => {
  const place = path.join(folder.path, 'sessions', session)
  return readdirSync(place).reduce((sum, name) => sum + statSync(path.join(place, name)).size, 0)
}

async function expectWindow(session: string, item: string, from: number, length: number): Promise<number> {
  const read = unwrap(await timelines.window(session, item, from, length))
  const bytes = Buffer.from(read.base64, 'base64')
  expect(bytes).toEqual(bytesAt(read.from, bytes.length))
  return bytes.length
}

/** As after a restart: another workbench over the same data folder. */
async function restart(): Promise<void> {
  await timelines.dispose()
  timelines = new Timelines(store, path.join(folder.path, 'sessions'), limits)
}
const items = (session: string): readonly TimelineItem[] => timelines.items(session, undefined, 100).items

it('a notice of left-out output that could not be written down stops no output, and comes with the end', async () => {
  await print('s', 'yes', 1000)
  const letGo = holdDatabase(path.join(folder.path, 'winnow.db'))
  for (let at = 1000; at < 2800; at += 100) await timelines.output('s', 1, 'yes', bytesAt(at, 100))
  letGo()
  expect(items('s').map(({ id }) => id)).toEqual(['yes'])
  await timelines.endTurn('s', 'completed')
  expect(items('s')).toMatchObject([
    { id: 'yes', outputBytes: 2800 },
    { id: 'yes-left-out', state: 'completed' },
  ])
})

describe('an item that is reported again', () => {
  const plan = (id: string, step: string): ReportedItem => ({
    id,
    kind: 'plan',
    state: 'completed',
    text: '',
    steps: [{ step, state: 'pending' }],
  })

  it.each([
    ['in the same run', () => undefined],
    ['after a restart', restart],
  ])('keeps its place and its times, %s', async (_, between) => {
    timelines.report('s', 1, plan('plan', 'first'))
    timelines.report('s', 1, { id: 'a', kind: 'message', state: 'completed', text: 'A' })
    await timelines.endTurn('s', 'completed')
    const [before] = items('s')
    await between()
    timelines.report('s', 2, plan('plan', 'second'))
    timelines.report('s', 2, { id: 'b', kind: 'message', state: 'completed', text: 'B' })
    const after = items('s')
    expect(after.map(({ id, seq, turn }) => [id, seq, turn])).toEqual([
      ['plan', 1, 1],
      ['a', 2, 1],
      ['b', 3, 2],
    ])
    expect(after[0]).toEqual({ ...before, steps: [{ step: 'second', state: 'pending' }] })
  })

  it('is told at its place', async () => {
    timelines.report('s', 1, plan('plan', 'first'))
    timelines.report('s', 1, { id: 'a', kind: 'message', state: 'completed', text: 'A' })
    const watching = timelines.watch('s', new AbortController().signal)
    expect((await watching.next()).value).toMatchObject({ type: 'snapshot', total: 2 })
    timelines.report('s', 1, plan('plan', 'second'))
    expect((await watching.next()).value).toMatchObject({ type: 'item', item: { id: 'plan', seq: 1 } })
    await watching.return?.()
  })

  it('keeps the size of its output, and gets on with it', async () => {
    await print('s', 'a', 500)
    timelines.report('s', 1, { id: 'a', kind: 'output', state: 'completed', text: 'yes', exitCode: 0 })
    await timelines.endTurn('s', 'completed')
    await restart()
    timelines.report('s', 1, { id: 'a', kind: 'output', state: 'failed', text: 'yes', exitCode: 1 })
    expect(items('s')).toMatchObject([{ seq: 1, exitCode: 1, outputBytes: 500 }])
    await timelines.output('s', 1, 'a', bytesAt(500, 100))
    await timelines.endTurn('s', 'completed')
    expect(items('s')).toMatchObject([{ seq: 1, outputBytes: 600 }])
  })

  it('leaves no gap, whatever is reported in which order', async () => {
    const state = fc.constantFrom('running', 'waiting', 'completed', 'failed', 'declined', 'interrupted')
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ id: fc.nat(5), state, text: fc.string() }) },
      { weight: 1, arbitrary: fc.constantFrom('restart', 'end of turn') },
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const session = `run-${(run += 1)}`
        const told = new Map<string, string>()
        for (const what of steps) {
          if (what === 'restart') await restart()
          else if (what === 'end of turn') await timelines.endTurn(session, 'failed')
          else {
            const id = `i${what.id}`
            timelines.report(session, 1, { id, kind: 'message', state: what.state, text: what.text })
            told.set(id, what.text)
          }
        }
        await timelines.endTurn(session, 'failed')
        const found = items(session)
        expect(found.map(({ seq }) => seq)).toEqual(found.map((_, at) => at + 1))
        expect(found.map(({ id }) => id)).toEqual([...told.keys()])
      }),
      { numRuns: 40 },
    )
  })
})

describe('what went on when the workbench stopped', () => {
  const message = { kind: 'message', text: 'Hm' } as const

  beforeEach(async () => {
    timelines.report('s', 1, { ...message, id: 'earlier', state: 'completed' })
    await timelines.endTurn('s', 'completed')
    await print('s', 'endless', 20_000)
    await print('s', 'done', 100)
    timelines.report('s', 2, { ...message, id: 'said', state: 'completed' })
    timelines.report('s', 2, { ...message, id: 'saying', state: 'running' })
    timelines.report('s', 2, {
      id: 'asks',
      kind: 'approval',
      folder: null,
      touches: [],
      diff: null,
      words: '',
      state: 'waiting',
      text: 'rm -rf /',
      reason: '',
      options: [],
      proposals: [],
      noRule: '',
      answer: null,
      answeredBy: null,
      plan: null,
      parent: 'done',
    })
    await restart()
  })

  it('is shown as interrupted, also where nobody ends it', () => {
    expect(items('s').map(({ id, state }) => [id, state])).toEqual([
      ['earlier', 'completed'],
      ['endless', 'interrupted'],
      ['endless-left-out', 'interrupted'],
      ['done', 'interrupted'],
      ['said', 'completed'],
      ['saying', 'interrupted'],
      ['asks', 'interrupted'],
    ])
  })

  it('is ended, with the sizes that its outputs have, and told', async () => {
    const before = items('s')
    await timelines.recover('s', 1)
    const after = items('s')
    expect(after.slice(0, -1)).toMatchObject(
      before.map(({ id, seq, kind, state, at, parent }) => ({ id, seq, kind, state, at, parent })),
    )
    for (const item of after) expect(item.endedAt).toBeGreaterThanOrEqual(item.at)
    expect(after.map((item) => ('outputBytes' in item ? item.outputBytes : null))).toEqual([
      null,
      20_000,
      null,
      100,
      null,
      null,
      null,
      null,
    ])
    expect(after[2]).toMatchObject({ text: expect.stringMatching(/Then the workbench stopped\.$/) })
    expect(after.at(-1)).toMatchObject({
      seq: 8,
      kind: 'notice',
      state: 'completed',
      text: expect.stringMatching(/^The workbench stopped while this ran/),
    })
    await timelines.recover('s', 1)
    expect(items('s')).toEqual(after)
  })

  it('is named as it was told last, also where that came after it began', async () => {
    const command = { id: 'late', kind: 'command', state: 'running', exitCode: null } as const
    timelines.report('t', 1, { ...command, text: 'bash' })
    timelines.report('t', 1, { ...command, text: 'echo two >> ran' })
    await restart()
    await timelines.recover('t', 1)
    expect(items('t')).toMatchObject([
      { id: 'late', text: 'echo two >> ran', state: 'interrupted' },
      { kind: 'notice' },
    ])
  })

  it('is of the turn that ran, and no other', async () => {
    await timelines.recover('s', 2)
    const states = items('s').map(({ id, turn, endedAt }) => [id, turn, endedAt !== null])
    expect(states).toContainEqual(['saying', 2, true])
    expect(states).toContainEqual(['done', 1, false])
  })

  it('is ended and told at once, or not at all', async () => {
    const before = items('s')
    const database = new Database(path.join(folder.path, 'winnow.db'))
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON timeline WHEN NEW.item = CAST('t1-interrupted' AS BLOB) BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    await expect(timelines.recover('s', 1)).rejects.toThrow('full')
    expect(items('s')).toEqual(before)
    database.exec('DROP TRIGGER full')
    database.close()
    await restart()
    await timelines.recover('s', 1)
    expect(items('s').at(-1)).toMatchObject({ id: 't1-interrupted', seq: before.length + 1 })
  })

  it('can be told of a timeline without a damaged item, and is no reason not to start', async () => {
    const damaged = new Database(path.join(folder.path, 'winnow.db'))
    damaged.exec("UPDATE timeline SET version = 7 WHERE item = CAST('said' AS BLOB)")
    damaged.close()
    await timelines.recover('s', 1)
    expect(() => items('s')).toThrow(StoreDamageError)
  })

  it('is left as it was stored where it is not understood', async () => {
    const dream = { id: 'dream', kind: 'dream', turn: 2, state: 'running', colour: 'red' }
    store.putTimelineItem('s', 8, 'dream', dream, 3)
    await restart()
    await timelines.recover('s', 2)
    expect(items('s')[7]).toMatchObject({ kind: 'unknown', name: 'dream', seq: 8, raw: dream })
    expect(store.timelineItem('s', 'dream')).toEqual({ seq: 8, version: 3, data: dream })
    expect(items('s').at(-1)).toMatchObject({ seq: 9, kind: 'notice' })
  })

  it('says nothing where nothing went on', async () => {
    timelines.report('other', 1, { ...message, id: 'said', state: 'completed' })
    const before = items('other')
    await timelines.recover('other', 1)
    expect(items('other')).toEqual(before)
  })
})

describe('the output of an item', () => {
  it('is kept whole up to the limit', async () => {
    await print('s', 'a', 1000)
    await timelines.endTurn('s', 'completed')
    expect(unwrap(await timelines.window('s', 'a', 0, 5000))).toMatchObject({ total: 1000, leftOut: null })
    expect(await expectWindow('s', 'a', 0, 5000)).toBe(1000)
    expect(timelines.items('s', undefined, 10).items.map((item) => item.kind)).toEqual(['output'])
  })

  it('keeps its beginning and its end when it does not stop, and tells what is left out', async () => {
    await print('s', 'a', 20_000)
    expect(onDisk('s')).toBeLessThanOrEqual(limits.head + 2 * limits.segment)
    const during = timelines.items('s', undefined, 10).items
    expect(during).toMatchObject([{ kind: 'output', outputBytes: 20_000 }, { kind: 'notice' }])
    await timelines.endTurn('s', 'completed')
    const { leftOut } = unwrap(await timelines.window('s', 'a', 0, 1))
    const to = leftOut?.to ?? 0
    expect(leftOut?.from).toBe(1000)
    expect(to).toBeGreaterThan(20_000 - 2 * limits.segment - 1)
    expect(to).toBeLessThanOrEqual(20_000 - limits.segment)
    expect(await expectWindow('s', 'a', 0, 5000)).toBe(1000)
    expect(await expectWindow('s', 'a', -100, 5000)).toBe(100)
    expect(await expectWindow('s', 'a', to, 5000)).toBe(20_000 - to)
    expect(unwrap(await timelines.window('s', 'a', 5000, 10))).toMatchObject({ from: to, total: 20_000 })
    const notice = timelines.items('s', undefined, 10).items.at(-1)
    expect(notice).toMatchObject({
      kind: 'notice',
      state: 'completed',
      text: expect.stringMatching(
        /^19 kB from the middle of this output were left out, because 1\.3 kB of an item/,
      ),
    })
  })

  it('goes on where it was when the log is opened again', async () => {
    await print('s', 'a', 5000)
    await timelines.endTurn('s', 'completed')
    const again = new Timelines(store, path.join(folder.path, 'sessions'), limits)
    for (let at = 5000; at < 9000; at += 70)
      await again.output('s', 2, 'a', bytesAt(at, Math.min(70, 9000 - at)))
    await again.endTurn('s', 'completed')
    await again.dispose()
    expect(await expectWindow('s', 'a', -200, 5000)).toBe(200)
    expect(unwrap(await timelines.window('s', 'a', 0, 1)).total).toBe(9000)
    expect(onDisk('s')).toBeLessThanOrEqual(limits.head + 2 * limits.segment)
  })

  it('has a limit for a session too, beyond which a short end of each item is kept', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `item${at}`)
    for (const item of names) await print('s', item, 3000)
    expect(onDisk('s')).toBeLessThanOrEqual(limits.session + names.length * 2 * limits.shortSegment)
    await timelines.endTurn('s', 'failed')
    expect(await expectWindow('s', 'item7', -100, 5000)).toBe(100)
    expect(timelines.items('s', undefined, 10).items.at(-1)).toMatchObject({
      text: expect.stringContaining('a session keeps 4.0 kB of output'),
    })
    await print('other', 'a', 900)
    expect(await expectWindow('other', 'a', 0, 5000)).toBe(900)
  })
})
