import path from 'node:path'
import type { SessionUpdate, ToolCallUpdate } from '@agentclientprotocol/sdk'
import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import type { ItemState } from '#shared/domain/timeline/item-kind.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TurnContext } from '../adapter.ts'
import { GrowingTexts } from '../growing-texts.ts'
import { editDiff } from './edit-diff.ts'

/** Characters of what a tool was called with that are kept. */
const mostInput = 10_000

/** What is known of a tool call by now. */
interface Tool {
  readonly update: ToolCallUpdate
  printed: boolean
}

/** What an ACP agent tells of a turn, as items of the timeline. */
export class AcpTurnReport {
  readonly #context: Pick<TurnContext, 'report' | 'worktree'>
  readonly #prefix: string
  readonly #texts: GrowingTexts
  readonly #open = new Map<string, AgentItem>()
  readonly #tools = new Map<string, Tool>()
  #text: { readonly kind: 'message' | 'reasoning'; readonly id: string; whole: string } | null = null
  #count = 0
  #kept: Promise<void> = Promise.resolve()
  #isStopped = false

  /** `prefix` keeps ids of this turn apart from those of others. */
  constructor(context: Pick<TurnContext, 'report' | 'worktree'>, prefix: string) {
    this.#context = context
    this.#prefix = prefix
    this.#texts = new GrowingTexts((item) => this.#report(item))
  }

  /** All output that was told is kept; rejects where it could not be. */
  get kept(): Promise<void> {
    return this.#kept
  }

  /** The person stops the turn: what ends badly from here on was cut off by that. */
  stop(): void {
    this.#isStopped = true
  }

  take(update: SessionUpdate): void {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        return this.#grow('message', update.content)
      case 'agent_thought_chunk':
        return this.#grow('reasoning', update.content)
      case 'tool_call':
      case 'tool_call_update':
        this.#settle()
        return void this.tool(update)
      case 'plan':
        return this.#plan(update.entries)
      case 'notice':
        return this.#context.report.item({
          id: `${this.#prefix}-notice-${(this.#count += 1)}`,
          kind: 'notice',
          state: update.severity === 'error' ? 'failed' : 'completed',
          text: [update.title, update.description ?? ''].filter((part) => part !== '').join('\n'),
        })
      case 'compaction_update':
        return this.#report({
          id: `${this.#prefix}-${update.compactionId}`,
          kind: 'compaction',
          state:
            update.status === 'in_progress'
              ? 'running'
              : update.status === 'completed'
                ? 'completed'
                : 'failed',
          text: update.error ?? '',
        })
      default:
        // Commands, modes, titles and fill of the window: nothing that happened.
        return
    }
  }

  /** Takes in what is told of a tool call, also by a request for permission; gives its item's id. */
  tool(update: ToolCallUpdate): string {
    const id = `${this.#prefix}-${update.toolCallId}`
    const known = this.#tools.get(update.toolCallId)
    const tool: Tool = { update: merged(known?.update, update), printed: known?.printed ?? false }
    this.#tools.set(update.toolCallId, tool)
    const item = this.#item(id, tool.update)
    this.#report(item)
    if (item.state === 'running') this.#context.report.activity(activityOf(item))
    const output = outputOf(tool.update)
    if (
      !isOpen(item) &&
      !tool.printed &&
      output !== '' &&
      (item.kind === 'command' || item.kind === 'toolCall')
    ) {
      tool.printed = true
      this.#kept = this.#kept.then(() => this.#context.report.output(id, Buffer.from(output)))
      this.#kept.catch(() => undefined)
    }
    return id
  }

  /** The files that a tool call is about, and what it would make of them, as far as it says. */
  touched(update: ToolCallUpdate): { readonly paths: readonly string[]; readonly diff: string | null } {
    const whole = merged(this.#tools.get(update.toolCallId)?.update, update)
    const diffs = (whole.content ?? []).flatMap((part) => (part.type === 'diff' ? [part] : []))
    const named = [...(whole.locations ?? []), ...diffs].map(({ path: file }) => this.#name(file))
    return {
      paths: [...new Set(named)],
      diff:
        diffs.length === 0
          ? null
          : diffs.map((one) => editDiff(this.#name(one.path), one.oldText ?? null, one.newText)).join('\n'),
    }
  }

  /** Nothing comes any more: what was not ended is told as it is left. A plan may end with steps that were not done. */
  end(completed: boolean): void {
    this.#settle()
    for (const item of this.#open.values())
      this.#report({ ...item, state: completed && item.kind === 'plan' ? 'completed' : 'interrupted' })
  }

  #grow(kind: 'message' | 'reasoning', content: { readonly type: string; readonly text?: unknown }): void {
    const piece = content.type === 'text' && typeof content.text === 'string' ? content.text : ''
    if (piece === '') return
    if (this.#text?.kind !== kind) {
      this.#settle()
      this.#count += 1
      this.#text = { kind, id: `${this.#prefix}-text-${this.#count}`, whole: '' }
      this.#context.report.activity(kind === 'message' ? 'writing' : 'thinking')
    }
    this.#text.whole += piece
    this.#texts.grow(kind, this.#text.id, piece)
  }

  /** The text that grew is whole: something else comes. */
  #settle(): void {
    if (this.#text === null) return
    const { kind, id, whole } = this.#text
    this.#text = null
    this.#texts.settle(id)
    this.#report({ id, kind, state: 'completed', text: whole })
  }

  #plan(entries: readonly { readonly content: string; readonly status: string }[]): void {
    this.#settle()
    const steps = entries.map(({ content, status }) => ({ step: content, state: stepState(status) }))
    const done = steps.every(({ state }) => state === 'completed')
    this.#report({
      id: `${this.#prefix}-plan`,
      kind: 'plan',
      state: done ? 'completed' : 'running',
      text: '',
      steps,
    })
  }

  #item(id: string, update: ToolCallUpdate): AgentItem {
    const state = this.#state(update.status ?? 'pending')
    const { paths } = this.touched(update)
    const inside = paths.filter((name) => !path.isAbsolute(name))
    const title = update.title ?? update.kind ?? 'tool'
    switch (update.kind) {
      case 'execute': {
        const exitCode = exitCodeOf(update.rawOutput)
        // opencode calls a command completed that was cut off by the stop.
        const isCutOff = this.#isStopped && state === 'completed' && exitCode === null
        return {
          id,
          kind: 'command',
          state: isCutOff ? 'interrupted' : state,
          text: commandOf(update.rawInput) ?? title,
          exitCode,
        }
      }
      case 'edit':
      case 'delete':
      case 'move':
        return { id, kind: 'edit', state, text: inside[0] ?? title, paths: inside }
      default:
        return {
          id,
          kind: 'toolCall',
          state,
          text: title,
          tool: update.name ?? update.kind ?? 'tool',
          input: inputText(update.rawInput),
          paths: inside,
        }
    }
  }

  #state(status: string): ItemState {
    if (status === 'completed') return 'completed'
    if (status === 'failed') return this.#isStopped ? 'interrupted' : 'failed'
    return 'running'
  }

  #name(file: string): string {
    const relative = path.isAbsolute(file) ? path.relative(this.#context.worktree, file) : file
    return relative.startsWith('..') ? file : relative
  }

  #report(item: AgentItem): void {
    if (isOpen(item)) this.#open.set(item.id, item)
    else this.#open.delete(item.id)
    this.#context.report.item(item)
  }
}

/** What is told later replaces what was told, where it is told. */
function merged(known: ToolCallUpdate | undefined, update: ToolCallUpdate): ToolCallUpdate {
  const told = Object.entries(update).filter(([, value]) => value !== null && value !== undefined)
  return { ...known, ...(Object.fromEntries(told) as ToolCallUpdate) }
}

function activityOf(item: AgentItem): string {
  const text = 'text' in item ? (item.text.trim().split('\n')[0]?.slice(0, 60) ?? '') : ''
  if (item.kind === 'command') return `running ${text}`
  return item.kind === 'edit' ? `editing ${text}` : text
}

function outputOf(update: ToolCallUpdate): string {
  return (update.content ?? [])
    .flatMap((part) => (part.type === 'content' && part.content.type === 'text' ? [part.content.text] : []))
    .join('\n')
}

/** The command line of a call, where it names one. */
export function commandOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('command' in input)) return null
  const { command } = input
  if (typeof command === 'string') return command
  return Array.isArray(command) ? command.map(String).join(' ') : null
}

function exitCodeOf(output: unknown): number | null {
  if (typeof output !== 'object' || output === null) return null
  const given = output as { readonly exitCode?: unknown; readonly metadata?: { readonly exit?: unknown } }
  const code = given.exitCode ?? given.metadata?.exit
  return typeof code === 'number' && Number.isInteger(code) ? code : null
}

function stepState(status: string): 'pending' | 'inProgress' | 'completed' {
  return status === 'completed' ? 'completed' : status === 'in_progress' ? 'inProgress' : 'pending'
}

function inputText(value: unknown): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return whole.length > mostInput ? `${whole.slice(0, mostInput)}…` : whole
}
