import type { Readable, Writable } from 'node:stream'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server'
import { LineFrames } from '../system/line-frames.ts'

/** Bytes that one message may have. */
export const mostFrame = 1_000_000

/**
 * Messages of the Model Context Protocol, a line each, over a pair of streams. What is no JSON, or no message, is answered as
 * such and the next line is read; a line that is too long is answered and ends the connection, since nobody knows where the
 * next one would begin. Nothing more than one such line is ever kept.
 */
export class LineTransport implements Transport {
  onclose?: (() => void) | undefined
  onerror?: ((error: Error) => void) | undefined
  onmessage?: Transport['onmessage']
  readonly #readable: Readable
  readonly #writable: Writable
  readonly #frames = new LineFrames(
    mostFrame,
    (line) => this.#read(line),
    () => {
      this.#refuse(
        -32600,
        `A message may have ${mostFrame} bytes. This one was not read, and nothing more is.`,
      )
      void this.close()
    },
  )
  #closed = false

  /** `begun` is what was read of the stream already. */
  constructor(readable: Readable, writable: Writable, begun?: Buffer) {
    this.#readable = readable
    this.#writable = writable
    if (begun !== undefined && begun.length > 0) readable.unshift(begun)
  }

  start(): Promise<void> {
    const close = (): void => void this.close()
    this.#writable.on('error', close)
    this.#readable.on('error', close).on('end', close).on('close', close)
    this.#readable.on('data', (bytes: Buffer) => this.#frames.take(bytes)).resume()
    return Promise.resolve()
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#write(message)
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#closed = true
    this.#readable.pause()
    this.#frames.end()
    this.#writable.end()
    this.onclose?.()
    return Promise.resolve()
  }

  /** Settles when there is room for more: who does not read what was asked for gets no more of it. */
  #write(message: unknown): Promise<void> {
    if (this.#closed || this.#writable.destroyed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#writable.write(`${JSON.stringify(message)}\n`, () => resolve())
    })
  }

  #read(line: string): void {
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      return this.#refuse(-32700, 'This line is no JSON. Nothing was done.')
    }
    const isMessage =
      typeof message === 'object' &&
      message !== null &&
      !Array.isArray(message) &&
      (message as { readonly jsonrpc?: unknown }).jsonrpc === '2.0'
    if (!isMessage) return this.#refuse(-32600, 'This is no message of JSON-RPC 2.0. Nothing was done.')
    try {
      this.onmessage?.(message as JSONRPCMessage)
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)))
      this.#refuse(-32600, 'This message can’t be understood. Nothing was done.')
    }
  }

  #refuse(code: number, message: string): void {
    void this.#write({ jsonrpc: '2.0', id: null, error: { code, message } })
  }
}
