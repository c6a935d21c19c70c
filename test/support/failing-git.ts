import { err } from '#shared/base/result.ts'
import { Git, type GitCall, type GitProcess } from '#main/git/run.ts'

/** How a git command fails: before it did anything, killed while it works, or killed when all was done but told. */
export type GitTrouble = 'before' | 'killed' | 'after'

/** A real git of which one command fails, counted from when that was asked for. */
export class FailingGit extends Git {
  #left = 0
  #how: GitTrouble = 'before'
  #verb: string | null = null
  #stuck: readonly string[] = []
  #isStuck = false

  /** From now on the `at`th command fails, from 1; only those of a verb are counted where one is named. After it those of `stuck` fail, too. */
  fail(at: number, how: GitTrouble, verb: string | null = null, stuck: readonly string[] = []): void {
    this.#left = at
    this.#stuck = stuck
    this.#isStuck = false
    this.#how = how
    this.#verb = verb
  }

  /** Whether the command that was to fail was come to; none fails any more. */
  heal(): boolean {
    const reached = this.#left <= 0
    this.#left = 0
    this.#isStuck = false
    return reached
  }

  override start(call: GitCall): GitProcess {
    if (this.#isStuck && this.#stuck.includes(call.args[0] ?? ''))
      return super.start({ ...call, args: ['no-such-command', ...call.args] })
    if (this.#left <= 0 || (this.#verb ?? call.args[0]) !== call.args[0]) return super.start(call)
    this.#left -= 1
    if (this.#left > 0) return super.start(call)
    this.#isStuck = true
    if (this.#how === 'before') return super.start({ ...call, args: ['no-such-command', ...call.args] })
    const started = super.start(call)
    if (this.#how === 'killed') {
      started.kill()
      return started
    }
    const { purpose, args } = call
    const failure = { kind: 'failed', purpose, args, exitCode: null, stderr: 'killed by SIGKILL' } as const
    return { ...started, done: started.done.then(() => err(failure)) }
  }
}
