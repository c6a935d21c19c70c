import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { CompactionContext } from './adapter.ts'
import { commandEnvironment } from './environment.ts'
import { settledWithin } from './settled-within.ts'
import { TurnProcesses } from './turn-processes.ts'

/** Characters of what it says on its standard error that are kept. */
const mostErrors = 4000

/** A program that speaks a protocol over its standard input and output for one turn. */
export interface AgentServer {
  /** False when it does not read any more. */
  write(text: string): boolean
  /** Settles when it ended, and says how, in a few words, with the end of what it wrote to its standard error. */
  readonly ended: Promise<{ readonly how: string; readonly stderr: string }>
  /** Ends it with all that it started. */
  stop(): Promise<void>
}

/** Ends a server with a signal, until the result is called: for the time before it can be told to stop. */
export function endOnAbort(server: Pick<AgentServer, 'stop'>, signal: AbortSignal): () => void {
  const end = (): void => void server.stop()
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  return () => signal.removeEventListener('abort', end)
}

/**
 * Starts one in what holds the turn's processes: a stop ends all of it, its commands carry the session's mark, and what it
 * asks of the workbench has an agent's rights. It runs in the session's folder, never in the worktree: what it does for
 * itself must not take that for its own. What it logs does not get between its messages.
 */
export async function startAgentServer(
  context: CompactionContext,
  command: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>
    /** Gets its messages; reading waits for the promise. */
    onOutput(bytes: Uint8Array): Promise<void>
  },
): Promise<AgentServer> {
  const errors = path.join(context.folder, `errors-${context.turn}.txt`)
  await (await open(errors, 'w', 0o600)).close()
  const processes = new TurnProcesses(context)
  const server = await processes.start(
    {
      file: '/bin/sh',
      args: ['-c', 'errors=$1; shift; exec "$@" 2>"$errors"', 'sh', errors, ...command],
      folder: context.folder,
      env: commandEnvironment(context.env, {
        secrets: context.withheld,
        extra: { ...options.env, ...context.mark },
      }),
      input: 'pipe',
      onOutput: (bytes) => options.onOutput(bytes),
    },
    [context.folder],
  )
  return {
    write: (text) => server.write(text),
    ended: server.ended.then(async (end) => {
      await settledWithin(server.closed, 300)
      const stderr = (await readFile(errors, 'utf8').catch(() => '')).slice(-mostErrors)
      if (end.kind === 'notStarted') return { how: `could not be started (${end.reason})`, stderr }
      if (end.kind === 'killed') return { how: 'was killed from outside', stderr }
      return { how: `ended with exit code ${end.exitCode}`, stderr }
    }),
    stop: () => processes.stop(),
  }
}
