import path from 'node:path'
import type { SessionUpdate, ToolCallContent, ToolCallUpdate } from '@agentclientprotocol/sdk'
import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import type { ItemState } from '#shared/domain/timeline/item-kind.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TurnContext } from '../adapter.ts'
import { firstLine, inputText, ItemReport } from '../item-report.ts'
import { editDiff } from '../edit-diff.ts'
import type { UnknownUpdate } from './update-schema.ts'

/** Characters of what is not understood that are shown. */
const mostUnknown = 1000

/** What is known of a tool call by now. */
interface Tool {
  readonly update: ToolCallUpdate
  printed: boolean
}

/** What an ACP agent tells of a turn, as items of the timeline. */
export class AcpTurnReport {
  readonly #context: Pick<TurnContext, 'report' | 'worktree'>
  readonly #prefix: string
  readonly items: ItemReport
  readonly #tools = new Map<string, Tool>()
  #text: { readonly kind: 'message' | 'reasoning'; readonly id: string } | null = null
  #count = 0
  /** How often each kind of update was told that is not known. */
  readonly #unknown = new Map<string, { readonly item: AgentItem; readonly times: number }>()

  /** `prefix` keeps ids of this turn apart from those of others. */
  constructor(context: Pick<TurnContext, 'report' | 'worktree'>, prefix: string) {
    this.#context = context
    this.#prefix = prefix
    this.items = new ItemReport(context.report)
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
        return this.items.tell({
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

  /** Keeps what is not understood before the person, each kind of it once: an agent may tell it a thousand times. */
  takeUnknown({ name, raw }: UnknownUpdate): void {
    const times = (this.#unknown.get(name)?.times ?? 0) + 1
    const often = times === 1 ? '' : ` ${times} times, the last time`
    const item: AgentItem = {
      id: `${this.#prefix}-unknown-${name}`,
      kind: 'notice',
      state: 'running',
      text: `It told${often} of something that this Winnow does not know (“${name}”):\n${inputText(raw).slice(0, mostUnknown)}`,
    }
    this.#unknown.set(name, { item, times })
    this.items.tell(item)
  }

  /** Takes in what is told of a tool call, also by a request for permission; gives its item's id. */
  tool(update: ToolCallUpdate): string {
    const id = `${this.#prefix}-${update.toolCallId}`
    const known = this.#tools.get(update.toolCallId)
    const tool: Tool = { update: merged(known?.update, update), printed: known?.printed ?? false }
    this.#tools.set(update.toolCallId, tool)
    const item = this.#item(id, tool.update)
    this.items.tell(item)
    if (item.state === 'running') this.#context.report.activity(activityOf(item))
    const output = outputOf(tool.update)
    if (
      !isOpen(item) &&
      !tool.printed &&
      output !== '' &&
      (item.kind === 'command' || item.kind === 'toolCall')
    ) {
      tool.printed = true
      this.items.print(id, output)
    }
    return id
  }

  /** What a tool call would make of its files, as far as it says; made when it is asked for, since a call is told often. */
  diff(update: ToolCallUpdate): string | null {
    const diffs = diffsOf(this.#whole(update))
    if (diffs.length === 0) return null
    return diffs.map((one) => editDiff(this.#name(one.path), one.oldText ?? null, one.newText)).join('\n')
  }

  /** The files that a tool call is about. */
  paths(update: ToolCallUpdate): readonly string[] {
    const whole = this.#whole(update)
    const named = [...(whole.locations ?? []), ...diffsOf(whole)].map(({ path: file }) => this.#name(file))
    return [...new Set(named)]
  }

  /** The files of which a request itself shows what would be written. */
  shown(update: ToolCallUpdate): readonly string[] {
    return [...new Set(diffsOf(update).map(({ path: file }) => this.#name(file)))]
  }

  /** Nothing comes any more. */
  end(completed: boolean): void {
    this.#settle()
    for (const { item } of this.#unknown.values()) this.items.tell({ ...item, state: 'completed' })
    this.items.end(completed)
  }

  #whole(update: ToolCallUpdate): ToolCallUpdate {
    return merged(this.#tools.get(update.toolCallId)?.update, update)
  }

  #grow(kind: 'message' | 'reasoning', content: { readonly type: string; readonly text?: unknown }): void {
    const piece = content.type === 'text' && typeof content.text === 'string' ? content.text : ''
    if (piece === '') return
    if (this.#text?.kind !== kind) {
      this.#settle()
      this.#count += 1
      this.#text = { kind, id: `${this.#prefix}-text-${this.#count}` }
      this.#context.report.activity(kind === 'message' ? 'writing' : 'thinking')
    }
    this.items.texts.grow(kind, this.#text.id, piece)
  }

  /** The text that grew is whole: something else comes. */
  #settle(): void {
    if (this.#text === null) return
    const { kind, id } = this.#text
    this.#text = null
    this.items.tell({ id, kind, state: 'completed', text: this.items.texts.settle(id) })
  }

  #plan(entries: readonly { readonly content: string; readonly status: string }[]): void {
    this.#settle()
    const steps = entries.map(({ content, status }) => ({ step: content, state: stepState(status) }))
    const done = steps.every(({ state }) => state === 'completed')
    this.items.tell({
      id: `${this.#prefix}-plan`,
      kind: 'plan',
      state: done ? 'completed' : 'running',
      text: '',
      steps,
    })
  }

  #item(id: string, update: ToolCallUpdate): AgentItem {
    const state = stateOf(update.status ?? 'pending')
    const inside = this.paths(update).filter((name) => !path.isAbsolute(name))
    const title = update.title ?? update.kind ?? 'tool'
    switch (update.kind) {
      case 'execute': {
        const exitCode = exitCodeOf(update.rawOutput)
        // opencode calls a command completed that was cut off by the stop.
        const isCutOff = this.items.isStopped && state === 'completed' && exitCode === null
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
        // Asked for at its end alone: a call is told often.
        return {
          ...{ id, kind: 'edit', state, text: inside[0] ?? title, paths: inside },
          diff: state === 'running' ? null : this.diff(update),
        }
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

  #name(file: string): string {
    const relative = path.isAbsolute(file) ? path.relative(this.#context.worktree, file) : file
    return relative.startsWith('..') ? file : relative
  }
}

function stateOf(status: string): ItemState {
  return status === 'completed' || status === 'failed' ? status : 'running'
}

function diffsOf({
  content,
}: ToolCallUpdate): readonly Extract<ToolCallContent, { readonly type: 'diff' }>[] {
  return (content ?? []).flatMap((part) => (part.type === 'diff' ? [part] : []))
}

/** What is told later replaces what was told, where it is told. */
function merged(known: ToolCallUpdate | undefined, update: ToolCallUpdate): ToolCallUpdate {
  const told = Object.entries(update).filter(([, value]) => value !== null && value !== undefined)
  return { ...known, ...(Object.fromEntries(told) as ToolCallUpdate) }
}

function activityOf(item: AgentItem): string {
  const text = 'text' in item ? firstLine(item.text) : ''
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
