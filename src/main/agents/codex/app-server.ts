import { StringDecoder } from 'node:string_decoder'
import type { Result } from '#shared/base/result.ts'
import { err, ok } from '#shared/base/result.ts'

/** A request of the server: what it is, and the way to answer it. */
export interface ServerRequest {
  readonly method: string
  readonly params: unknown
  answer(result: unknown): void
  refuse(message: string): void
}

interface Listener {
  notification(method: string, params: unknown): void
  request(request: ServerRequest): void
}

/** A line longer than this is no message: some 64 MiB, where Codex cuts its outputs at one. */
const longestLine = 1 << 26

/**
 * The wire of Codex's app-server: one JSON message a line, requests in both directions, the ids of each side its own.
 * It knows nothing of threads and turns. What can't be read is passed over: the server says more than is asked for.
 */
export class AppServerWire {
  readonly #send: (text: string) => boolean
  readonly #listener: Listener
  readonly #open = new Map<number, (answer: Result<unknown, string>) => void>()
  readonly #decoder = new StringDecoder('utf8')
  /** The pieces of a line that has not ended; a long one comes in hundreds, and each is looked at once. */
  #unfinished: string[] = []
  #unfinishedLength = 0
  #next = 1
  #ended = false

  /** `send` writes to the server; false when it does not read any more. */
  constructor(send: (text: string) => boolean, listener: Listener) {
    this.#send = send
    this.#listener = listener
  }

  /** Asks the server. The error is what it said, or that it is gone. */
  call(method: string, params: unknown): Promise<Result<unknown, string>> {
    const id = this.#next
    this.#next += 1
    return new Promise((resolve) => {
      this.#open.set(id, resolve)
      if (this.#ended || !this.#write({ id, method, params })) this.#settle(id, err('Codex has ended'))
    })
  }

  notify(method: string): void {
    this.#write({ method })
  }

  /** Bytes that the server wrote. */
  read(bytes: Uint8Array): void {
    const [first = '', ...others] = this.#decoder.write(Buffer.from(bytes)).split('\n')
    this.#add(first)
    for (const next of others) {
      const line = this.#unfinished.join('')
      this.#unfinished = []
      this.#unfinishedLength = 0
      this.#line(line)
      this.#add(next)
    }
  }

  /** The server is gone: what was asked gets no answer any more. */
  end(): void {
    this.#ended = true
    for (const id of [...this.#open.keys()]) this.#settle(id, err('Codex ended before it answered'))
  }

  #add(piece: string): void {
    this.#unfinishedLength += piece.length
    if (this.#unfinishedLength > longestLine) this.#unfinished = []
    else this.#unfinished.push(piece)
  }

  #line(line: string): void {
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      return
    }
    if (typeof message !== 'object' || message === null) return
    const { id, method, params, result, error } = message as Readonly<Record<string, unknown>>
    if (typeof method === 'string') {
      if (id === undefined) return this.#listener.notification(method, params)
      return this.#listener.request({
        method,
        params,
        answer: (given) => void this.#write({ id, result: given }),
        refuse: (why) => void this.#write({ id, error: { code: -32601, message: why } }),
      })
    }
    if (typeof id !== 'number') return
    this.#settle(id, error === undefined || error === null ? ok(result) : err(messageOf(error)))
  }

  #settle(id: number, answer: Result<unknown, string>): void {
    const resolve = this.#open.get(id)
    this.#open.delete(id)
    resolve?.(answer)
  }

  #write(message: Readonly<Record<string, unknown>>): boolean {
    return this.#send(`${JSON.stringify(message)}\n`)
  }
}

function messageOf(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof said === 'string' ? said : JSON.stringify(said)
}
