import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestUsage, TurnRequest } from './ports.ts'
import { Silence } from './silence.ts'
import { StepCheckpoints } from './step-checkpoints.ts'

/** Where what an agent does in a turn goes; see `TurnReport` of the adapters. */
export interface OpenTurnReport {
  readonly report: TurnRequest['report']
  /** Nothing comes any more. What is still asked expires; settles when what was to be kept is. */
  dispose(): Promise<void>
}

/** Characters of a difference that are kept: a timeline is sent by many items at once. */
const mostDiff = 24_000

function withinLength(item: EditReport): EditReport {
  if (item.diff === null || item.diff.length <= mostDiff) return item
  return { ...item, diff: item.diff.slice(0, item.diff.lastIndexOf('\n', mostDiff)) }
}

type EditReport = Extract<AgentItem, { readonly kind: 'edit' }>

/**
 * Opens the report of a turn. Ids of its items begin with `prefix`, since an adapter numbers its own in each turn; `stop`
 * ends the wait for every answer.
 */
export function openTurnReport(
  { registry, timelines, asks, revisions }: SessionContext,
  turn: {
    readonly session: string
    readonly number: number
    readonly prefix: string
    readonly stop: AbortSignal
  },
): OpenTurnReport {
  const { session, number, prefix, stop } = turn
  const silence = new Silence((since) => registry.silent(session, since))
  const over = new AbortController()
  const spent = { requests: 0, input: 0, cachedInput: 0, output: 0, reasoning: 0 }
  const tellSpent = (state: 'running' | 'completed'): void =>
    timelines.report(session, number, { id: `${prefix}usage`, kind: 'usage', state, ...spent })
  const steps = new StepCheckpoints(async (item, mark) => {
    const id = `${prefix}after-${item}`
    const parent = prefix + item
    const kept = await revisions.checkpoint(session, { id, turn: number, at: 'step', mark })
    const took = kept?.took ?? null
    if (took === null) return 0
    timelines.tell(session, number, { id, kind: 'checkpoint', state: 'completed', parent, took })
    return took
  })
  const placed = <Item extends { readonly id: string; readonly parent?: string | null | undefined }>(
    item: Item,
  ): Item => ({
    ...item,
    id: prefix + item.id,
    ...(typeof item.parent === 'string' ? { parent: prefix + item.parent } : {}),
  })
  return {
    report: {
      item(item) {
        silence.heard()
        timelines.report(session, number, placed(item.kind === 'edit' ? withinLength(item) : item))
      },
      output(item, bytes) {
        silence.heard()
        return timelines.output(session, number, prefix + item, bytes)
      },
      activity(text) {
        silence.heard()
        registry.activity(session, text)
      },
      async ask(ask, withdrawn) {
        silence.heard()
        const ends = [stop, over.signal, ...(withdrawn ? [withdrawn] : [])]
        const answer = await asks.ask({ session, turn: number }, placed(ask), ends)
        // It was not silent, it waited.
        silence.heard()
        return answer
      },
      checkpoint: (item, mark) => steps.take(item, mark ?? null),
      usage({ input, cachedInput, output, reasoning }: RequestUsage) {
        silence.heard()
        spent.requests += 1
        spent.input += input
        spent.cachedInput += cachedInput
        spent.output += output
        spent.reasoning += reasoning
        tellSpent('running')
      },
    },
    async dispose() {
      over.abort()
      if (spent.requests > 0) tellSpent('completed')
      silence.dispose()
      await steps.idle()
    },
  }
}
