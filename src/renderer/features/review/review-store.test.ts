import { beforeEach, expect, test, vi } from 'vitest'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import type { Client } from '#renderer/client/context.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'
import { until } from '#test/support/until.ts'
import { decideFocused, decideOne } from './decisions.ts'
import { FocusMemory } from './focus-memory.ts'
import { Review } from './review-store.ts'

/** An event before it has its number. */
type Untold =
  | Omit<Extract<ChangesetEvent, { type: 'snapshot' }>, 'seq'>
  | Omit<Extract<ChangesetEvent, { type: 'failed' }>, 'seq'>
type Answer = Result<unknown, ReviewFailure>

/** A workbench that tells and answers when the test says so. */
class SlowWorkbench {
  /** Decisions that were sent, in order, each waiting for its answer. */
  readonly sent: { readonly decisions: unknown; readonly answer: PromiseWithResolvers<Answer> }[] = []
  readonly client: Client
  #seq = 0
  readonly #told: ChangesetEvent[] = []
  #wake: () => void = () => undefined

  constructor() {
    const parts = {
      changeset: {
        units: () => Promise.resolve(err({ kind: 'noRevision', message: 'There are none.' })),
        watch: () => Promise.resolve(this.#events()),
        get: () => Promise.resolve(err({ kind: 'gitFailed', message: 'It is gone.' })),
      },
      review: {
        decide: ({ decisions }: { readonly decisions: unknown }) => {
          const answer = Promise.withResolvers<Answer>()
          this.sent.push({ decisions, answer })
          return answer.promise
        },
      },
    }
    // What these tests ask of a workbench is there.
    this.client = parts as unknown as Client
  }

  /** What is answered to an act: the event of this number says what it did. */
  get done(): unknown {
    return { seq: this.#seq + 1 }
  }

  tell(event: Untold): void {
    this.#seq += 1
    const seq = this.#seq
    this.#told.push(
      event.type === 'snapshot'
        ? { ...event, seq, changeset: { ...event.changeset, seq } }
        : { ...event, seq },
    )
    this.#wake()
  }

  async *#events(): AsyncGenerator<ChangesetEvent> {
    for (;;) {
      yield* this.#told.splice(0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

let workbench: SlowWorkbench
let review: Review

beforeEach(async () => {
  workbench = new SlowWorkbench()
  const memory = new FocusMemory('s', () => ({ getItem: () => null, setItem: () => undefined }))
  review = new Review('s', workbench.client, memory)
  const following = review.follow()
  workbench.tell({ type: 'snapshot', act: null, changeset: changesetOf({ 'a.ts': 2, 'b.ts': 0, 'c.ts': 2 }) })
  await until('the changes are here', () => review.state.phase === 'ready')
  return () => following.dispose()
})

const shown = (): unknown => review.state.model?.hunks.map(({ at }) => review.state.model?.verdictAt(at))
const focus = (): string => review.state.model?.hunks[review.focus.state.at ?? -1]?.hunk.id ?? ''
function press(verdict: 'accept' | 'reject'): void {
  review.focus.paint(focus())
  decideFocused(review, verdict, { at: performance.now(), repeat: false })
}

test('decisions show before they are answered, and are sent one after the other', async () => {
  press('accept')
  press('reject')
  expect(shown()).toEqual(['accept', 'reject', null, null])
  expect(workbench.sent.map(({ decisions }) => decisions)).toEqual([[{ hunk: 'a.ts:0', verdict: 'accept' }]])
  workbench.sent[0]?.answer.resolve(ok(workbench.done))
  await vi.waitFor(() => expect(workbench.sent).toHaveLength(2))
  workbench.sent[1]?.answer.resolve(ok(workbench.done))
  await review.queue.idle()
  expect(shown()).toEqual(['accept', 'reject', null, null])
})

test('a refused decision is taken off the screen, with its hunk in focus', async () => {
  press('accept')
  press('reject')
  workbench.sent[0]?.answer.resolve(err({ kind: 'gitFailed', message: 'Not kept.' }))
  await vi.waitFor(() => expect(workbench.sent).toHaveLength(2))
  workbench.sent[1]?.answer.resolve(ok(workbench.done))
  await review.queue.idle()
  expect(shown()).toEqual([null, 'reject', null, null])
  expect(focus()).toBe('a.ts:0')
})

test('a decision whose connection broke is as good as refused', async () => {
  decideOne(review, 'c.ts:1', 'accept')
  workbench.sent[0]?.answer.reject(new Error('the socket is closed'))
  await review.queue.idle()
  expect(shown()).toEqual([null, null, null, null])
})

test('views hear of a decision once, not again when it is confirmed', async () => {
  const versions: number[] = []
  review.store.subscribe(({ version }, before) => {
    if (version !== before.version) versions.push(version)
  })
  decideOne(review, 'a.ts:0', 'accept')
  workbench.sent[0]?.answer.resolve(ok(workbench.done))
  await review.queue.idle()
  expect(versions).toHaveLength(1)
})

test('the first act can be undone while it is on its way, whatever it is', async () => {
  const heard: boolean[] = []
  review.store.subscribe(({ acting }, before) => {
    if (acting !== before.acting) heard.push(acting)
  })
  expect(review.state).toMatchObject({ undo: null, acting: false })
  press('accept')
  expect(heard).toEqual([true])
  workbench.sent[0]?.answer.resolve(err({ kind: 'gitFailed', message: 'Not kept.' }))
  await review.queue.idle()
  expect(heard).toEqual([true, false])
  // What sets no verdict here, like an own edit, can be undone as well.
  const answer = Promise.withResolvers<never>()
  review.ask({ send: () => answer.promise, step: null })
  expect(heard).toEqual([true, false, true])
})

test('another place is not painted yet, and what was asked about the one before is closed', () => {
  review.focus.paint('a.ts:0')
  expect(review.focus.state.painted?.id).toBe('a.ts:0')
  review.dialogs.setState({ reasonFor: 'a.ts:0', previousOf: 'a.ts:0' })
  review.focus.goToFile(1)
  expect(review.focus.state).toMatchObject({ at: null, file: 1, painted: null, fileSince: null })
  expect(review.dialogs.getState()).toMatchObject({ reasonFor: null, previousOf: null })
  review.focus.paint('a.ts:0')
  expect(review.focus.state.painted).toBeNull()
})

test('nobody leaves a file that is being edited', () => {
  review.dialogs.setState({ editing: true })
  review.focus.goTo(3)
  review.focus.goToFile(2)
  expect(review.focus.state).toMatchObject({ at: 0, file: 0 })
})

test('a decided hunk that was opened folds when it is decided again', () => {
  review.look.setState({ opened: new Set(['a.ts:0', 'c.ts:0']) })
  decideOne(review, 'a.ts:0', 'reject')
  expect([...review.look.getState().opened]).toEqual(['c.ts:0'])
})

test('a changeset told again at the same number takes the place of the one on screen', async () => {
  review.focus.goTo(3)
  workbench.tell({ type: 'snapshot', act: null, changeset: changesetOf({ 'c.ts': 2 }) })
  await vi.waitFor(() => expect(review.state.model?.files).toHaveLength(1))
  expect(focus()).toBe('c.ts:1')
  expect(review.focus.state.file).toBe(0)
})

test('what can’t be read leaves what is on screen', async () => {
  workbench.tell({ type: 'failed', failure: { kind: 'gitFailed', message: 'Gone.' } })
  workbench.tell({ type: 'snapshot', act: null, changeset: { ...changesetOf({ 'a.ts': 1 }), number: 2 } })
  await vi.waitFor(() => expect(review.state.incoming?.number).toBe(2))
  expect(review.state).toMatchObject({ phase: 'ready', failure: null })
})

test('why nothing can be read at first is shown, and what can be read later', async () => {
  const bench = new SlowWorkbench()
  const fresh = new Review(
    's',
    bench.client,
    new FocusMemory('s', () => ({ getItem: () => null, setItem: () => undefined })),
  )
  const following = fresh.follow()
  bench.tell({ type: 'failed', failure: { kind: 'gitFailed', message: 'Gone.' } })
  await vi.waitFor(() => expect(fresh.state).toMatchObject({ phase: 'failed', failure: 'Gone.' }))
  await fresh.tryAgain()
  expect(fresh.state).toMatchObject({ phase: 'failed', failure: 'It is gone.' })
  bench.tell({ type: 'snapshot', act: null, changeset: changesetOf({ 'a.ts': 1 }) })
  await vi.waitFor(() => expect(fresh.state).toMatchObject({ phase: 'ready', failure: null }))
  following.dispose()
})
