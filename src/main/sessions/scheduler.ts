import { Emitter } from '#shared/base/emitter.ts'
import type { SessionContext } from './session-context.ts'
import { TurnRun } from './turns.ts'

/**
 * Runs queued turns, oldest first, at most `limit()` at a time. It runs nothing until `start`, so that a command that
 * only looks at sessions never sets agents going, and nothing in a repository of which `mayRun` says no; see `wake`.
 */
export class Scheduler {
  readonly #context: SessionContext
  readonly #limit: () => number
  readonly #mayRun: (repository: string) => boolean
  readonly #runs = new Map<string, { readonly run: TurnRun; readonly done: Promise<void> }>()
  /** A turn started or ended. */
  readonly changed = new Emitter<void>()
  #started = false
  #closing = false

  constructor(
    context: SessionContext,
    limit: () => number,
    mayRun: (repository: string) => boolean = () => true,
  ) {
    this.#context = context
    this.#limit = limit
    this.#mayRun = mayRun
  }

  start(): void {
    this.#started = true
    this.wake()
  }

  /** Sessions whose turn is under way. */
  running(): readonly { readonly id: string; readonly title: string }[] {
    const { registry } = this.#context
    return [...this.#runs.keys()].map((id) => ({ id, title: registry.find(id)?.title ?? id }))
  }

  isRunning(session: string): boolean {
    return this.#runs.has(session)
  }

  /** Starts what may start now. Call it when something was queued, the limit was raised, or more may run. */
  wake(): void {
    if (!this.#started || this.#closing) return
    const queued = this.#context.registry
      .all()
      .filter((record) => record.state === 'queued' && record.pendingPrompt !== null && !record.discardedAt)
      .sort((a, b) => a.updatedSeq - b.updatedSeq)
    for (const record of queued) {
      if (this.#runs.size >= this.#limit()) return
      if (this.#runs.has(record.id) || !this.#mayRun(record.repository)) continue
      const run = new TurnRun(this.#context, record.id)
      const done = this.#carryOut(record.id, run)
      this.#runs.set(record.id, { run, done })
      this.changed.emit()
    }
  }

  /** Runs a turn to its end, and then what waited for its place. What is thrown in here is a bug, and none hides another. */
  async #carryOut(id: string, run: TurnRun): Promise<void> {
    const bugs: unknown[] = []
    try {
      await run.run()
    } catch (error) {
      // The session must not look as if it still ran.
      noting(bugs, () => this.#tellBroken(id, error))
    }
    this.#runs.delete(id)
    noting(bugs, () => this.changed.emit())
    noting(bugs, () => this.wake())
    if (bugs.length > 0) throw new AggregateError(bugs, `what comes after a turn of ${id} failed`)
  }

  #tellBroken(id: string, error: unknown): void {
    const message = `Winnow failed while it ran this session (${error instanceof Error ? error.message : String(error)}). What the agent wrote is in its worktree. Restart the session to try again.`
    this.#context.registry.recordOrRemember(id, {
      type: 'sessionStateChanged',
      data: { state: 'failed', activity: message },
    })
  }

  /** Gives a follow-up that waits to the agent of a session's turn; false where that can't take it. */
  async steer(session: string, followUp: string): Promise<boolean> {
    return (await this.#runs.get(session)?.run.steer(followUp)) ?? false
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
      [...this.#runs.values()].map(async ({ run, done }) => {
        await run.end('stopped when Winnow ended')
        await done
      }),
    )
  }
}

function noting(bugs: unknown[], work: () => void): void {
  try {
    work()
  } catch (error) {
    bugs.push(error)
  }
}
