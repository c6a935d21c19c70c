import { open, readFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { AgentOutcome, TokenUsage } from '../adapter.ts'
import type { HistoryEntry } from './history.ts'
import { parseArguments } from './arguments.ts'
import type { ModelItem } from './items.ts'
import { parsePlan, type PlanStep } from './plan.ts'

/** One line of a session's rollout. Items are the server's own, verbatim. */
export type RolloutRecord =
  | {
      readonly type: 'turn'
      readonly turn: number
      readonly origin: string
      readonly instructions: string
    }
  | { readonly type: 'item'; readonly item: ModelItem; readonly by?: 'person' }
  /** What the person said while the turn ran. It is no part of the conversation before it was heard. */
  | { readonly type: 'words'; readonly item: ModelItem }
  /** All words so far are a part of the conversation from here on. */
  | { readonly type: 'heard' }
  /** The model was given this file of the repository's notes. */
  | { readonly type: 'notes'; readonly path: string; readonly hash: string; readonly bytes: number }
  /** A tool is about to run: from here on it may have had an effect. */
  | { readonly type: 'intent'; readonly call: string; readonly tool: string }
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  /** Everything before is replaced by these items: what the person said, and then the rest. */
  | {
      readonly type: 'compacted'
      readonly words?: readonly ModelItem[]
      readonly history: readonly ModelItem[]
      readonly by?: 'server' | 'summary'
    }
  | { readonly type: 'end'; readonly outcome: AgentOutcome['kind'] }

/** What a session's rollout says. */
export interface RolloutState {
  readonly entries: HistoryEntry[]
  /** Ids of calls that began to run. */
  readonly started: Set<string>
  /** Said by the person and not heard yet. */
  readonly unheard: ModelItem[]
  /** The model's plan, as it last gave it. */
  plan: readonly PlanStep[]
  /** What the model was given of the repository's notes, by path. */
  readonly notes: Map<string, { readonly hash: string; readonly bytes: number }>
  /** Lines in the middle that can't be read. */
  damaged: number
}

/**
 * A session's conversation on disk: JSON lines, only ever appended, each on the disk before the turn goes on. A
 * last line that was cut off by a crash is dropped.
 */
export class Rollout {
  readonly state: RolloutState
  readonly #file: FileHandle
  #origin = ''
  readonly #waiting: RolloutRecord[] = []
  #last: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null
  #isTorn = false
  #isSyncDue = false

  private constructor(file: FileHandle, state: RolloutState) {
    this.#file = file
    this.state = state
  }

  /** Opens the rollout of a session's folder, or starts it. Throws what the file system throws. */
  static async open(folder: string): Promise<Rollout> {
    const name = path.join(folder, 'rollout.jsonl')
    const bytes = await readFile(name).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0)
      throw error
    })
    const whole = bytes.lastIndexOf(0x0a) + 1
    const file = await open(name, 'a', 0o600)
    if (whole < bytes.length) await file.truncate(whole)
    if (bytes.length === 0) await syncFolder(folder)
    return new Rollout(file, readState(bytes.subarray(0, whole).toString('utf8')))
  }

  /**
   * Appends records and waits until they are on the disk. Calls come after each other in the order in which they were made;
   * what comes while others are written is written with one sync.
   */
  append(...records: readonly RolloutRecord[]): Promise<void> {
    this.#isSyncDue = true
    return this.#queue(records)
  }

  /** Appends records that a power cut may take, as long as it takes all that follows too; the end of a process does not. */
  write(...records: readonly RolloutRecord[]): Promise<void> {
    return this.#queue(records)
  }

  #queue(records: readonly RolloutRecord[]): Promise<void> {
    this.#waiting.push(...records)
    return (this.#next ??= this.#last.then(() => this.#write()))
  }

  async close(): Promise<void> {
    await this.#next?.catch(() => undefined)
    await this.#last
    await this.#file.close()
  }

  #write(): Promise<void> {
    const records = this.#waiting.splice(0)
    const isSyncDue = this.#isSyncDue
    this.#next = null
    this.#isSyncDue = false
    const written = this.#put(records, isSyncDue)
    // A write that failed is told to whoever asked for it; what comes later is tried anew.
    this.#last = written.catch(() => undefined)
    return written
  }

  async #put(records: readonly RolloutRecord[], isSyncDue: boolean): Promise<void> {
    const at = Date.now()
    const lines = records.map((record) => `${JSON.stringify({ at, ...record })}\n`).join('')
    // What a full disk cut off must not take the next line with it.
    const text = this.#isTorn ? `\n${lines}` : lines
    this.#isTorn = true
    await this.#file.appendFile(text)
    if (isSyncDue) await this.#file.datasync()
    this.#isTorn = false
    for (const record of records) this.#origin = take(this.state, record, this.#origin)
  }
}

/** A new file's name is only safe once its folder is on the disk; Windows neither needs nor allows this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}

function planOf(item: ModelItem): readonly PlanStep[] | null {
  if (item.type !== 'function_call' || item.name !== 'update_plan') return null
  const plan = parsePlan(parseArguments(item.arguments ?? '') ?? {})
  return plan.ok ? plan.value : null
}

function readState(text: string): RolloutState {
  const state: RolloutState = {
    entries: [],
    started: new Set(),
    unheard: [],
    plan: [],
    notes: new Map(),
    damaged: 0,
  }
  let origin = ''
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      origin = take(state, JSON.parse(line) as RolloutRecord, origin)
    } catch {
      state.damaged += 1
    }
  }
  return state
}

/** Adds a record to the state; the origin of what follows. */
function take(state: RolloutState, record: RolloutRecord, origin: string): string {
  switch (record.type) {
    case 'turn':
      return record.origin
    case 'item':
      state.entries.push({ item: record.item, origin, by: record.by })
      state.plan = planOf(record.item) ?? state.plan
      return origin
    case 'words':
      state.unheard.push(record.item)
      return origin
    case 'heard':
      state.entries.push(...state.unheard.splice(0).map((item) => ({ item, origin, by: 'person' as const })))
      return origin
    case 'notes':
      state.notes.set(record.path, { hash: record.hash, bytes: record.bytes })
      return origin
    case 'intent':
      state.started.add(record.call)
      return origin
    case 'compacted':
      state.entries.splice(
        0,
        Infinity,
        ...(record.words ?? []).map((item) => ({ item, origin, by: 'person' as const })),
        ...record.history.map((item) => ({ item, origin })),
      )
      // Calls and notes went with the rest.
      state.started.clear()
      state.notes.clear()
      return origin
    default:
      return origin
  }
}
