import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TurnContext } from '../adapter.ts'
import { firstLine, ItemReport } from '../item-report.ts'
import { diffText, pathsOf, timelineItem } from './items.ts'
import { deltaTold, itemTold, planTold, readItem, usageTold, type FileChange } from './protocol.ts'

/** What Codex tells of a turn, as items of the timeline. */
export class CodexTurnReport {
  readonly #context: Pick<TurnContext, 'report' | 'worktree'>
  readonly items: ItemReport
  readonly #printed = new Set<string>()
  readonly #changes = new Map<string, readonly FileChange[]>()

  constructor(context: Pick<TurnContext, 'report' | 'worktree'>) {
    this.#context = context
    this.items = new ItemReport(context.report)
  }

  /** The difference and the paths of an edit that was told, before it is written. */
  edit(item: string): {
    readonly diff: string
    readonly paths: readonly string[]
    /** The paths, and where files are moved to. */
    readonly written: readonly string[]
  } | null {
    const changes = this.#changes.get(item)
    if (changes === undefined) return null
    const { worktree } = this.#context
    const paths = pathsOf(changes, worktree)
    const moved = changes.flatMap(({ kind }) => kind.move_path ?? [])
    return { diff: diffText(changes, worktree), paths, written: [...paths, ...moved] }
  }

  take(method: string, params: unknown): void {
    switch (method) {
      case 'item/started':
        return this.#item(params, false)
      case 'item/completed':
        return this.#item(params, true)
      case 'item/agentMessage/delta':
        return this.#grow('message', params)
      case 'item/reasoning/summaryTextDelta':
        return this.#grow('reasoning', params)
      case 'item/plan/delta':
        return this.#grow('plan', params)
      case 'item/commandExecution/outputDelta':
        return this.#output(params)
      case 'turn/plan/updated':
        return this.#plan(params)
      case 'thread/tokenUsage/updated':
        return this.#usage(params)
      default:
        return
    }
  }

  #item(params: unknown, ended: boolean): void {
    const told = itemTold.safeParse(params)
    const item = told.success ? readItem(told.data.item) : null
    if (item === null) return
    if (item.type === 'fileChange') this.#changes.set(item.id, item.changes)
    const made = timelineItem(item, ended, this.#context.worktree)
    if (made === null) return
    this.items.texts.settle(made.item.id)
    this.items.tell(made.item)
    this.#say(made.item)
    if (ended && made.output !== null && !this.#printed.has(made.item.id))
      this.items.print(made.item.id, made.output)
  }

  #say(item: AgentItem): void {
    const { report } = this.#context
    if (item.state !== 'running') return
    if (item.kind === 'command') report.activity(`running ${firstLine(item.text)}`)
    else if (item.kind === 'edit') report.activity(`editing ${item.text}`)
    else if (item.kind === 'reasoning') report.activity('thinking')
    else if (item.kind === 'message') report.activity('writing')
    else if (item.kind === 'toolCall') report.activity(`calling ${item.tool}`)
  }

  #grow(kind: 'message' | 'reasoning' | 'plan', params: unknown): void {
    const told = deltaTold.safeParse(params)
    if (told.success) this.items.texts.grow(kind, told.data.itemId, told.data.delta)
  }

  #output(params: unknown): void {
    const told = deltaTold.safeParse(params)
    if (!told.success) return
    this.#printed.add(told.data.itemId)
    this.items.print(told.data.itemId, told.data.delta)
  }

  #plan(params: unknown): void {
    const told = planTold.safeParse(params)
    if (!told.success) return
    const steps = told.data.plan.map(({ step, status }) => ({ step, state: stepState(status) }))
    const done = steps.every(({ state }) => state === 'completed')
    const text = told.data.explanation ?? ''
    this.items.tell({
      id: `${told.data.turnId}-plan`,
      kind: 'plan',
      state: done ? 'completed' : 'running',
      text,
      steps,
    })
    const current = steps.find(({ state }) => state === 'inProgress')
    if (current) this.#context.report.activity(firstLine(current.step))
  }

  #usage(params: unknown): void {
    const told = usageTold.safeParse(params)
    if (!told.success) return
    const { inputTokens, cachedInputTokens, outputTokens, reasoningOutputTokens } = told.data.tokenUsage.last
    this.#context.report.usage({
      input: inputTokens,
      cachedInput: cachedInputTokens,
      output: outputTokens,
      reasoning: reasoningOutputTokens,
    })
  }
}

function stepState(status: string): 'pending' | 'inProgress' | 'completed' {
  return status === 'completed' || status === 'inProgress' ? status : 'pending'
}
