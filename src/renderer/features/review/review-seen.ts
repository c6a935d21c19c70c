import { createStore, type StoreApi } from 'zustand/vanilla'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { Client } from '#renderer/client/context.ts'
import { followStream } from '#renderer/replicas/follow.ts'
import { isAttended, ReviewAttention } from './attention.ts'
import { ReadingTime, type RowsOnScreen } from './reading-time.ts'

/** Hunks that were on screen long enough to be read, in this window or another, now or long ago. */
export type Seen = ReadonlySet<string>

/** Milliseconds between two looks at the screen while something on it is not read yet. */
const pulse = 250
/** Milliseconds that count at most between two looks: a machine that slept read nothing. */
const longestGap = 1000

/** Which hunks of a session were seen: what this page finds out, and what the workbench tells of all of them. */
export class ReviewSeen {
  readonly store: StoreApi<{ readonly seen: Seen }> = createStore<{ readonly seen: Seen }>(() => ({
    seen: new Set(),
  }))
  /** What the person spends on it; nothing but their own figures is made of that. */
  readonly attention: ReviewAttention
  readonly #session: string
  readonly #client: Client
  readonly #onScreen: () => readonly RowsOnScreen[]
  readonly #reading = new ReadingTime((hunk) => this.seen.has(hunk))
  #timer: ReturnType<typeof setTimeout> | null = null
  /** Milliseconds that count, and when that was so on the clock of the page. */
  #time = 0
  #lookedAt = 0
  #unsent: string[] = []
  #isSending = false

  /** `onScreen` tells the rows that can be read now, in the order in which they are. */
  constructor(session: string, client: Client, onScreen: () => readonly RowsOnScreen[]) {
    this.#session = session
    this.#client = client
    this.#onScreen = onScreen
    this.attention = new ReviewAttention(session, client)
  }

  get seen(): Seen {
    return this.store.getState().seen
  }

  /** Follows what is seen in other windows, and the attention to this one, until the result is disposed. */
  follow(): Disposable {
    const look = (): void => this.look()
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    const following = followStream(
      (signal) => this.#client.review.watchSeen({ session: this.#session }, { signal }),
      (hunks) => {
        this.#add(hunks)
        return true
      },
    )
    const attending = this.attention.follow()
    return toDisposable(() => {
      attending.dispose()
      following.dispose()
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
      document.removeEventListener('visibilitychange', look)
      if (this.#timer !== null) clearTimeout(this.#timer)
    })
  }

  /** Looks at what is on screen now, and counts the time since the last look for what was there then. */
  look(now = performance.now()): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#time += Math.min(now - this.#lookedAt, longestGap)
    this.#lookedAt = now
    const shown = this.#onScreen()
    const read = this.#reading.shows(shown.length > 0 && isAttended() ? shown : [], this.#time)
    if (read.length > 0) {
      this.#add(read)
      this.#unsent.push(...read)
      void this.#send()
    }
    if (this.#reading.isReading) this.#timer = setTimeout(() => this.look(), pulse)
  }

  #add(hunks: readonly string[]): void {
    const { seen } = this
    if (hunks.every((hunk) => seen.has(hunk))) return
    this.store.setState({ seen: new Set([...seen, ...hunks]) })
  }

  /** Sends what is not sent, in order; while the workbench is away that waits for it. */
  async #send(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    while (this.#unsent.length > 0) {
      const hunks = this.#unsent
      this.#unsent = []
      // What could not be kept is marked in this page alone: nothing is decided by it, and the next page asks anew.
      await this.#client.review.see({ session: this.#session, hunks }).catch(() => null)
    }
    this.#isSending = false
  }
}
