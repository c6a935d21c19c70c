import { randomBytes } from 'node:crypto'
import type { PromptResponse } from '@agentclientprotocol/sdk'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { AgentAdapter, AgentOutcome, TurnContext } from '../adapter.ts'
import { endOnAbort } from '../agent-server.ts'
import { keepPlan } from '../kept-plan.ts'
import { findProgram } from '../program.ts'
import { failedTurn, turnAdapter, type Steered } from '../turn-adapter.ts'
import { imagesOf } from './images.ts'
import { connectAcp } from './connection.ts'
import { openSession, said } from './open-session.ts'
import { askPermission } from './permission.ts'
import type { AcpProgram } from './program.ts'
import { AcpSteering } from './steering.ts'
import { AcpTurnReport } from './updates.ts'
import { usageOf } from './usage.ts'

/** Milliseconds that a cancelled turn gets to end. */
const grace = 2000
const kept = 'What it changed in the worktree is kept.'

/**
 * An agent that speaks the Agent Client Protocol (version 1). Each turn has a process of its own, in what holds the
 * turn's processes; its conversation is loaded by the id that is kept in the session's folder. Where that fails a new one
 * begins, is told what the task was, and the timeline says so.
 */
export function createAcpAgent(kind: AgentKind, program: AcpProgram): AgentAdapter {
  return turnAdapter(kind, (context, signal, steered) => runAcpTurn(context, program, signal, steered))
}

/** One turn of such an agent; see `createAcpAgent`. */
export async function runAcpTurn(
  context: TurnContext,
  program: AcpProgram,
  signal: AbortSignal,
  steered: Steered,
): Promise<AgentOutcome> {
  const file = await findProgram(program.program, context.env)
  if (file === null)
    return failedTurn(
      'notStarted',
      `The program ${program.program} was not found on PATH, so nothing ran. ${program.install}`,
    )
  const told = new AcpTurnReport(context, randomBytes(4).toString('hex'))
  const withdrawn = new AbortController()
  const words: string[] = []
  let session: string | null = null
  let planning: Promise<void> = Promise.resolve()
  const connection = await connectAcp(
    context,
    [file, ...program.args(context.choice, context.pictures)],
    program.env(context.choice),
    {
      // What comes while a conversation is loaded was told in an earlier turn.
      update({ session: id, update, unknown }) {
        if (id !== session) return
        if (unknown !== null) told.takeUnknown(unknown)
        if (update === null) return
        told.take(update)
        if (update.sessionUpdate !== 'plan') return
        const steps = update.entries.map(({ content, status }) => ({ step: content, state: status }))
        planning = planning.then(() => keepPlan(context.folder, steps))
      },
      permission: (request) =>
        askPermission(context, told, request, withdrawn.signal, (text) => void words.push(text)),
      kept: () => told.items.kept,
    },
  )
  const { agent, server } = connection
  const gone = server.ended.then(({ how, stderr }) =>
    failedTurn(
      'exitCode',
      `${program.name} ${how} in the middle of the turn. ${kept} Send a follow-up to go on.`,
      stderr,
    ),
  )
  let completed = false
  // One that does not answer can be stopped all the same.
  const letGo = endOnAbort(server, signal)
  try {
    const opened = await Promise.race([openSession(context, program, connection), gone])
    if (signal.aborted) return { kind: 'interrupted' }
    if (!('ok' in opened)) return opened
    if (!opened.ok) return opened.error
    letGo()
    const { id, task, takesImages, steers } = opened.value
    const images = takesImages ? await imagesOf(context.pictures) : []
    session = id
    const cancel = (): void => {
      told.items.stop()
      withdrawn.abort()
      void agent.notify('session/cancel', { sessionId: id }).catch(() => undefined)
    }
    signal.addEventListener('abort', cancel)
    const stopped = new Promise<AgentOutcome>((resolve) => {
      signal.addEventListener('abort', () =>
        setTimeout(() => resolve({ kind: 'interrupted' }), grace).unref(),
      )
    })
    const steering = steers === null ? null : new AcpSteering(agent, id, steers)
    steered(steering === null ? null : (more) => steering.say(more))
    let text = task === null ? context.prompt : `${task}\n\n${context.prompt}`
    for (;;) {
      const prompt = [{ type: 'text' as const, text }, ...images.splice(0)]
      const answered = agent.request<PromptResponse>('session/prompt', { sessionId: id, prompt }).then(
        async (response) => {
          await steering?.rest()
          const usage = usageOf(response)
          if (usage !== null) context.report.usage(usage)
          return outcomeOf(response, program)
        },
        (error: unknown) =>
          failedTurn(
            'serverError',
            `${program.name}’s turn failed: ${said(error)} ${kept} Send a follow-up to try again.`,
          ),
      )
      const outcome = await Promise.race([answered, gone, stopped])
      if (signal.aborted) return { kind: 'interrupted' }
      const more = words.splice(0).join('\n')
      // Words with a denial: it gets them as soon as it takes any.
      if (more !== '' && (outcome.kind === 'completed' || outcome.kind === 'interrupted')) {
        text = more
        continue
      }
      completed = outcome.kind === 'completed'
      return outcome
    }
  } finally {
    steered(null)
    withdrawn.abort()
    await server.stop()
    told.end(completed)
    await told.items.kept
    await planning
  }
}

function outcomeOf({ stopReason }: PromptResponse, { name }: AcpProgram): AgentOutcome {
  switch (stopReason) {
    case 'end_turn':
      return { kind: 'completed' }
    case 'cancelled':
      return { kind: 'interrupted' }
    case 'max_tokens':
      return failedTurn(
        'overflow',
        `${name} came to the end of what its model can answer. ${kept} Send a follow-up with a smaller task.`,
      )
    case 'max_turn_requests':
      return failedTurn(
        'tooManySteps',
        `${name} asked its model more often than it may in one turn. ${kept} Send a follow-up to go on.`,
      )
    case 'refusal':
      return failedTurn(
        'refused',
        `${name}’s model refused to go on. ${kept} Send a follow-up with other words.`,
      )
  }
}
