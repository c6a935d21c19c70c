import type { Result } from '#shared/base/result.ts'
import { err, ok } from '#shared/base/result.ts'
import type { AgentAdapter, AgentOutcome, CompactionContext, TurnContext } from '../adapter.ts'
import { settledWithin } from '../settled-within.ts'
import { failedTurn, turnAdapter, type Steered } from '../turn-adapter.ts'
import { CodexAsks } from './asks.ts'
import { codexFailure } from './failure.ts'
import {
  codexConversation,
  isCompactionDue,
  keepCompacted,
  keepConversation,
  keptConversation,
} from './kept-conversation.ts'
import { threadPermissions } from './permissions.ts'
import { errorTold, threadStarted, turnCompleted, turnStarted } from './protocol.ts'
import { startServer, type CodexServer } from './server.ts'
import { CodexTurnReport } from './turn-report.ts'

/** Milliseconds that an interrupted turn gets to say how it ended. */
const grace = 2000

/**
 * Codex through its app-server. Each turn has a server of its own, in what holds the turn's processes: a stop ends all of
 * it, its commands carry the session's mark, and what it asks of the workbench has an agent's rights. It costs some
 * 0.4 s. The conversation is Codex's own, and is resumed by its id, which is kept in the session's folder.
 */
export function createCodexAgent(): AgentAdapter {
  return turnAdapter(
    'codex',
    (context, signal, steered) => runTurn(context, (work) => startTurn(context, work), signal, steered),
    {
      conversation: codexConversation,
      compaction: {
        isDue: isCompactionDue,
        async run(context, signal) {
          const begin = (opened: OpenedThread): ReturnType<typeof startCompaction> =>
            startCompaction(context, opened)
          const outcome = await runTurn(context, begin, signal, () => undefined)
          if (outcome.kind === 'completed') await keepCompacted(context.folder, context.turn)
          return outcome
        },
      },
    },
  )
}

/** What a turn begins in. */
interface OpenedThread {
  readonly server: CodexServer
  readonly thread: string
  /** The turn that Codex says it began. */
  readonly begun: Promise<string>
  /** Settles once the turn can't begin any more. */
  readonly over: Promise<AgentOutcome>
}

/** `begin` has Codex begin one, and gives its id. */
async function runTurn(
  context: CompactionContext,
  begin: (opened: OpenedThread) => Promise<Result<string, AgentOutcome>>,
  signal: AbortSignal,
  steered: Steered,
): Promise<AgentOutcome> {
  const told = new CodexTurnReport(context)
  const end = settledLater<AgentOutcome>()
  const begun = settledLater<string>()
  const steer = settledLater<(words: string) => Promise<boolean>>()
  // From the first moment on: what a turn asks can come with the answer that says it began, and before that is written down.
  const asks = new CodexAsks(context.report, told, context.worktree, async (words) =>
    (await steer.promise)(words),
  )
  const started = await startServer(
    context,
    {
      notification(method, params) {
        told.take(method, params)
        const beginning = method === 'turn/started' ? turnStarted.safeParse(params) : null
        if (beginning?.success) begun.resolve(beginning.data.turn.id)
        const ended = method === 'turn/completed' ? turnCompleted.safeParse(params) : null
        if (ended?.success) end.resolve(outcomeOf(ended.data.turn))
        const error = method === 'error' ? errorTold.safeParse(params) : null
        if (error?.success && error.data.willRetry) tellRetry(context, error.data.error.message)
      },
      request: (request) => void asks.take(request),
      output: () => told.items.kept,
    },
    signal,
  )
  if (!started.ok) return started.error
  const server = started.value
  void server.ended.then((why) => end.resolve(failedTurn('exitCode', why.message, why.stderr)))
  let completed = false
  try {
    const thread = await openThread(context, server)
    if (signal.aborted) return { kind: 'interrupted' }
    if (!thread.ok) return thread.error
    const turn = await begin({
      server,
      thread: thread.value,
      begun: begun.promise,
      over: end.promise,
    })
    if (signal.aborted) return { kind: 'interrupted' }
    if (!turn.ok) return turn.error
    server.letGo()
    const ids = { threadId: thread.value, turnId: turn.value }
    const say = async (words: string): Promise<boolean> => {
      const input = [{ type: 'text', text: words, text_elements: [] }]
      const { threadId, turnId } = ids
      return (await server.call('turn/steer', { threadId, expectedTurnId: turnId, input })).ok
    }
    steer.resolve(say)
    steered(say)
    const stop = (): void => {
      told.items.stop()
      asks.withdraw()
      void server.call('turn/interrupt', ids)
      void settledWithin(end.promise, grace).then(
        (settled) => settled || end.resolve({ kind: 'interrupted' }),
      )
    }
    signal.addEventListener('abort', stop)
    const outcome = await end.promise
    signal.removeEventListener('abort', stop)
    steered(null)
    // It leaves the terminals that its commands opened to its client.
    await settledWithin(server.call('thread/backgroundTerminals/clean', { threadId: ids.threadId }), 500)
    if (signal.aborted) return { kind: 'interrupted' }
    completed = outcome.kind === 'completed'
    return outcome
  } finally {
    asks.withdraw()
    await server.stop()
    told.items.end(completed)
    await told.items.kept
  }
}

function settledLater<Value>(): { readonly promise: Promise<Value>; resolve(value: Value): void } {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((settle) => (resolve = settle))
  return { promise, resolve }
}

async function openThread(
  context: CompactionContext,
  server: CodexServer,
): Promise<Result<string, AgentOutcome>> {
  const kept = await keptConversation(context.folder)
  const { model, effort, mode } = context.choice
  const permissions = await threadPermissions(context, server)
  const shared = {
    ...permissions,
    cwd: context.worktree,
    approvalPolicy: mode === 'never ask' ? 'never' : 'on-request',
    ...(model ? { model } : {}),
    config: {
      ...permissions.config,
      ...(effort ? { model_reasoning_effort: effort } : {}),
      ...serverOf(context),
    },
  }
  const { thread, from } = kept
  const answer =
    from !== null
      ? await server.call('thread/fork', { threadId: from.thread, lastTurnId: from.turn, ...shared })
      : thread === null
        ? await server.call('thread/start', shared)
        : await server.call('thread/resume', { threadId: thread, ...shared })
  const read = answer.ok ? threadStarted.safeParse(answer.value) : null
  if (read?.success) {
    const { id } = read.data.thread
    if (id !== thread || from !== null)
      await keepConversation(context.folder, { ...kept, thread: id, from: null })
    return ok(id)
  }
  const why = answer.ok ? 'its answer could not be read' : answer.error
  const what =
    thread === null && from === null
      ? 'could not begin a conversation'
      : 'does not find the conversation of this session'
  return err(
    failedTurn(
      'stateFailed',
      `Codex ${what} (${why}), so nothing ran. What is in the worktree is kept. Send a follow-up to try again, or restart the task.`,
    ),
  )
}

/** The session's review among its servers, for this conversation alone: the person's own configuration stays as it is. */
function serverOf({ reviewServer }: CompactionContext): Readonly<Record<string, unknown>> {
  if (reviewServer === null) return {}
  const { name, command, args, env } = reviewServer
  return { [`mcp_servers.${name}`]: { command, args, env } }
}

async function startTurn(
  context: TurnContext,
  { server, thread: threadId }: Pick<OpenedThread, 'server' | 'thread'>,
): Promise<Result<string, AgentOutcome>> {
  const input = [
    { type: 'text', text: context.prompt, text_elements: [] },
    ...context.pictures.map((file) => ({ type: 'localImage', path: file })),
  ]
  const plan =
    context.choice.mode === 'plan'
      ? { collaborationMode: { mode: 'plan', settings: planSettings(context) } }
      : {}
  const answer = await server.call('turn/start', { threadId, input, ...plan })
  const read = answer.ok ? turnStarted.safeParse(answer.value) : null
  if (read?.success) {
    const { id } = read.data.turn
    await keepTurn(context, { thread: threadId, turn: id })
    return ok(id)
  }
  const why = answer.ok ? 'its answer could not be read' : answer.error
  return err(
    failedTurn(
      'badRequest',
      `Codex did not take the task (${why}). Nothing ran. Send a follow-up to try again.`,
    ),
  )
}

/** Codex answers before it begins: which turn that is, it says by itself. */
async function startCompaction(
  context: CompactionContext,
  { server, thread, begun, over }: OpenedThread,
): Promise<Result<string, AgentOutcome>> {
  const answer = await server.call('thread/compact/start', { threadId: thread })
  if (!answer.ok)
    return err(
      failedTurn(
        'badRequest',
        `Codex did not shorten the conversation (${answer.error}). It is as it was. Send a follow-up to go on, or update Codex and try again.`,
      ),
    )
  const turn = await Promise.race([begun.then((id) => ok(id)), over.then((outcome) => err(outcome))])
  if (turn.ok) await keepTurn(context, { thread, turn: turn.value })
  return turn
}

async function keepTurn(
  { folder, turn: number }: Pick<TurnContext, 'folder' | 'turn'>,
  place: { readonly thread: string; readonly turn: string },
): Promise<void> {
  const kept = await keptConversation(folder)
  await keepConversation(folder, { ...kept, turns: [...kept.turns, { number, ...place }] })
}

function planSettings({ choice }: TurnContext): Readonly<Record<string, unknown>> {
  return {
    model: choice.model ?? '',
    reasoning_effort: choice.effort ?? null,
    developer_instructions: null,
  }
}

function outcomeOf({
  status,
  error,
}: {
  readonly status: string
  readonly error?: { readonly message: string; readonly codexErrorInfo: unknown } | null | undefined
}): AgentOutcome {
  if (status === 'completed') return { kind: 'completed' }
  if (status === 'interrupted') return { kind: 'interrupted' }
  return codexFailure(error ?? { message: `it ended as “${status}”.`, codexErrorInfo: null })
}

/** Codex tries for ever where its server can't be reached. */
function tellRetry({ report }: CompactionContext, message: string): void {
  if (!/waiting for network/i.test(message)) return report.activity(`trying again: ${message.slice(0, 60)}`)
  report.activity('waiting for the network')
  report.item({
    id: 'network',
    kind: 'notice',
    state: 'completed',
    text: 'Codex can’t reach its model’s server. It tries again until it can; stop the turn to end that.',
  })
}
