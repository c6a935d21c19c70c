import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TurnContext } from '../adapter.ts'
import { GrowingTexts } from '../growing-texts.ts'
import { diffText, pathsOf, timelineItem } from './items.ts'
import { deltaTold, itemTold, planTold, readItem, usageTold, type FileChange } from './protocol.ts'

/** What Codex tells of a turn, as items of the timeline. */
export class CodexTurnReport {
  readonly #context: Pick<TurnContext, 'report' | 'worktree'>
  readonly #texts: GrowingTexts
  readonly #open = new Map<string, AgentItem>()
  readonly #printed = new Set<string>()
  readonly #changes = new Map<string, readonly FileChange[]>()
  #kept: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(context: Pick<TurnContext, 'report' | 'worktree'>) {
    this.#context = context
    this.#texts = new GrowingTexts((item) => this.#report(item))
  }

  /** All output that was told is kept; rejects where it could not be. */
  get kept(): Promise<void> {
    return this.#kept
  }

  /** The difference and the paths of an edit that was told, before it is written. */
  edit(item: string): { readonly diff: string; readonly paths: readonly string[] } | null {
    const changes = this.#changes.get(item)
    if (changes === undefined) return null
    const { worktree } = this.#context
    return { diff: diffText(changes, worktree), paths: pathsOf(changes, worktree) }
  }

  /** The person stops the turn: what ends badly from here on was cut off by that, late as it may be told. */
  stop(): void {
    this.#isStopped = true
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

  /** Nothing comes any more: what was not ended is told as it is left. A plan may end with steps that were not done. */
  end(completed: boolean): void {
    for (const item of [...this.#open.values(), ...this.#texts.end()])
      this.#report({ ...item, state: completed && item.kind === 'plan' ? 'completed' : 'interrupted' })
  }

  #item(params: unknown, ended: boolean): void {
    const told = itemTold.safeParse(params)
    const item = told.success ? readItem(told.data.item) : null
    if (item === null) return
    if (item.type === 'fileChange') this.#changes.set(item.id, item.changes)
    const made = timelineItem(item, ended, this.#context.worktree)
    if (made === null) return
    this.#texts.settle(made.item.id)
    const cutOff = this.#isStopped && made.item.state === 'failed'
    this.#report(cutOff ? { ...made.item, state: 'interrupted' } : made.item)
    this.#say(made.item)
    if (ended && made.output !== null && !this.#printed.has(made.item.id))
      this.#print(made.item.id, made.output)
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
    if (told.success) this.#texts.grow(kind, told.data.itemId, told.data.delta)
  }

  #output(params: unknown): void {
    const told = deltaTold.safeParse(params)
    if (!told.success) return
    this.#printed.add(told.data.itemId)
    this.#print(told.data.itemId, told.data.delta)
  }

  #print(item: string, text: string): void {
    this.#kept = this.#kept.then(() => this.#context.report.output(item, Buffer.from(text)))
    // Whoever waits for it is told; until then it must not count as unhandled.
    this.#kept.catch(() => undefined)
  }

  #plan(params: unknown): void {
    const told = planTold.safeParse(params)
    if (!told.success) return
    const steps = told.data.plan.map(({ step, status }) => ({ step, state: stepState(status) }))
    const done = steps.every(({ state }) => state === 'completed')
    const text = told.data.explanation ?? ''
    this.#report({
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

  #report(item: AgentItem): void {
    if (isOpen(item)) this.#open.set(item.id, item)
    else this.#open.delete(item.id)
    this.#context.report.item(item)
  }
}

function stepState(status: string): 'pending' | 'inProgress' | 'completed' {
  return status === 'completed' || status === 'inProgress' ? status : 'pending'
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 60) ?? ''
}
