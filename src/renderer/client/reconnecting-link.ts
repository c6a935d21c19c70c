import type { ClientContext, ClientLink } from '@orpc/client'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { Channel } from '#shared/rpc/channel.ts'
import { byHandProcedures, NotAcknowledgedError } from './by-hand.ts'
import { ConnectionLostError, createChannelLink, type ChannelLink } from '#shared/rpc/client.ts'

/** How the page stands with the workbench. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Trying again by itself. */
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  /** Trying again is of no use; the message says what the person can do. */
  | { readonly kind: 'refused'; readonly message: string }

/** What one try to connect came to. */
export type Attempt =
  | { readonly kind: 'open'; readonly channel: Channel }
  | { readonly kind: 'failed' }
  | { readonly kind: 'refused'; readonly message: string }

/** The workbench will not let this page in; a fresh link or a reload is needed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

const firstPause = 100
const longestPause = 5000
const answerTime = 5000

/** One link for as long as the page lives, over connections that come and go. */
export class ReconnectingLink implements ClientLink<ClientContext> {
  readonly #open: () => Promise<Attempt>
  readonly #repeatable: ReadonlySet<string>
  readonly #listeners = new Set<(state: ConnectionState) => void>()
  #state: ConnectionState = { kind: 'connecting' }
  #link: ChannelLink | null = null
  #connecting: Promise<void> | null = null
  #wake: () => void = () => {}

  /** `repeatable` names procedures ("noun.verb") that do the same when they are asked twice. */
  constructor(open: () => Promise<Attempt>, repeatable: ReadonlySet<string> = new Set()) {
    this.#open = open
    this.#repeatable = repeatable
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Hears of every change of the state. */
  onState(listener: (state: ConnectionState) => void): Disposable {
    this.#listeners.add(listener)
    return toDisposable(() => this.#listeners.delete(listener))
  }

  /**
   * Calls once connected. A request that is known not to have begun, or that is repeatable, is sent again on the next
   * connection; what only the person may ask for fails with `NotAcknowledgedError` while the workbench is away; any other
   * that may have begun fails with `ConnectionLostError`, and so do streams: open them again.
   */
  async call(
    path: readonly string[],
    input: unknown,
    options: Parameters<ClientLink<ClientContext>['call']>[2],
  ): Promise<unknown> {
    const byHand = byHandProcedures.get(path.join('.'))
    if (byHand !== undefined && this.#state.kind === 'reconnecting')
      throw new NotAcknowledgedError(byHand, input, false)
    for (;;) {
      const link = await this.#connected(options.signal)
      try {
        return await link.call(path, input, options)
      } catch (error) {
        const lost = error instanceof ConnectionLostError
        if (byHand !== undefined && (lost || wasNotBegun(error)))
          throw new NotAcknowledgedError(byHand, input, !wasNotBegun(error))
        if (!wasNotBegun(error) && !(lost && this.#repeatable.has(path.join('.')))) throw error
        await link.closed
      }
    }
  }

  /** Connects if need be; resolves when connected, rejects when refused. */
  async connect(): Promise<void> {
    await this.#connected(undefined)
  }

  /**
   * Finds out whether the connection still works (after the machine slept, a silent one may be dead) and tries again
   * at once where it waits to.
   */
  async probe(): Promise<void> {
    this.#wake()
    const link = this.#link
    if (!link) return
    const limit = AbortSignal.timeout(answerTime)
    try {
      await link.call(['workbench', 'info'], undefined, { context: {}, signal: limit })
    } catch {
      if (limit.aborted) link.close()
    }
  }

  async #connected(signal: AbortSignal | undefined): Promise<ChannelLink> {
    for (;;) {
      if (this.#link) return this.#link
      if (this.#state.kind === 'refused') throw new RefusedError(this.#state.message)
      this.#connecting ??= this.#connect().finally(() => (this.#connecting = null))
      await unless(signal, this.#connecting)
    }
  }

  async #connect(): Promise<void> {
    let pause = firstPause
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#open()
      if (result.kind === 'refused') {
        this.#set({ kind: 'refused', message: result.message })
        return
      }
      if (result.kind === 'open') {
        const link = createChannelLink(result.channel)
        this.#link = link
        this.#set({ kind: 'open' })
        void link.closed.then(() => {
          this.#link = null
          this.#set({ kind: 'reconnecting', attempt: 1 })
          // Without a call that asks for it too: the page should show that all is well again.
          this.#connecting ??= this.#connect().finally(() => (this.#connecting = null))
        })
        return
      }
      this.#set({ kind: 'reconnecting', attempt })
      // Half of it random, so that several pages do not come at once.
      await this.#pause(pause * (0.5 + Math.random() / 2))
      pause = Math.min(pause * 2, longestPause)
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #set(state: ConnectionState): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener(state)
  }
}

function wasNotBegun(error: unknown): boolean {
  if (error instanceof ConnectionLostError) return !error.begun
  return error instanceof Error && 'code' in error && error.code === 'SERVICE_UNAVAILABLE'
}

/** The promise, unless the signal aborts first. */
function unless(signal: AbortSignal | undefined, promise: Promise<void>): Promise<void> {
  if (!signal) return promise
  if (signal.aborted) return Promise.reject(signal.reason as Error)
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
