import { setTimeout as delay } from 'node:timers/promises'
import { ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { LeftProcess } from './ports.ts'
import type { SessionContext } from './session-context.ts'

const item = 'left-processes'
/** Milliseconds that they may take to end when they are asked to. */
const patience = 2000
const shown = 10

/**
 * Tells in the timeline which processes of a session's turns go on after them. They are the agent's work, maybe a server
 * that the person wants: nobody ends them unasked.
 */
export async function tellLeft(context: SessionContext, session: string, turn: number): Promise<void> {
  const left = await context.agents.left(session)
  if (left.length === 0) return
  context.timelines.report(session, turn, {
    id: item,
    kind: 'notice',
    state: 'failed',
    text: `Still running after its turn: ${names(left)}. What it writes to the worktree from now on is in no revision yet. Winnow ends nothing of it unasked: Shift Q ends it, or \`winnow end ${session}\`.`,
  })
}

/** Ends what the turns of an idle session left running; how many processes that were. */
export async function endLeft(
  context: SessionContext,
  session: string,
): Promise<Result<{ readonly ended: number }, SessionFailure>> {
  const record = context.registry.get(session)
  if (!record.ok) return record
  const left = await context.agents.left(session)
  if (left.length === 0) return ok({ ended: 0 })
  send(left, 'SIGTERM')
  await gone(context, session)
  send(await context.agents.left(session), 'SIGKILL')
  await gone(context, session)
  context.timelines.report(session, record.value.turns, {
    id: item,
    kind: 'notice',
    state: 'completed',
    text: `Ended by you after its turn: ${names(left)}.`,
  })
  return ok({ ended: left.length })
}

/** Waits a while until nothing is left of a session's turns. */
async function gone(context: SessionContext, session: string): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end; await delay(20))
    if ((await context.agents.left(session)).length === 0) return
}

function send(processes: readonly LeftProcess[], signal: NodeJS.Signals): void {
  for (const { pid } of processes)
    try {
      process.kill(pid, signal)
    } catch {
      // It is gone already.
    }
}

function names(left: readonly LeftProcess[]): string {
  const first = left.slice(0, shown).map(({ pid, command }) => `${pid} (${command.slice(0, 80)})`)
  const more = left.length - first.length
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
