import { assertNever } from '#shared/base/result.ts'
import type { AgentOutcome } from '../adapter.ts'
import type { ProcessEnd } from '../process-group.ts'
import { failedTurn } from '../turn-adapter.ts'
import type { AgentStream } from './stream/stream.ts'

/** How a turn of a command line ended. What its agent says of that comes first: many end with exit code 0 whatever happened. */
export function outcomeOf(
  end: ProcessEnd,
  line: string,
  tail: string,
  { agent, failure }: Pick<AgentStream, 'agent' | 'failure'>,
): AgentOutcome {
  const name = `“${line.trim().split('\n')[0]?.slice(0, 60) ?? ''}”`
  const next = 'What it changed in the worktree is kept. Send a follow-up, or run it again.'
  switch (end.kind) {
    case 'notStarted':
      return failedTurn(
        'notStarted',
        `The command ${name} could not be started (${end.reason}). Nothing was changed.`,
      )
    case 'killed':
      return failedTurn(
        'exitCode',
        `The command ${name} was killed from outside before it ended. ${next}`,
        tail,
      )
    case 'exited':
      if (agent !== null && failure !== null)
        return failedTurn('serverError', `${agent} says that its turn failed: ${failure}. ${next}`, tail)
      if (end.exitCode === 0) return { kind: 'completed' }
      if (end.exitCode === 127)
        return failedTurn(
          'exitCode',
          `The shell found no program for ${name}, or a part of it (exit code 127). Check that it is installed and on PATH. ${next}`,
          tail,
        )
      return failedTurn('exitCode', `Its command ended with exit code ${end.exitCode}. ${next}`, tail)
    default:
      return assertNever(end)
  }
}
