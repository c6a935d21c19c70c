/** One message of the RPC protocol as a transport carries it: text, or bytes where it holds a blob. */
export type Message = string | Uint8Array

/** Why a channel ended. Codes are those of WebSocket close frames; see `handshake.ts` for our own. */
export interface Closing {
  readonly code: number
  readonly reason: string
}

/** What hears from a channel. */
export interface ChannelListener {
  message(message: Message): void
  /** Called once, after the last message. */
  close(closing: Closing): void
}

/**
 * A two-way pipe of messages, in order: a WebSocket, a MessagePort, or memory. Everything above it is the same
 * for all transports.
 */
export interface Channel {
  /**
   * Sends a message; after the channel has ended it does nothing. A promise ends when the transport can take
   * more: whoever streams waits for it.
   */
  send(message: Message): void | Promise<void>
  /** Sets the one listener. Messages that came before it are kept for it. */
  listen(listener: ChannelListener): void
  close(closing?: Closing): void
}

/** A normal end. */
export const normalClosing: Closing = { code: 1000, reason: '' }

declare function queueMicrotask(callback: () => void): void

/** Keeps what comes before there is a listener; base of the channels. */
export class ChannelInbox {
  #listener: ChannelListener | null = null
  #early: Message[] = []
  #closing: Closing | null = null
  #told = false

  get ended(): boolean {
    return this.#closing !== null
  }

  listen(listener: ChannelListener): void {
    if (this.#listener) throw new Error('this channel has a listener already')
    this.#listener = listener
    const early = this.#early
    this.#early = []
    for (const message of early) listener.message(message)
    this.#tell()
  }

  message(message: Message): void {
    if (this.#closing) return
    if (this.#listener) this.#listener.message(message)
    else this.#early.push(message)
  }

  close(closing: Closing): void {
    this.#closing ??= closing
    this.#tell()
  }

  #tell(): void {
    if (!this.#closing || !this.#listener || this.#told) return
    this.#told = true
    this.#listener.close(this.#closing)
  }
}

/** Two ends of a channel in memory: for tests, and for a program that is its own client. */
export function memoryChannels(): readonly [Channel, Channel] {
  const inboxes = [new ChannelInbox(), new ChannelInbox()] as const
  const end = (own: 0 | 1): Channel => {
    const other = inboxes[own === 0 ? 1 : 0]
    return {
      send: (message) => {
        if (!inboxes[own].ended) queueMicrotask(() => other.message(message))
      },
      listen: (listener) => inboxes[own].listen(listener),
      close: (closing = normalClosing) =>
        queueMicrotask(() => {
          inboxes[0].close(closing)
          inboxes[1].close(closing)
        }),
    }
  }
  return [end(0), end(1)]
}
