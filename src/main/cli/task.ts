import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AgentChoice, AgentOptionName } from '#shared/domain/agent/agent-choice.ts'
import type { NewTask } from '#shared/contract/session.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import { changeSummaries, summariesById, type SessionSummary } from '#shared/domain/session/summary.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { splitTasks } from '#shared/domain/task/split.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { optionsOf } from '../agents/manifest.ts'
import { knownAgents } from '../agents/registry.ts'
import { CommandFailure, exitCode, expectOk, usage } from './outcome.ts'
import { plain } from './print.ts'

interface TaskFlags {
  readonly json?: boolean
  readonly repo?: string
  readonly agent?: string
  readonly run?: string
  readonly followUp?: string
  readonly model?: string
  readonly effort?: string
  readonly mode?: string
  readonly profile?: string
  readonly base?: string
  readonly attempts?: number
  readonly file?: string
  readonly title?: string
  readonly wait?: boolean
}

const kinds: readonly string[] = [...knownAgents.map(({ kind }) => kind), 'demo']

/** What an option is for, and the agents that take it. */
function help(words: string, option: AgentOptionName): string {
  const takers = knownAgents.filter((agent) => optionsOf(agent).some(({ name }) => name === option))
  return `${words}: ${takers.map(({ kind }) => kind).join(', ')}`
}

/** `winnow task`: starts tasks, from words, a file, or standard input; a blank line starts the next one. */
export function addTaskCommand(add: Add, context: Context): void {
  add('task [prompt...]', 'start tasks: the prompt, or several from a file with a blank line between them')
    .option('--repo <folder>', 'the repository; the current folder when absent')
    .option('--agent <kind>', `one of ${kinds.join(', ')}, or one of a file; command when --run is given`)
    .option('--run <command>', 'the command line of a command agent')
    .option('--follow-up <command>', 'its command line for follow-up turns')
    .option('--model <name>', help('the model, for the agents that take one', 'model'))
    .option('--effort <level>', help('how much the model thinks', 'effort'))
    .option('--mode <mode>', help('what it may do without asking', 'mode'))
    .option('--profile <name>', help('a set of the agent’s own settings', 'profile'))
    .option('--base <name>', 'branch, tag or commit to start from; HEAD when absent')
    .option('--attempts <number>', 'how many sessions try each task', Number, 1)
    .option('--file <file>', 'tasks from a file; - is standard input')
    .option('--title <text>', 'the title of the session')
    .option('--wait', 'wait until every session ended its turn; exit code 6 if one failed')
    .action(async (words: string[], flags: TaskFlags) => {
      const agent = agentOf(flags)
      const prompts = await promptsOf(words, flags, context)
      if (prompts.length === 0) {
        if (agent.kind !== 'command') throw usage('Say what the task is, in words or with --file.')
        prompts.push('')
      }
      await context.withClient(
        async (client) => {
          const repository = await context.repository(client, flags.repo)
          const tasks: NewTask[] = prompts.map((prompt) => ({
            repository,
            prompt,
            agent,
            base: flags.base,
            attempts: flags.attempts ?? 1,
            title: flags.title,
          }))
          const { sessions } = expectOk(await client.session.submit({ tasks }))
          if (!flags.wait) {
            context.show(flags.json, { session: sessions[0], sessions }, sessions.join('\n'))
            return
          }
          const ended = await waitFor(client, sessions)
          reportEnded(context, flags, ended)
        },
        flags.wait ? 'wait' : 'start',
      )
    })
}

function agentOf(flags: TaskFlags): AgentChoice {
  const kind = flags.agent ?? (flags.run === undefined ? 'openai' : 'command')
  // Which there are besides, the workbench knows.
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(kind))
    throw usage(`There is no agent "${kind}". Choose one of ${kinds.join(', ')}.`)
  if (kind === 'command' && !flags.run?.trim()) throw usage('A command agent needs --run COMMAND.')
  const { run: command, followUp: followUpCommand, model, effort, mode, profile } = flags
  return { kind, command, followUpCommand, model, effort, mode, profile }
}

async function promptsOf(words: readonly string[], flags: TaskFlags, context: Context): Promise<string[]> {
  if (words.length > 0) return [words.join(' ')]
  if (flags.file === undefined) return []
  const text =
    flags.file === '-'
      ? await context.readStdin()
      : await readFile(path.resolve(context.folder, flags.file), 'utf8')
  return [...splitTasks(text)]
}

/**
 * Waits until none of the sessions is queued or under way. Once for each time that one waits for an answer it is said
 * beside the answer, since it may wait for days.
 */
export async function waitFor(
  client: WorkbenchClient,
  sessions: readonly string[],
): Promise<readonly SessionSummary[]> {
  const told = new Map<string, string>()
  // A stream that ends before has more to tell: the next one begins with how all of them are.
  for (;;) {
    let latest: ReadonlyMap<string, SessionSummary> = new Map()
    for await (const event of await client.session.watch()) {
      latest = event.type === 'snapshot' ? summariesById(event.sessions) : changeSummaries(latest, event)
      const known = sessions.map((id) => latest.get(id)).filter((session) => session !== undefined)
      for (const session of known) tellWaiting(session, told)
      const ended = known.filter((session) => !isBusy(session))
      if (ended.length === sessions.length) return ended
    }
  }
}

function tellWaiting({ id, state, activity }: SessionSummary, told: Map<string, string>): void {
  const now = state === 'waiting' ? activity : ''
  if (now !== '' && told.get(id) !== now)
    process.stderr.write(
      `winnow: session ${id} waits for you; it ${plain(activity)}. \`winnow sessions\` shows how to answer.\n`,
    )
  told.set(id, now)
}

/** Prints how sessions ended; one that did not end well ends the command. */
export function reportEnded(context: Context, flags: JsonOption, ended: readonly SessionSummary[]): void {
  const results = ended.map((session) => ({
    session: session.id,
    state: session.state,
    activity: session.activity,
  }))
  const value = results.length === 1 ? results[0] : { ...results[0], sessions: results }
  context.show(flags.json, value, results.map((result) => `${result.session} ${result.state}`).join('\n'))
  const failed = ended.find((session) => session.state !== 'ready')
  if (failed)
    throw new CommandFailure(
      { kind: 'sessionFailed', message: failed.activity },
      exitCode.sessionFailed,
      true,
    )
}
