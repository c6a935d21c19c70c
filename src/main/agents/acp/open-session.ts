import type { NewSessionResponse } from '@agentclientprotocol/sdk'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentOutcome, TurnContext } from '../adapter.ts'
import { keptPlan } from '../kept-plan.ts'
import { keepThread, keptThread } from '../kept-thread.ts'
import { settledWithin } from '../settled-within.ts'
import { standingText } from '../standing-text.ts'
import { failedTurn } from '../turn-adapter.ts'
import type { AcpConnection } from './connection.ts'
import type { AcpProgram } from './program.ts'
import { setUpSession, type SessionOffer } from './session-setup.ts'
import { steersBy, type SteersBy } from './steering.ts'

/** Milliseconds that an agent gets to say hello. */
const patience = 60_000

export interface OpenedSession {
  readonly id: string
  /** What a new conversation has to be told of the earlier one; null where it knows. */
  readonly task: string | null
  /** Whether it can be shown pictures. */
  readonly takesImages: boolean
  /** How it takes words in the middle of a turn; null where it can't. */
  readonly steers: SteersBy | null
}

/**
 * Says hello, loads the conversation that the session's folder knows or begins one, and sets it up as it was chosen. The
 * error is the turn's outcome.
 */
export async function openSession(
  context: TurnContext,
  program: AcpProgram,
  connection: AcpConnection,
): Promise<Result<OpenedSession, AgentOutcome>> {
  const { agent } = connection
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
    const { agentCapabilities, authMethods = [], _meta } = await hello
    const steers = steersBy(_meta, program.steersBy)
    const shared = { cwd: context.worktree, mcpServers: mcpServers(context) }
    const known = await keptThread(context.folder)
    let id: string | null = null
    let offer: SessionOffer = {}
    // Loading tells all of the conversation again, resuming does not; some agents know only one of them.
    const ways = [
      ...(agentCapabilities?.loadSession === true ? ['session/load'] : []),
      ...(agentCapabilities?.sessionCapabilities?.resume ? ['session/resume'] : []),
    ]
    for (const way of known === null ? [] : ways) {
      const found = await agent.request<SessionOffer>(way, { sessionId: known, ...shared }).catch(() => null)
      if (found === null) continue
      ;[id, offer] = [known, found]
      break
    }
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
      offer = made
      id = made.sessionId
      await keepThread(context.folder, id)
    }
    const set = await setUpSession(connection, program, context.choice, id, offer)
    if (!set.ok)
      return err(
        failedTurn(
          'notStarted',
          `${program.name} can’t be started as it was chosen. ${set.error} Nothing ran.`,
        ),
      )
    const takesImages = agentCapabilities?.promptCapabilities?.image === true
    if (!isNew || known === null) return ok({ id, task: null, takesImages, steers })
    context.report.item({
      id: 'conversation',
      kind: 'notice',
      state: 'completed',
      text: `${program.name} could not load its conversation, so a new one began. It was told the task, its plan, what you rejected and why, and that the files are as it left them.`,
    })
    return ok({
      id,
      task: `You worked on this task before, and that conversation is lost. This stands in the records of the workbench. The files are as you left them: look at them and at “git status” first.\n\n${standingText(await context.standing(), await keptPlan(context.folder))}\n\n# Now`,
      takesImages,
      steers,
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

/** What an agent said of its failure. */
export function said(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof message === 'string' ? message : JSON.stringify(message)
}

/** The session's review, as the protocol names a server that is a program; every agent that speaks it takes one. */
function mcpServers({ reviewServer }: TurnContext): readonly unknown[] {
  if (reviewServer === null) return []
  const env = Object.entries(reviewServer.env).map(([name, value]) => ({ name, value }))
  return [{ ...reviewServer, env }]
}
