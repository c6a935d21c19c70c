import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { Serial } from '#shared/base/serial.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { OutputWindow } from '#shared/domain/timeline/output-window.ts'
import {
  keptOutput,
  OutputLog,
  outputSizes,
  readOutputWindow,
  type KeptOutput,
  type OutputLimits,
} from './output-log.ts'

/** Where the log of an item stands, in bytes. */
export interface LogStand {
  /** Output so far, left out or not. */
  readonly end: number
  /** What is left out from its middle. */
  readonly leftOut: number
  /** Whose limit it would be to leave out more. */
  readonly limit: 'item' | 'session'
}

interface OpenLog {
  readonly opened: Promise<OutputLog>
  readonly writes: Serial
}

/** The logs of all sessions: one an item, opened when it is first written to, within the limits, read by window. */
export class OutputLogs {
  readonly #folder: string
  readonly #limits: OutputLimits
  /** By session, then by item. */
  readonly #open = new Map<string, Map<string, OpenLog>>()
  readonly #kept = new Map<string, Promise<KeptOutput>>()

  /** `folder` holds one folder a session, with a log an item. */
  constructor(folder: string, limits: OutputLimits) {
    this.#folder = folder
    this.#limits = limits
  }

  isOpen(session: string, item: string): boolean {
    return this.#open.get(session)?.has(item) ?? false
  }

  /**
   * Appends to a log. Settles when the bytes were handed to the file; rejects when the disk refuses, and the next write
   * opens the log again.
   */
  append(session: string, item: string, bytes: Uint8Array): Promise<LogStand> {
    const kept = this.#keptBy(session)
    const log = this.#logOf(session, item, kept)
    return log.writes.run(async () => {
      try {
        const opened = await log.opened
        await opened.append(bytes)
        return this.#stand(opened, await kept)
      } catch (error) {
        this.#open.get(session)?.delete(item)
        log.opened.then((opened) => opened.close()).catch(() => undefined)
        throw error
      }
    })
  }

  /** Closes the logs of a session, and says where each stands. */
  async close(session: string): Promise<ReadonlyMap<string, LogStand>> {
    const logs = this.#open.get(session) ?? []
    this.#open.delete(session)
    const stands = new Map<string, LogStand>()
    for (const [item, log] of logs) {
      await log.writes.idle()
      const opened = await log.opened
      await opened.close()
      stands.set(item, this.#stand(opened, await this.#keptBy(session)))
    }
    return stands
  }

  /** How long the output of each item of a session is, as far as it was written down. */
  sizes(session: string): Promise<ReadonlyMap<string, number>> {
    return outputSizes(path.join(this.#folder, session))
  }

  /**
   * `length` bytes of an item's output from `from`; a negative `from` counts from the end. Offsets are those of the
   * whole output; a window that would begin in what was left out begins after it.
   */
  async window(
    session: string,
    item: string,
    from: number,
    length: number,
  ): Promise<Result<OutputWindow, SessionFailure>> {
    const name = this.#nameOf(session, item)
    try {
      const { bytes, ...place } = await readOutputWindow(name, from, length)
      return ok({ ...place, base64: bytes.toString('base64'), file: name })
    } catch (error) {
      return err({
        kind: 'notFound',
        message: `The kept output could not be read (${error instanceof Error ? error.message : String(error)}). Nothing was changed.`,
        paths: [name],
      })
    }
  }

  /** Counts what a session's logs hold anew when it writes again: they were deleted. */
  forget(session: string): void {
    this.#kept.delete(session)
  }

  async dispose(): Promise<void> {
    for (const session of this.#open.keys()) await this.close(session)
  }

  #stand({ end, leftOut }: OutputLog, kept: KeptOutput): LogStand {
    const { segment, session } = this.#limits
    return { end, leftOut, limit: kept.bytes + segment > session ? 'session' : 'item' }
  }

  /** What the logs of a session hold; counted once, then kept. */
  #keptBy(session: string): Promise<KeptOutput> {
    const known = this.#kept.get(session)
    if (known) return known
    const counting = keptOutput(path.join(this.#folder, session)).then((bytes) => ({ bytes }))
    counting.catch(() => this.#kept.delete(session))
    this.#kept.set(session, counting)
    return counting
  }

  #logOf(session: string, item: string, kept: Promise<KeptOutput>): OpenLog {
    const logs = this.#open.get(session) ?? new Map<string, OpenLog>()
    this.#open.set(session, logs)
    const known = logs.get(item)
    if (known) return known
    const opened = kept.then((bytes) => OutputLog.open(this.#nameOf(session, item), this.#limits, bytes))
    opened.catch(() => undefined)
    const log: OpenLog = { opened, writes: new Serial() }
    logs.set(item, log)
    return log
  }

  #nameOf(session: string, item: string): string {
    return path.join(this.#folder, session, `${item}.log`)
  }
}
