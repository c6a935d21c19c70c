import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { systemClock } from '#shared/base/clock.ts'
import { unwrap } from '#shared/base/result.ts'
import { noCounts } from '#shared/domain/review/project.ts'
import type { SessionDetails } from '#shared/domain/session/details.ts'
import { detailsOf } from '#shared/domain/session/details.ts'
import type { SessionEvent } from '#shared/domain/session/session-events.ts'
import {
  changeSummaries,
  summariesById,
  summaryOf,
  type SessionSummary,
} from '#shared/domain/session/summary.ts'
import { holdDatabase } from '#test/support/held-database.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { Store } from '../store/store.ts'
import { SessionRegistry } from './registry.ts'

let folder: ReturnType<typeof temporaryFolder>
let store: Store
let registry: SessionRegistry

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  folder = temporaryFolder()
  store = unwrap(Store.open(path.join(folder.path, 'winnow.db'), systemClock))
  registry = new SessionRegistry(store)
})
afterEach(() => {
  vi.useRealTimers()
  registry.dispose()
  store.close()
  folder.remove()
})

const oid = 'a'.repeat(40)
const created = (id: string): SessionEvent => ({
  type: 'sessionCreated',
  data: {
    id,
    repository: 'r',
    task: id,
    title: 'A task',
    prompt: 'p'.repeat(5000),
    agent: { kind: 'demo' },
    attempt: 1,
    attempts: 1,
    source: null,
    baseName: 'main',
    baseCommit: oid,
    baseTree: oid,
  },
})
const running: SessionEvent = {
  type: 'sessionStateChanged',
  data: { state: 'running', activity: 'begins' },
}
const revision = (number: number): SessionEvent => ({
  type: 'revisionTaken',
  data: { number, commit: oid, tree: oid, at: number, leftOut: [] },
})

/** What a reader holds who was told of it: the summaries, and the details of one session. */
class Reader {
  summaries: ReadonlyMap<string, SessionSummary> = new Map()
  details: SessionDetails | null = null
  readonly types: string[] = []
  #seqs: [number | null, number | null] = [null, null]
  readonly #queue: ReturnType<SessionRegistry['watch']>
  readonly #details: ReturnType<SessionRegistry['follow']>
  readonly #end = new AbortController()

  constructor(session: string) {
    this.#queue = registry.watch(this.#end.signal)
    this.#details = registry.follow(session, this.#end.signal)
  }

  /** Reads to the end all that was told. */
  async read(): Promise<void> {
    this.#end.abort()
    for await (const event of this.#queue) {
      this.#number(0, event)
      this.types.push(event.type)
      this.summaries =
        event.type === 'snapshot' ? summariesById(event.sessions) : changeSummaries(this.summaries, event)
    }
    for await (const event of this.#details) {
      this.#number(1, event)
      this.details =
        event.type === 'snapshot' ? event.details : this.details && { ...this.details, ...event.change }
    }
  }

  #number(stream: 0 | 1, event: { readonly type: string; readonly seq: number }): void {
    const last = this.#seqs[stream]
    if (event.type !== 'snapshot' && event.seq !== (last ?? 0) + 1)
      throw new Error(`${event.type} ${event.seq} came after ${last}`)
    this.#seqs[stream] = event.seq
  }
}

it('tells figures that could not be written down, and refuses nothing for them', () => {
  registry.record('a', created('a'))
  const letGo = holdDatabase(path.join(folder.path, 'winnow.db'))
  const counts = { ...noCounts(), hunks: 2, undecided: 1, accepted: 1 }
  registry.counts('a', counts)
  letGo()
  expect(registry.find('a')?.counts).toEqual(counts)
  // They can be computed again.
  expect(store.documents('counts/')).toEqual([])
})

it('tells of a decision, a count and an activity no more than that', async () => {
  registry.record('a', created('a'))
  registry.counts('a', { ...noCounts(), hunks: 2, undecided: 2 })
  const reader = new Reader('a')
  registry.counts('a', { ...noCounts(), hunks: 2, undecided: 1, accepted: 1 })
  registry.counts('a', { ...noCounts(), hunks: 2, undecided: 1, accepted: 1 })
  registry.activity('a', 'works')
  vi.runAllTimers()
  registry.record('a', { type: 'baseMoved', data: { baseTree: 'b'.repeat(40), baseCommit: oid } })
  registry.record('a', revision(1))
  await reader.read()
  expect(reader.types).toEqual(['snapshot', 'counted', 'activity', 'changed'])
  expect(reader.details).toMatchObject({ baseTree: 'b'.repeat(40), revisions: [{ number: 1 }] })
})

it('shows who joins what others were told, so that what is never told does not stay', async () => {
  registry.record('a', created('a'), running)
  registry.activity('a', 'works')
  const reader = new Reader('a')
  registry.activity('a', 'begins')
  vi.runAllTimers()
  await reader.read()
  expect(reader.summaries.get('a')?.activity).toBe('begins')
})

it('ends at once for who follows a session that there is not', async () => {
  const seen: unknown[] = []
  for await (const event of registry.follow('nowhere', new AbortController().signal)) seen.push(event)
  expect(seen).toEqual([])
})

type Step =
  | { readonly do: 'record'; readonly event: SessionEvent }
  | { readonly do: 'counts'; readonly undecided: number }
  | { readonly do: 'activity'; readonly activity: string }
  | { readonly do: 'rest' }
  | { readonly do: 'join' }

it('law: who joins at any time holds what the workbench holds, once nothing waits to be told', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc
      .constantFrom<SessionEvent>(
        revision(1),
        { type: 'sessionRenamed', data: { title: 'Another' } },
        { type: 'worktreeChanged', data: { path: '/w' } },
        { type: 'worktreeChanged', data: { path: null } },
        running,
        { type: 'sessionDiscarded', data: null },
      )
      .map((event) => ({ do: 'record', event }) as const),
    fc.nat(2).map((undecided) => ({ do: 'counts', undecided }) as const),
    fc.constantFrom('begins', 'works').map((activity) => ({ do: 'activity', activity }) as const),
    fc.constantFrom<Step>({ do: 'rest' }, { do: 'join' }),
  )
  let made = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      made += 1
      const id = `s${made}`
      registry.record(id, created(id), running)
      const readers = [new Reader(id)]
      for (const one of steps) {
        if (one.do === 'record') registry.record(id, one.event)
        else if (one.do === 'counts') registry.counts(id, { ...noCounts(), undecided: one.undecided })
        else if (one.do === 'activity') registry.activity(id, one.activity)
        else if (one.do === 'rest') vi.runAllTimers()
        else readers.push(new Reader(id))
      }
      vi.runAllTimers()
      const record = unwrap(registry.get(id))
      for (const reader of readers) {
        await reader.read()
        expect(reader.summaries.get(id)).toEqual(summaryOf(record))
        expect(reader.details).toEqual(detailsOf(record))
      }
    }),
  )
})
