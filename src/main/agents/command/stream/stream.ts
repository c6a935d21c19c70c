import path from 'node:path'
import { z } from 'zod'
import type { TurnContext } from '../../adapter.ts'
import { firstLine, ItemReport } from '../../item-report.ts'
import { claudeReader } from './claude.ts'
import { claudeHooksReader } from './claude-hooks.ts'
import { codexReader } from './codex.ts'
import { geminiReader } from './gemini.ts'
import { opencodeReader } from './opencode.ts'
import type { StreamReader, StreamTurn } from './turn.ts'

/** Bytes of one event at most: what is longer stays in the raw output alone. */
const longestLine = 4_000_000
/** Lines in which the first event is looked for. */
const mostBefore = 200

interface Form {
  readonly name: string
  /** The event that an output of this form begins with. */
  readonly first: z.ZodType
  read(turn: StreamTurn, prefix: string): StreamReader
  /** Whether its events end with one that says how the turn went. */
  readonly saysItsEnd: boolean
}

/** The forms of events that are known, by what the output itself says. */
const forms: readonly Form[] = [
  {
    name: 'Claude Code',
    first: z.object({ type: z.literal('system'), subtype: z.string(), session_id: z.string() }),
    read: claudeReader,
    saysItsEnd: true,
  },
  {
    name: 'Claude Code',
    first: z.object({ hook_event_name: z.string(), session_id: z.string() }),
    read: claudeHooksReader,
    saysItsEnd: true,
  },
  {
    name: 'Codex',
    first: z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
    read: codexReader,
    saysItsEnd: true,
  },
  {
    name: 'Gemini CLI',
    first: z.object({ type: z.literal('init'), session_id: z.string() }),
    read: geminiReader,
    saysItsEnd: true,
  },
  {
    name: 'opencode',
    first: z.object({ type: z.string(), sessionID: z.string(), timestamp: z.number() }),
    read: opencodeReader,
    saysItsEnd: false,
  },
]

/**
 * What a command writes, where that is events of a known agent as lines of JSON: its items, its tokens, and how its turn
 * really went. Anything else is let by, and so is what is not understood of it; the raw output is kept beside.
 */
export class AgentStream {
  readonly #context: Pick<TurnContext, 'report' | 'worktree'>
  readonly #prefix: string
  readonly #items: ItemReport
  readonly #refused: string[] = []
  #line: Buffer[] = []
  #lineBytes = 0
  #lines = 0
  #form: Form | null = null
  #reader: StreamReader | null = null
  #session: string | null = null
  #failure: string | null = null
  #hasEnded = false

  /** `prefix` keeps ids of this turn apart from those of others. */
  constructor(context: Pick<TurnContext, 'report' | 'worktree'>, prefix: string) {
    this.#context = context
    this.#prefix = prefix
    this.#items = new ItemReport(context.report)
  }

  /** Whose events these are, or null while they are nobody's. */
  get agent(): string | null {
    return this.#form?.name ?? null
  }

  /** The agent's own id of its conversation, once it told it. */
  get session(): string | null {
    return this.#session
  }

  /** Why the turn failed, as the agent says; null where it did not. */
  get failure(): string | null {
    if (this.#failure !== null) return this.#failure
    return this.#form?.saysItsEnd === true && !this.#hasEnded
      ? 'it ended before it said how its turn went'
      : null
  }

  /** All output that was told is kept; rejects where it could not be. */
  get kept(): Promise<void> {
    return this.#items.kept
  }

  /** The person stopped the turn. */
  stop(): void {
    this.#items.stop()
  }

  take(bytes: Uint8Array): void {
    if (this.#form === null && this.#lines > mostBefore) return
    let start = 0
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, start)) {
      this.#hold(bytes.subarray(start, at))
      this.#flush()
      start = at + 1
    }
    this.#hold(bytes.subarray(start))
  }

  /** Nothing comes any more: what was not ended by a newline is read, too. */
  finish(): void {
    this.#flush()
  }

  /** Tells what was refused, and ends what is open. `completed`: the turn ended well. */
  end(completed: boolean): void {
    if (this.#form === null) return
    if (this.#refused.length > 0)
      this.#context.report.item({
        id: `${this.#prefix}-refused`,
        kind: 'notice',
        state: 'failed',
        text: `${this.#form.name} was refused, since nobody could be asked, and went on without: ${[...new Set(this.#refused)].join('; ')}.`,
      })
    this.#items.end(completed)
  }

  #hold(piece: Uint8Array): void {
    this.#lineBytes += piece.length
    if (piece.length > 0 && this.#lineBytes <= longestLine) this.#line.push(Buffer.from(piece))
  }

  #flush(): void {
    const isWhole = this.#lineBytes > 0 && this.#lineBytes <= longestLine
    const text = isWhole ? Buffer.concat(this.#line).toString('utf8').trim() : ''
    this.#line = []
    this.#lineBytes = 0
    this.#lines += 1
    if (!text.startsWith('{')) return
    let event: unknown
    try {
      event = JSON.parse(text)
    } catch {
      return
    }
    if (this.#reader === null) {
      this.#form = forms.find(({ first }) => first.safeParse(event).success) ?? null
      this.#reader = this.#form?.read(this.#turn(), this.#prefix) ?? null
    }
    this.#reader?.(event)
  }

  #turn(): StreamTurn {
    const { report, worktree } = this.#context
    return {
      item: (item) => {
        this.#items.tell(item)
        const text = 'text' in item ? firstLine(item.text) : ''
        if (text !== '' && item.kind !== 'notice')
          report.activity(
            item.kind === 'command' ? `running ${text}` : item.kind === 'edit' ? `editing ${text}` : text,
          )
      },
      print: (item, text) => this.#items.print(item, text),
      usage: (usage) => report.usage(usage),
      session: (id) => void (this.#session = id),
      refused: (what) => void this.#refused.push(what),
      failed: (words) => void (this.#failure ??= words),
      ended: () => void (this.#hasEnded = true),
      name(file) {
        const relative = path.isAbsolute(file) ? path.relative(worktree, file) : file
        return relative.startsWith('..') ? file : relative
      },
    }
  }
}
