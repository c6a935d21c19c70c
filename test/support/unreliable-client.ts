import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { Reviews } from '#main/reviews/reviews.ts'
import type { Client } from '#renderer/client/context.ts'
import type { Dice } from './dice.ts'

/** One way from the workbench to the page, on which nothing overtakes. */
interface Lane {
  readonly waiting: (() => void)[]
}

/** Rounds of the event loop after which whatever was under way in this process has come as far as it comes by itself. */
async function rest(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve))
}

/**
 * The reviews of a workbench as a page reaches them over a bad connection: requests, answers and events wait until they are
 * delivered, in any order but that of the events among themselves. Answers are lost, and asked for again as the page's link
 * does; events are lost, and streams end.
 */
export class UnreliableClient {
  readonly #reviews: () => Reviews
  readonly #dice: Dice
  readonly #lanes = new Set<Lane>()
  #working = 0
  #streams = 0
  /** How often each thing went wrong. */
  readonly counts = { lostAnswers: 0, lostEvents: 0, endedStreams: 0 }

  constructor(reviews: () => Reviews, dice: Dice) {
    this.#reviews = reviews
    this.#dice = dice
  }

  get client(): Client {
    const review = (verb: 'decide' | 'undo' | 'redo' | 'edit' | 'removeEdit') => (input: never) =>
      this.#request(() => this.#call(verb, input))
    return {
      changeset: {
        units: () => Promise.resolve({ ok: false }),
        get: ({ session, number }: { session: string; number?: number }) =>
          this.#request(() => this.#reviews().changeset(session, number)),
        watch: ({ session }: { session: string }, { signal }: { signal: AbortSignal }) =>
          Promise.resolve(this.#watch(session, signal)),
      },
      review: {
        decide: review('decide'),
        undo: review('undo'),
        redo: review('redo'),
        edit: review('edit'),
        removeEdit: review('removeEdit'),
      },
    } as unknown as Client
  }

  /** Delivers some of what waits. */
  async deliver(most: number): Promise<void> {
    await rest()
    for (let count = 0; count < most; count += 1) {
      const lanes = [...this.#lanes].filter(({ waiting }) => waiting.length > 0)
      if (lanes.length === 0) return
      this.#dice.pick(lanes).waiting.shift()?.()
      await rest()
    }
  }

  /** Whether nothing waits, nothing is under way, and a stream is open. */
  async isQuiet(): Promise<boolean> {
    await rest()
    return (
      this.#working === 0 &&
      this.#streams > 0 &&
      [...this.#lanes].every(({ waiting }) => waiting.length === 0)
    )
  }

  #call(verb: 'decide' | 'undo' | 'redo' | 'edit' | 'removeEdit', input: never): Promise<unknown> {
    const reviews = this.#reviews()
    const { session, act, reason, decisions, edit, label, number, ...request } = input as Record<
      string,
      never
    >
    const options = { act, reason }
    switch (verb) {
      case 'decide':
        return reviews.decide(session ?? '', decisions ?? [], { ...options, label, number })
      case 'edit':
        return reviews.edit(session ?? '', request as never, options)
      case 'removeEdit':
        return reviews.removeEdit(session ?? '', edit ?? '', options)
      default:
        return reviews[verb](session ?? '', options)
    }
  }

  /** A request is on its way, is worked on, and its answer is on its way; an answer that is lost is asked for again. */
  async #request<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#wait({ waiting: [] })
      this.#working += 1
      const answer = await work().finally(() => (this.#working -= 1))
      await this.#wait({ waiting: [] })
      if (!this.#dice.chance(15)) return answer
      this.counts.lostAnswers += 1
    }
  }

  #wait(lane: Lane): Promise<void> {
    this.#lanes.add(lane)
    return new Promise((resolve) =>
      lane.waiting.push(() => {
        if (lane.waiting.length === 0) this.#lanes.delete(lane)
        resolve()
      }),
    )
  }

  async *#watch(session: string, signal: AbortSignal): AsyncGenerator<ChangesetEvent> {
    const lane: Lane = { waiting: [] }
    const events: ChangesetEvent[] = []
    let arrived: () => void = () => {}
    let ended = false
    this.#lanes.add(lane)
    this.#streams += 1
    const end = new AbortController()
    const stop = (): void => end.abort()
    signal.addEventListener('abort', stop)
    const source = this.#reviews().watch(session, end.signal)
    const pump = (async () => {
      for await (const event of source)
        lane.waiting.push(() => {
          const lost = this.#dice.chance(4)
          if (lost) this.counts.lostEvents += 1
          else events.push(event)
          // What is lost shows by what comes after it, or by the end.
          if ((lost && lane.waiting.length === 0) || this.#dice.chance(2)) {
            this.counts.endedStreams += 1
            ended = true
          }
          arrived()
        })
    })()
    try {
      for (;;) {
        for (let event = events.shift(); event; event = events.shift()) yield event
        if (ended || signal.aborted) return
        await new Promise<void>((resolve) => {
          arrived = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    } finally {
      this.#streams -= 1
      this.#lanes.delete(lane)
      signal.removeEventListener('abort', stop)
      stop()
      await pump
    }
  }
}
