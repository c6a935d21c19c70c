import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import type { McpSetup } from '#shared/domain/agent/mcp-setup.ts'
import { LineFrames } from '../../../system/line-frames.ts'
import type { TurnProcesses } from '../../turn-processes.ts'
import type { ProcessGroup } from '../../process-group.ts'

/** Bytes that one message may have. */
const mostFrame = 8_000_000
/** Characters of what it says on its standard error that are told. */
const mostErrors = 400

/** Where a server runs: as a command of the turn, in its sandbox. */
export interface ServerPlace {
  readonly processes: TurnProcesses
  readonly worktree: string
  /** A folder for what it says on its standard error. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** Messages, a line each, with a server that is a program of the turn. */
export class ProcessTransport implements Transport {
  onclose?: (() => void) | undefined
  onerror?: ((error: Error) => void) | undefined
  onmessage?: Transport['onmessage']
  readonly #setup: McpSetup & { readonly start: { readonly kind: 'program' } }
  readonly #place: ServerPlace
  readonly #errors: string
  #group: ProcessGroup | null = null
  readonly #frames = new LineFrames(
    mostFrame,
    (line) => this.#read(line),
    () => {
      this.onerror?.(new Error(`it sent a message of more than ${mostFrame} bytes`))
      void this.close()
    },
  )
  #closed = false

  constructor(setup: McpSetup & { readonly start: { readonly kind: 'program' } }, place: ServerPlace) {
    this.#setup = setup
    this.#place = place
    this.#errors = path.join(place.folder, `server-${setup.name}-errors.txt`)
  }

  async start(): Promise<void> {
    const { start } = this.#setup
    await (await open(this.#errors, 'w', 0o600)).close()
    this.#group = await this.#place.processes.start(
      {
        file: '/bin/sh',
        args: [
          ...['-c', 'errors=$1; shift; exec "$@" 2>"$errors"', 'sh', this.#errors],
          ...[start.command, ...start.args],
        ],
        folder: this.#place.worktree,
        env: { ...this.#place.env, ...start.env },
        input: 'pipe',
        onOutput: (bytes) => Promise.resolve(this.#frames.take(Buffer.from(bytes))),
      },
      [this.#place.folder],
    )
    void this.#group.ended.then(() => this.#over())
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed || this.#group?.write(`${JSON.stringify(message)}\n`) !== true)
      return Promise.reject(new Error('it does not read any more'))
    return Promise.resolve()
  }

  async close(): Promise<void> {
    this.#over()
    await this.#group?.stop()
  }

  /** The end of what it said on its standard error. */
  async said(): Promise<string> {
    return (await readFile(this.#errors, 'utf8').catch(() => '')).trim().slice(-mostErrors)
  }

  #over(): void {
    if (this.#closed) return
    this.#closed = true
    this.#frames.end()
    this.onclose?.()
  }

  /** What is no message is what some programs print; it is passed over. */
  #read(line: string): void {
    try {
      this.onmessage?.(JSON.parse(line) as JSONRPCMessage)
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
