import { open, readFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { AgentOutcome, TokenUsage } from '../adapter.ts'
import type { HistoryEntry } from './history.ts'
import type { ModelItem } from './items.ts'

/** One line of a session's rollout. Items are the server's own, verbatim. */
export type RolloutRecord =
  | {
      readonly type: 'turn'
      readonly turn: number
      readonly origin: string
      readonly instructions: string
    }
  | { readonly type: 'item'; readonly item: ModelItem }
  /** A tool is about to run: from here on it may have had an effect. */
  | { readonly type: 'intent'; readonly call: string; readonly tool: string }
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  /** Everything before is replaced by these items. Written by nothing yet, read already. */
  | { readonly type: 'compacted'; readonly history: readonly ModelItem[] }
  | { readonly type: 'end'; readonly outcome: AgentOutcome['kind'] }

/** What a session's rollout says. */
export interface RolloutState {
  readonly entries: HistoryEntry[]
  /** Ids of calls that began to run. */
  readonly started: Set<string>
  /** Lines in the middle that can't be read. */
  readonly damaged: number
}

/**
 * A session's conversation on disk: JSON lines, only ever appended, each on the disk before the turn goes on. A
 * last line that was cut off by a crash is dropped.
 */
export class Rollout {
  readonly state: RolloutState
  readonly #file: FileHandle
  #origin = ''

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

  /** Appends records and waits until they are on the disk. */
  async append(...records: readonly RolloutRecord[]): Promise<void> {
    const at = Date.now()
    await this.#file.appendFile(records.map((record) => `${JSON.stringify({ at, ...record })}\n`).join(''))
    await this.#file.datasync()
    for (const record of records) this.#origin = take(this.state, record, this.#origin)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

/** A new file's name is only safe once its folder is on the disk; Windows neither needs nor allows this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}

function readState(text: string): RolloutState {
  const state = { entries: [], started: new Set<string>(), damaged: 0 }
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
      state.entries.push({ item: record.item, origin })
      return origin
    case 'intent':
      state.started.add(record.call)
      return origin
    case 'compacted':
      state.entries.splice(0, Infinity, ...record.history.map((item) => ({ item, origin })))
      return origin
    default:
      return origin
  }
}
