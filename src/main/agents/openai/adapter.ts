import { randomBytes } from 'node:crypto'
import type OpenAI from 'openai'
import { sizeText } from '#shared/base/quantity-text.ts'
import type { AgentAdapter, AgentOutcome, TurnContext, TurnReport } from '../adapter.ts'
import { commandEnvironment } from '../environment.ts'
import { findShell } from '../program.ts'
import { failedTurn, turnAdapter, type Steered } from '../turn-adapter.ts'
import { TurnProcesses } from '../turn-processes.ts'
import type { AskOptions } from './ask-model.ts'
import { Budget } from './budget.ts'
import { windowOf } from './conversation-size.ts'
import { TurnCommands, type CommandOptions, type CommandReport } from './exec-command.ts'
import { turnInstructions } from './instructions.ts'
import { runLoop } from './loop.ts'
import { FolderNotes, readNotes, type Notes } from './repository-notes.ts'
import { Rollout } from './rollout.ts'
import { SaidWords } from './said-words.ts'
import { ServerMemory } from './server-memory.ts'
import { Shortening } from './shortening.ts'
import { usualRetry, type RetryPolicy } from './stream.ts'

export interface OpenaiAgentOptions {
  readonly retry?: Partial<RetryPolicy>
  /** Milliseconds from SIGTERM to SIGKILL for commands when a turn ends. */
  readonly killAfter?: number
}

/** What a turn may take where no settings say it. */
const usualLimits = { window: 0, rounds: 0, minutes: 0, thousandTokens: 0 }

export const usualAddress = 'https://api.openai.com/v1'

/**
 * The workbench's own harness over the Responses API: streamed, stateless, any compatible server. The conversation
 * is kept in `rollout.jsonl` of the session's folder, so a follow-up goes on after a restart or a crash.
 */
export function createOpenaiAgent(options: OpenaiAgentOptions = {}): AgentAdapter {
  const servers = new ServerMemory()
  return turnAdapter('openai', (context, signal, steered) =>
    runTurn({ context, options, servers, signal, steered }),
  )
}

interface Turn {
  readonly context: TurnContext
  readonly options: OpenaiAgentOptions
  readonly servers: ServerMemory
  readonly signal: AbortSignal
  readonly steered: Steered
}

async function runTurn(turn: Turn): Promise<AgentOutcome> {
  const { context } = turn
  const { env, settings } = context
  const address = settings.openaiBaseUrl || env['OPENAI_BASE_URL'] || usualAddress
  // They would be kept with what is said of the server, and fetch takes no such address anyway.
  if (URL.canParse(address) && new URL(address).username + new URL(address).password !== '')
    return failedTurn(
      'badAddress',
      'The server’s address holds a name or a password, so nothing ran. Take them out of the settings or OPENAI_BASE_URL and store the key instead, then start again.',
    )
  if (!/^https?:\/\/./.test(address) || !URL.canParse(address))
    return failedTurn(
      'badAddress',
      `The server's address “${address}” is not an http or https address, so nothing ran. Correct it in the settings or in OPENAI_BASE_URL, then start again.`,
    )
  const key = (env['OPENAI_API_KEY'] || (await context.key('openai')) || '').trim()
  if (key === '' && address === usualAddress)
    return failedTurn(
      'noKey',
      'There is no API key for OpenAI, so nothing ran. Store one in the settings, or set OPENAI_API_KEY before the workbench starts, then start again.',
    )
  if (/[^\x21-\x7e]/.test(key))
    return failedTurn(
      'badKey',
      'The API key has characters that no key has, so nothing was sent. Store it again in the settings, or correct OPENAI_API_KEY.',
    )
  const shell = await findShell(settings.shell, env)
  if (shell === null)
    return failedTurn(
      'notStarted',
      `The shell ${settings.shell || env['SHELL'] || '/bin/sh'} was not found, so nothing ran. Choose another shell in the settings and start again.`,
    )
  const model = context.choice.model || settings.openaiModel
  const outcome = await runWith(turn, { address, key, model, shell })
  return withoutSecret(outcome, key)
}

/** Runs the turn, once it is known with what. */
async function runWith(
  { context, options, servers, signal, steered }: Turn,
  given: {
    readonly address: string
    readonly key: string
    readonly model: string
    readonly shell: CommandOptions['shell']
  },
): Promise<AgentOutcome> {
  const { address, key, model, shell } = given
  const { settings, worktree, folder } = context
  const prefix = randomBytes(6).toString('hex')
  let items = 0
  const newId = (): string => `${prefix}-${(items += 1)}`
  const limits = { ...usualLimits, ...settings.openaiLimits }
  const budget = new Budget(limits)
  const report: TurnReport = {
    ...context.report,
    ask: (asked, withdrawn) => budget.waiting(context.report.ask(asked, withdrawn)),
  }
  const rollout = await Rollout.open(folder)
  const commands = new TurnCommands({
    worktree,
    processes: new TurnProcesses(context),
    shell,
    env: toolEnvironment(context),
    report: commandReport(context, newId),
    killAfter: options.killAfter,
  })
  const words = new SaidWords(rollout, () => commands.hurry())
  const notes = new FolderNotes(worktree, rollout, (found) => tellNotes(context, newId(), found))
  steered(words.take)
  try {
    tellDamage(context, newId, rollout)
    const own = await readNotes(worktree)
    if (own) await notes.include(own)
    const origin = `${address} ${model}`
    const retry = { ...usualRetry, ...options.retry }
    const ask: AskOptions = {
      client: await createClient(address, key, context),
      model,
      instructions: turnInstructions({
        worktree,
        shell: shell.file,
        date: new Date(),
        notes: own?.text ?? null,
      }),
      session: context.session,
      server: servers.of(origin),
      report,
      signal,
      retry,
      newId,
      pictures: new Map(),
    }
    const window = windowOf(model, limits.window)
    const { standing } = context
    return await runLoop({
      ask,
      origin,
      turn: context.turn,
      prompt: context.prompt,
      pictures: context.pictures,
      rollout,
      words,
      notes,
      tools: { worktree, folder, commands, report, signal, newId, planId: newId() },
      budget,
      shortening: new Shortening({ ask, rollout, origin, window, budget, standing }),
      signal,
      failureContext: { address, model, hasKey: key !== '', tries: retry.tries },
    })
  } finally {
    await words.end()
    await commands.stop()
    await rollout.close()
  }
}

function tellDamage({ report }: TurnContext, newId: () => string, { state }: Rollout): void {
  if (state.damaged === 0) return
  report.item({
    id: newId(),
    kind: 'notice',
    state: 'completed',
    text: `${state.damaged} lines of the kept conversation can't be read and are left out.`,
  })
}

/** Loaded when it is first needed: it costs the start of the workbench too much. */
async function createClient(address: string, key: string, context: TurnContext): Promise<OpenAI> {
  const { default: Client } = await import('openai')
  return new Client({
    baseURL: address,
    // A local server may want no key, but the client wants one.
    apiKey: key || 'none',
    organization: context.env['OPENAI_ORG_ID'] ?? null,
    project: context.env['OPENAI_PROJECT_ID'] ?? null,
    maxRetries: 0,
    logLevel: 'off',
  })
}

function tellNotes({ report }: TurnContext, id: string, { path, bytes }: Notes): void {
  const text = `The model was given the notes of ${path} (${sizeText(bytes)}).`
  report.item({ id, kind: 'notice', state: 'completed', text })
}

function toolEnvironment(context: TurnContext): Record<string, string> {
  return commandEnvironment(context.env, {
    secrets: context.withheld,
    extra: {
      WINNOW_SESSION: context.session,
      ...context.mark,
      TERM: 'dumb',
      NO_COLOR: '1',
      PAGER: 'cat',
      GIT_PAGER: 'cat',
      GIT_EDITOR: 'true',
      GIT_TERMINAL_PROMPT: '0',
    },
  })
}

function commandReport(context: TurnContext, newId: () => string): CommandReport {
  const { report } = context
  return {
    started(line) {
      const id = newId()
      report.item({ id, kind: 'command', state: 'running', text: line, exitCode: null })
      return id
    },
    output: (item, bytes) => report.output(item, bytes),
    ended(id, line, exitCode) {
      report.item({
        id,
        kind: 'command',
        state: exitCode === 0 ? 'completed' : 'failed',
        text: line,
        exitCode,
      })
    },
  }
}

/** Some servers repeat the key in their messages. */
function withoutSecret(outcome: AgentOutcome, key: string): AgentOutcome {
  if (outcome.kind !== 'failed' || key === '') return outcome
  const message = outcome.failure.message.replaceAll(key, '(the key)')
  return { kind: 'failed', failure: { ...outcome.failure, message } }
}
