import { randomBytes } from 'node:crypto'
import type { NewSessionResponse, PromptResponse } from '@agentclientprotocol/sdk'
import type { AgentKind, AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentAdapter, AgentOutcome, TurnContext } from '../adapter.ts'
import { endOnAbort } from '../agent-server.ts'
import { keepThread, keptThread } from '../kept-thread.ts'
import { findProgram } from '../program.ts'
import { settledWithin } from '../settled-within.ts'
import { failedTurn, turnAdapter } from '../turn-adapter.ts'
import { imagesOf } from './images.ts'
import { connectAcp, type AcpConnection } from './connection.ts'
import { askPermission } from './permission.ts'
import { AcpTurnReport } from './updates.ts'

/** How an agent that speaks ACP is started and set up. */
export interface AcpProgram {
  readonly name: string
  readonly program: string
  /** Its arguments for what was chosen, and for the pictures that the prompt names. */
  args(choice: AgentChoice, pictures: readonly string[]): readonly string[]
  /** How to get it and sign in, in one sentence. */
  readonly install: string
  /** What its environment has besides, for what was chosen. */
  env(choice: AgentChoice): Readonly<Record<string, string>>
  /** The session mode for what was chosen, as the agent calls it; null leaves it as it is. */
  mode(choice: AgentChoice): string | null
}

/** Milliseconds that a cancelled turn gets to end, and that it gets to say hello. */
const grace = 2000
const patience = 60_000
const kept = 'What it changed in the worktree is kept.'

/**
 * An agent that speaks the Agent Client Protocol (version 1). Each turn has a process of its own, in what holds the
 * turn's processes; its conversation is loaded by the id that is kept in the session's folder. Where that fails a new one
 * begins, is told what the task was, and the timeline says so.
 */
export function createAcpAgent(kind: AgentKind, program: AcpProgram): AgentAdapter {
  return turnAdapter(kind, (context, signal) => runAcpTurn(context, program, signal))
}

/** One turn of such an agent; see `createAcpAgent`. */
export async function runAcpTurn(
  context: TurnContext,
  program: AcpProgram,
  signal: AbortSignal,
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
  const connection = await connectAcp(
    context,
    [file, ...program.args(context.choice, context.pictures)],
    program.env(context.choice),
    {
      // What comes while a conversation is loaded was told in an earlier turn.
      update: (id, update) => {
        if (id === session) told.take(update)
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
    const { id, task, takesImages } = opened.value
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
    let text = task === null ? context.prompt : `${task}\n\n${context.prompt}`
    for (;;) {
      const prompt = [{ type: 'text' as const, text }, ...images.splice(0)]
      const answered = agent.request<PromptResponse>('session/prompt', { sessionId: id, prompt }).then(
        (response) => outcomeOf(response, program),
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
    withdrawn.abort()
    await server.stop()
    told.end(completed)
    await told.items.kept
  }
}

interface OpenedSession {
  readonly id: string
  /** What a new conversation has to be told of the earlier one; null where it knows. */
  readonly task: string | null
  /** Whether it can be shown pictures. */
  readonly takesImages: boolean
}

async function openSession(
  context: TurnContext,
  program: AcpProgram,
  { agent }: AcpConnection,
): Promise<Result<OpenedSession, AgentOutcome>> {
  try {
    const hello = agent.request('initialize', {
      protocolVersion: 1,
      clientInfo: { name: 'winnow', title: 'Winnow', version: '0' },
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    })
    if (!(await settledWithin(hello, patience)))
      return err(
        failedTurn(
          'notStarted',
          `${program.name} did not answer within a minute, so nothing ran. Start again.`,
        ),
      )
    const { agentCapabilities, authMethods = [] } = await hello
    const shared = { cwd: context.worktree, mcpServers: [] }
    const known = await keptThread(context.folder)
    let id: string | null = null
    if (known !== null && agentCapabilities?.loadSession === true)
      id = await agent.request('session/load', { sessionId: known, ...shared }).then(
        () => known,
        () => null,
      )
    const isNew = id === null
    if (id === null) {
      const made = await agent
        .request<NewSessionResponse>('session/new', shared)
        .catch((error: unknown) => ({ error }))
      if ('error' in made) {
        const signIn = authMethods.length > 0 && /auth/i.test(said(made.error))
        return err(
          failedTurn(
            signIn ? 'noKey' : 'stateFailed',
            `${program.name} did not begin a conversation (${said(made.error)}), so nothing ran. ${program.install}`,
          ),
        )
      }
      id = made.sessionId
      await keepThread(context.folder, id)
    }
    const mode = program.mode(context.choice)
    if (mode !== null) await agent.request('session/set_mode', { sessionId: id, modeId: mode })
    const takesImages = agentCapabilities?.promptCapabilities?.image === true
    if (!isNew || known === null) return ok({ id, task: null, takesImages })
    context.report.item({
      id: 'conversation',
      kind: 'notice',
      state: 'completed',
      text: `${program.name} could not load its conversation, so a new one began. It was told that the files are as it left them.`,
    })
    return ok({
      id,
      task: 'You worked on this task before, and that conversation is lost. The files are as you left them: look at them and at “git status” first.',
      takesImages,
    })
  } catch (error) {
    return err(
      failedTurn(
        'stateFailed',
        `${program.name} could not be set up (${said(error)}), so nothing ran. Start again.`,
      ),
    )
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

function said(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof message === 'string' ? message : JSON.stringify(message)
}
