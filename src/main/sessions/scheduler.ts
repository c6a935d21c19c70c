import { TurnRun, type TurnDependencies } from './turns.ts'

/**
 * Runs queued turns, oldest first, at most `limit()` at a time. It runs nothing until `start`, so that a command that
 * only looks at sessions never sets agents going.
 */
export class Scheduler {
  readonly #deps: TurnDependencies
  readonly #limit: () => number
  readonly #runs = new Map<string, { readonly run: TurnRun; readonly done: Promise<void> }>()
  #started = false
  #closing = false

  constructor(deps: TurnDependencies, limit: () => number) {
    this.#deps = deps
    this.#limit = limit
  }

  start(): void {
    this.#started = true
    this.wake()
  }

  /** Ids of sessions whose turn is under way. */
  running(): readonly string[] {
    return [...this.#runs.keys()]
  }

  isRunning(session: string): boolean {
    return this.#runs.has(session)
  }

  /** Starts what may start now. Call it when something was queued or the limit was raised. */
  wake(): void {
    if (!this.#started || this.#closing) return
    const queued = this.#deps.registry
      .all()
      .filter((record) => record.state === 'queued' && record.pendingPrompt !== null && !record.discardedAt)
      .sort((a, b) => a.updatedSeq - b.updatedSeq)
    for (const record of queued) {
      if (this.#runs.size >= this.#limit()) return
      if (this.#runs.has(record.id)) continue
      const run = new TurnRun(this.#deps, record.id)
      const done = run
        .run()
        .catch((error: unknown) => {
          // A throw in here is a bug; the session must not look as if it still ran.
          const message = `Winnow failed while it ran this session (${error instanceof Error ? error.message : String(error)}). What the agent wrote is in its worktree. Restart the session to try again.`
          this.#deps.registry.recordOrRemember(record.id, {
            type: 'sessionStateChanged',
            data: { state: 'failed', activity: message },
          })
        })
        .finally(() => {
          this.#runs.delete(record.id)
          this.wake()
        })
      this.#runs.set(record.id, { run, done })
    }
  }

  /** Interrupts a session's turn, if it has one, and waits for its snapshot. */
  async stop(session: string, why = 'stopped by you'): Promise<void> {
    const running = this.#runs.get(session)
    if (!running) return
    await running.run.stop(why)
    await running.done
  }

  /** Interrupts every turn and starts no other; settles when all took their snapshots. */
  async close(): Promise<void> {
    this.#closing = true
    await Promise.all(
      [...this.#runs.keys()].map((session) => this.stop(session, 'stopped when Winnow ended')),
    )
  }
}
