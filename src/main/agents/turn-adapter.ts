import { stat } from 'node:fs/promises'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type {
  AgentAdapter,
  AgentCompaction,
  AgentConversation,
  AgentFailureKind,
  AgentOutcome,
  AgentTurn,
  CompactionContext,
  TurnContext,
} from './adapter.ts'

/** What an adapter can do besides turns. */
interface MoreThanTurns {
  readonly conversation?: AgentConversation
  readonly compaction?: Pick<AgentCompaction, 'isDue'> & {
    run(context: CompactionContext, signal: AbortSignal): Promise<AgentOutcome>
  }
}

/**
 * An adapter whose turns are one function each and that keeps nothing between them. The function ends its turn when
 * the signal aborts; what it throws becomes the turn's outcome. One that can be steered says how by `steered`.
 */
export function turnAdapter(
  kind: AgentKind,
  run: (context: TurnContext, signal: AbortSignal, steered: Steered) => Promise<AgentOutcome>,
  { conversation, compaction }: MoreThanTurns = {},
): AgentAdapter {
  const running = new Set<AgentTurn>()
  const start = <Context extends CompactionContext>(
    context: Context,
    work: (context: Context, signal: AbortSignal, steered: Steered) => Promise<AgentOutcome>,
  ): AgentTurn => {
    const interrupted = new AbortController()
    const { signal } = interrupted
    let steer: ((text: string) => Promise<boolean>) | null = null
    const steered: Steered = (take) => void (steer = take)
    const done = runIn(context, (there) => work(there, signal, steered)).catch(
      (error: unknown): AgentOutcome => (signal.aborted ? { kind: 'interrupted' } : unexpected(error)),
    )
    const turn: AgentTurn = {
      done,
      steer: (text) => steer?.(text) ?? Promise.resolve(false),
      async interrupt() {
        interrupted.abort()
        await done
      },
    }
    running.add(turn)
    void done.then(() => running.delete(turn))
    return turn
  }
  return {
    kind,
    ...(conversation ? { conversation } : {}),
    startTurn: (context) => start(context, run),
    ...(compaction
      ? {
          compaction: {
            isDue: (folder) => compaction.isDue(folder),
            start: (context) => start(context, (there, signal) => compaction.run(there, signal)),
          },
        }
      : {}),
    async dispose() {
      await Promise.all([...running].map((turn) => turn.interrupt()))
    },
  }
}

/** Says what takes words of the person while the turn runs: whether they were taken. Null: nothing, from now on. */
export type Steered = (take: ((text: string) => Promise<boolean>) | null) => void

/** A failed outcome. The message says what happened, what was not touched, and what to do next. */
export function failedTurn(kind: AgentFailureKind, message: string, stderr?: string): AgentOutcome {
  return { kind: 'failed', failure: { kind, message, ...(stderr ? { stderr } : {}) } }
}

async function runIn<Context extends CompactionContext>(
  context: Context,
  run: (context: Context) => Promise<AgentOutcome>,
): Promise<AgentOutcome> {
  const found = await stat(context.worktree).catch(() => null)
  if (!found?.isDirectory())
    return failedTurn(
      'notStarted',
      `The worktree ${context.worktree} is gone, so nothing ran. Restart the task to get a new one, or restore the folder.`,
    )
  return run(context)
}

function unexpected(error: unknown): AgentOutcome {
  const said = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && 'syscall' in error)
    return failedTurn(
      'stateFailed',
      `The session's state could not be read or written (${said}), so the turn ended. What is in the worktree is kept. Make room on the disk or check its permissions, then send a follow-up.`,
    )
  return failedTurn(
    'internal',
    `The turn broke off because of an error in the workbench (${said}). What is in the worktree is kept. Send a follow-up to go on.`,
  )
}
