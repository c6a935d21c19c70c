import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentOutcome, CompactionContext } from '../adapter.ts'
import { endOnAbort, startAgentServer, type AgentServer } from '../agent-server.ts'
import { findProgram } from '../program.ts'
import { settledWithin } from '../settled-within.ts'
import { failedTurn } from '../turn-adapter.ts'
import { AppServerWire, type ServerRequest } from './app-server.ts'
import { account, initialized } from './protocol.ts'

/** The oldest version whose protocol is known to fit. */
const oldest = [0, 171] as const
/** Milliseconds that it gets to say hello: it starts in a third of a second. */
const patience = 30_000

export interface CodexServer {
  call(method: string, params: unknown): Promise<Result<unknown, string>>
  /** Settles when it ended by itself, and says how. */
  readonly ended: Promise<{ readonly message: string; readonly stderr: string }>
  /** From here on the signal does not end it: the turn is told to end. */
  letGo(): void
  /** Ends it with all that it started. */
  stop(): Promise<void>
}

export interface ServerListener {
  notification(method: string, params: unknown): void
  request(request: ServerRequest): void
  /** Settles once what was told so far is kept; reading waits for it. */
  output(): Promise<void>
}

/** Starts Codex for one turn and shakes hands with it, unless `signal` ends that; the error is the turn's outcome. */
export async function startServer(
  context: CompactionContext,
  listener: ServerListener,
  signal: AbortSignal,
): Promise<Result<CodexServer, AgentOutcome>> {
  const file = await findProgram('codex', context.env)
  if (file === null)
    return err(
      failedTurn(
        'notStarted',
        'The program codex was not found on PATH, so nothing ran. Install it with “npm install -g @openai/codex”, then start again.',
      ),
    )
  let server: AgentServer | null = null
  const wire = new AppServerWire((text) => server?.write(text) ?? false, listener)
  const { profile } = context.choice
  const command = [
    file,
    ...(profile ? ['-c', `profile=${JSON.stringify(profile)}`] : []),
    // Its commands get no keys: its own are in its environment.
    ...['-c', 'shell_environment_policy.ignore_default_excludes=false'],
    'app-server',
  ]
  server = await startAgentServer(context, command, {
    async onOutput(bytes) {
      wire.read(bytes)
      await listener.output()
    },
  })
  const ended = server.ended.then(({ how, stderr }) => {
    wire.end()
    return {
      message: `Codex ${how} in the middle of the turn. What it changed in the worktree is kept. Send a follow-up to go on.`,
      stderr,
    }
  })
  const { stop } = server
  // One that does not answer can be stopped all the same.
  const letGo = endOnAbort(server, signal)
  const refused = async (outcome: AgentOutcome): Promise<Result<CodexServer, AgentOutcome>> => {
    await stop()
    return err(signal.aborted ? { kind: 'interrupted' } : outcome)
  }
  const hello = wire.call('initialize', {
    clientInfo: { name: 'winnow', title: 'Winnow', version: '0' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  })
  if (!(await settledWithin(hello, patience)))
    return refused(failedTurn('notStarted', 'Codex did not answer within 30 s, so nothing ran. Start again.'))
  const said = await hello
  if (!said.ok) {
    const { message, stderr } = await ended
    return refused(failedTurn('notStarted', message, stderr))
  }
  const agent = initialized.safeParse(said.value)
  const version = /\/(\d+)\.(\d+)/.exec(agent.success ? agent.data.userAgent : '')
  if (
    !version ||
    Number(version[1]) < oldest[0] ||
    (Number(version[1]) === oldest[0] && Number(version[2]) < oldest[1])
  )
    return refused(
      failedTurn(
        'notStarted',
        `The Codex at ${file} is ${version ? `version ${version[1]}.${version[2]}` : 'of no known version'}, and Winnow needs ${oldest.join('.')} or newer, so nothing ran. Update it with “npm install -g @openai/codex”, then start again.`,
      ),
    )
  wire.notify('initialized')
  const who = await wire.call('account/read', {})
  const read = who.ok ? account.safeParse(who.value) : null
  if (read?.success && read.data.requiresOpenaiAuth && !read.data.account)
    return refused(
      failedTurn(
        'noKey',
        'Codex is not signed in, so nothing ran. Run “codex login” in a terminal, then start again.',
      ),
    )
  return ok({ call: (method, params) => wire.call(method, params), ended, letGo, stop })
}
