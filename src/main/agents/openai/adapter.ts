import { randomBytes } from 'node:crypto'
import { Emitter } from '#shared/base/emitter.ts'
import { sizeText } from '#shared/base/quantity-text.ts'
import type { AgentAdapter, AgentOutcome, TurnContext, TurnReport } from '../adapter.ts'
import { keepApprovedPlans } from '../approved-plan.ts'
import { commandEnvironment } from '../environment.ts'
import { turnAdapter, type Steered } from '../turn-adapter.ts'
import { TurnProcesses } from '../turn-processes.ts'
import type { AskOptions } from './ask-model.ts'
import { beginTurn, turnBeginning } from './begin-turn.ts'
import { Budget } from './budget.ts'
import { beginAsking, chosenServer, originOf, withoutSecret, type ChosenServer } from './chosen-server.ts'
import { isCompactionDue, runCompaction } from './compact-turn.ts'
import { windowOf } from './conversation-size.ts'
import { rolloutConversation } from './conversation.ts'
import { TurnCommands, type CommandReport } from './exec-command.ts'
import { KeptSteps } from './kept-steps.ts'
import { runLoop } from './loop.ts'
import type { McpServers } from './mcp/servers.ts'
import { FolderNotes, readNotes, type Notes } from './repository-notes.ts'
import { Rollout, tellDamage } from './rollout.ts'
import { SaidWords } from './said-words.ts'
import { ServerMemory } from './server-memory.ts'
import { Shortening } from './shortening.ts'
import type { RetryPolicy } from './stream.ts'
import { modeNow, onlyReads, reasonToAsk, sandboxInMode, type WorkMode } from './work-mode.ts'

export interface OpenaiAgentOptions {
  readonly retry?: Partial<RetryPolicy>
  /** Milliseconds from SIGTERM to SIGKILL for commands when a turn ends. */
  readonly killAfter?: number
  /** Where it keeps what it learns of servers; without one that lasts as long as the process. */
  readonly folder?: string | undefined
}

/** What a turn may take where no settings say it. */
const usualLimits = { window: 0, rounds: 0, minutes: 0, thousandTokens: 0 }

/**
 * The workbench's own harness over the Responses API: streamed, stateless, any compatible server. The conversation
 * is kept in `rollout.jsonl` of the session's folder, so a follow-up goes on after a restart or a crash.
 */
export function createOpenaiAgent(options: OpenaiAgentOptions = {}): AgentAdapter {
  const servers = new ServerMemory(options.folder)
  const resumed = new Emitter<void>()
  const adapter = turnAdapter(
    'openai',
    (context, signal, steered) => runTurn({ context, options, servers, resumed, signal, steered }),
    {
      conversation: rolloutConversation,
      compaction: {
        isDue: isCompactionDue,
        run: (context, signal) => runCompaction({ context, options, servers, resumed, signal }),
      },
    },
  )
  return { ...adapter, resumed: () => resumed.emit() }
}

interface Turn {
  readonly context: TurnContext
  readonly options: OpenaiAgentOptions
  readonly servers: ServerMemory
  readonly resumed: Emitter<void>
  readonly signal: AbortSignal
  readonly steered: Steered
}

async function runTurn(turn: Turn): Promise<AgentOutcome> {
  const { context } = turn
  const given = await chosenServer(context)
  if (!given.ok) return given.error
  return withoutSecret(await runWith(turn, given.value), given.value.key)
}

/** Runs the turn, once it is known with what. */
async function runWith(
  { context, options, servers: memory, resumed, signal, steered }: Turn,
  given: ChosenServer,
): Promise<AgentOutcome> {
  const { address, key, model, shell } = given
  const { settings, worktree, folder } = context
  const prefix = randomBytes(6).toString('hex')
  let items = 0
  const newId = (): string => `${prefix}-${(items += 1)}`
  const limits = { ...usualLimits, ...settings.openaiLimits }
  const budget = new Budget(limits)
  const rollout = await Rollout.open(folder)
  const steps = new KeptSteps(
    {
      ...context.report,
      ask: (asked, withdrawn) => budget.waiting(context.report.ask(asked, withdrawn)),
    },
    rollout,
  )
  const { report } = steps
  const beginning = turnBeginning(context, rollout.state)
  let { known } = beginning
  const mode = (): WorkMode => modeNow(context, known)
  const processes = new TurnProcesses({ ...context, sandbox: sandboxInMode(context.sandbox, mode) })
  const commands = new TurnCommands({
    worktree,
    processes,
    shell,
    env: toolEnvironment(context),
    report: commandReport(report, newId),
    killAfter: options.killAfter,
  })
  const words = new SaidWords(rollout, () => commands.hurry())
  const notes = new FolderNotes(worktree, rollout, (found) => tellNotes(context, newId(), found))
  let mcp: McpServers | null = null
  steered(words.take)
  try {
    tellDamage(context.report, newId(), rollout.state)
    const own = await readNotes(worktree)
    if (own) await notes.include(own)
    const origin = originOf(given)
    const asking = await beginAsking({
      ...{ context, given, options, servers: memory, resumed, mode },
      approved: known.approved,
      notes: own?.text ?? null,
    })
    await beginTurn(rollout, beginning, context, { origin, instructions: asking.instructions })
    known = rollout.state
    // A crash may have come between the two.
    await keepApprovedPlans(folder, rollout.state.plans)
    const open = (): Promise<McpServers> => openServers(context, { processes, report, signal, newId, mode })
    let servers = (mcp = await open())
    if (signal.aborted) return { kind: 'interrupted' }
    const approved = async (plan: string): Promise<void> => {
      await rollout.append({ type: 'approved', plan })
      await keepApprovedPlans(folder, rollout.state.plans)
      // Those that run were started where nothing could be written.
      await servers.close()
      servers = mcp = await open()
    }
    const ask: AskOptions = {
      ...asking,
      moreTools: () => servers.definitions,
      ...{ report, signal, newId },
    }
    const window = windowOf(model, limits.window)
    const { standing } = context
    const outcome = await runLoop({
      ask,
      origin,
      rollout,
      words,
      steps,
      notes,
      tools: {
        ...{ worktree, folder, commands, report, signal, newId },
        propose: context.propose,
        servers: { call: (...asked) => servers.call(...asked) },
        approved,
        shell: shell.file,
        mode,
        reasonToAsk: () => reasonToAsk(mode(), context),
        planId: newId(),
      },
      budget,
      shortening: new Shortening({ ask, rollout, origin, window, budget, standing }),
      signal,
      failureContext: { address, model, hasKey: key !== '', tries: ask.retry.tries },
    })
    return outcome.kind === 'completed' && onlyReads(mode()) ? { ...outcome, answered: true } : outcome
  } finally {
    await words.end()
    await mcp?.close()
    await commands.stop()
    await steps.kept().catch(() => undefined)
    await rollout.close()
    await memory.settled()
  }
}

/** Loaded only where there are some: most turns have none. */
async function openServers(
  context: TurnContext,
  turn: {
    readonly processes: TurnProcesses
    readonly report: TurnReport
    readonly signal: AbortSignal
    readonly newId: () => string
    readonly mode: () => WorkMode
  },
): Promise<McpServers> {
  const { McpServers: Servers } = await import('./mcp/servers.ts')
  const { worktree, folder } = context
  return Servers.open({
    servers: await context.servers(),
    place: { processes: turn.processes, worktree, folder, env: toolEnvironment(context) },
    ...{ report: turn.report, signal: turn.signal, newId: turn.newId },
    onlyReads: () => onlyReads(turn.mode()),
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

function commandReport(report: TurnReport, newId: () => string): CommandReport {
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
