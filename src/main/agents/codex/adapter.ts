import type { Result } from '#shared/base/result.ts'
import { err, ok } from '#shared/base/result.ts'
import type { AgentAdapter, AgentOutcome, TurnContext } from '../adapter.ts'
import { settledWithin } from '../settled-within.ts'
import { failedTurn, turnAdapter, type Steered } from '../turn-adapter.ts'
import { CodexAsks } from './asks.ts'
import { codexFailure } from './failure.ts'
import { threadPermissions } from './permissions.ts'
import { errorTold, threadStarted, turnCompleted, turnStarted } from './protocol.ts'
import { keepThread, keptThread } from '../kept-thread.ts'
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
  return turnAdapter('codex', runTurn)
}

async function runTurn(context: TurnContext, signal: AbortSignal, steered: Steered): Promise<AgentOutcome> {
  const told = new CodexTurnReport(context)
  const end = settledLater()
  let asks: CodexAsks | null = null
  const started = await startServer(
    context,
    {
      notification(method, params) {
        told.take(method, params)
        const ended = method === 'turn/completed' ? turnCompleted.safeParse(params) : null
        if (ended?.success) end.resolve(outcomeOf(ended.data.turn))
        const error = method === 'error' ? errorTold.safeParse(params) : null
        if (error?.success && error.data.willRetry) tellRetry(context, error.data.error.message)
      },
      request: (request) => void (asks?.take(request) ?? request.refuse('no turn runs')),
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
    const turn = await startTurn(context, server, thread.value)
    if (signal.aborted) return { kind: 'interrupted' }
    if (!turn.ok) return turn.error
    server.letGo()
    const ids = { threadId: thread.value, turnId: turn.value }
    const say = async (words: string): Promise<boolean> => {
      const input = [{ type: 'text', text: words, text_elements: [] }]
      const { threadId, turnId } = ids
      return (await server.call('turn/steer', { threadId, expectedTurnId: turnId, input })).ok
    }
    asks = new CodexAsks(context.report, told, context.worktree, say)
    steered(say)
    const stop = (): void => {
      told.items.stop()
      asks?.withdraw()
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
    asks?.withdraw()
    await server.stop()
    told.items.end(completed)
    await told.items.kept
  }
}

function settledLater(): { readonly promise: Promise<AgentOutcome>; resolve(outcome: AgentOutcome): void } {
  let resolve: (outcome: AgentOutcome) => void = () => undefined
  const promise = new Promise<AgentOutcome>((settle) => (resolve = settle))
  return { promise, resolve }
}

async function openThread(context: TurnContext, server: CodexServer): Promise<Result<string, AgentOutcome>> {
  const kept = await keptThread(context.folder)
  const { model, effort, mode } = context.choice
  const permissions = await threadPermissions(context, server)
  const shared = {
    ...permissions,
    cwd: context.worktree,
    approvalPolicy: mode === 'never ask' ? 'never' : 'on-request',
    ...(model ? { model } : {}),
    config: { ...permissions.config, ...(effort ? { model_reasoning_effort: effort } : {}) },
  }
  const answer =
    kept === null
      ? await server.call('thread/start', shared)
      : await server.call('thread/resume', { threadId: kept, ...shared })
  const read = answer.ok ? threadStarted.safeParse(answer.value) : null
  if (read?.success) {
    const { id } = read.data.thread
    if (id !== kept) await keepThread(context.folder, id)
    return ok(id)
  }
  const why = answer.ok ? 'its answer could not be read' : answer.error
  const what =
    kept === null ? 'could not begin a conversation' : 'does not find the conversation of this session'
  return err(
    failedTurn(
      'stateFailed',
      `Codex ${what} (${why}), so nothing ran. What is in the worktree is kept. Send a follow-up to try again, or restart the task.`,
    ),
  )
}

async function startTurn(
  context: TurnContext,
  server: CodexServer,
  threadId: string,
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
  if (read?.success) return ok(read.data.turn.id)
  const why = answer.ok ? 'its answer could not be read' : answer.error
  return err(
    failedTurn(
      'badRequest',
      `Codex did not take the task (${why}). Nothing ran. Send a follow-up to try again.`,
    ),
  )
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
function tellRetry({ report }: TurnContext, message: string): void {
  if (!/waiting for network/i.test(message)) return report.activity(`trying again: ${message.slice(0, 60)}`)
  report.activity('waiting for the network')
  report.item({
    id: 'network',
    kind: 'notice',
    state: 'completed',
    text: 'Codex can’t reach its model’s server. It tries again until it can; stop the turn to end that.',
  })
}
