import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { AttentionClock, type Spent } from '#shared/domain/figures/attention.ts'
import type { Figure } from '#shared/domain/figures/figure.ts'
import type { Client } from '#renderer/client/context.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { isTyping, presses } from '#renderer/commands/listen.ts'
import { tellAttentionWith } from '#renderer/view/resting-attention.ts'

/** What was decided, as figures have it. */
export type Decided = Pick<Figure, 'kind' | 'hunks' | 'lines' | 'onScreen'>

/** Milliseconds for which figures are gathered before they are sent together. */
const gathering = 2000
/** Figures that wait at most; while the workbench is away the oldest go. */
const mostWaiting = 1000

/** Whether the person can be looking: the page can be seen, and has the keys. */
export const isAttended = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** Counts what the person spends on the review of a session, and tells the workbench; a decision never waits for it. */
export class ReviewAttention {
  readonly #session: string
  readonly #client: Client
  readonly #clock = new AttentionClock()
  #waiting: Figure[] = []
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(session: string, client: Client) {
    this.#session = session
    this.#client = client
  }

  /** Counts until the result is disposed. */
  follow(): Disposable {
    const touch = (): void => {
      if (isAttended()) this.#clock.touch(performance.now())
    }
    const look = (): void => {
      if (isAttended()) return touch()
      this.#clock.leave(performance.now())
      void this.#flush()
    }
    const rest = (): Promise<void> => {
      this.read(this.take())
      return this.#flush()
    }
    const leave = (): void => {
      this.#clock.leave(performance.now())
      void rest()
    }
    const pressing = presses.on((event) => {
      // One that is sent on was heard already. Bare modifiers and letters of a text are none.
      if (!event.isTrusted || !isAttended()) return
      if (event.repeat || isTyping(event.target) || keyOf(event) === null) touch()
      else this.#clock.press(performance.now())
    })
    const asking = tellAttentionWith(rest)
    const passive = { capture: true, passive: true }
    window.addEventListener('pointerdown', touch, passive)
    window.addEventListener('wheel', touch, passive)
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', look)
    touch()
    return toDisposable(() => {
      pressing.dispose()
      asking.dispose()
      window.removeEventListener('pointerdown', touch, passive)
      window.removeEventListener('wheel', touch, passive)
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', look)
      leave()
    })
  }

  /** What was spent since this was asked the last time. */
  take(): Spent {
    return this.#clock.take(performance.now())
  }

  /** Tells of a verdict that was kept as `act`, and what was spent on it. */
  decided(act: string, what: Decided, spent: Spent): void {
    this.#tell({ act, ...what, ...spent })
  }

  /** Tells of attention that ended without a verdict. */
  read(spent: Spent): void {
    if (spent.attention === 0 && spent.keys === 0) return
    this.#tell({ act: null, kind: 'reading', hunks: 0, lines: 0, onScreen: null, ...spent })
  }

  #tell(figure: Omit<Figure, 'at' | 'session'>): void {
    this.#waiting.push({ at: Date.now(), session: this.#session, ...figure })
    this.#waiting = this.#waiting.slice(-mostWaiting)
    this.#timer ??= setTimeout(() => void this.#flush(), gathering)
  }

  /** Sends what waits. What does not arrive is lost, and nothing with it. */
  async #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#waiting.length === 0) return
    const figures = this.#waiting
    this.#waiting = []
    try {
      await this.#client.figures.add({ figures, now: Date.now() })
    } catch {
      // Nothing depends on them.
    }
  }
}
