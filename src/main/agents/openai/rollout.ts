import { open, readFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { TurnReport } from '../adapter.ts'
import type { HistoryEntry } from './history.ts'
import { linesThatCount } from './rollout-places.ts'
import type { RolloutRecord } from './rollout-record.ts'
import { parseArguments } from './arguments.ts'
import { isToolOutput, type ModelItem } from './items.ts'
import { parsePlan, type PlanStep } from './plan.ts'

/** What a session's rollout says. */
export interface RolloutState {
  readonly entries: HistoryEntry[]
  /** Ids of calls that began to run. */
  readonly started: Set<string>
  /** Ids of calls that handed a plan over in the newest turn and have no answer. */
  readonly handedOver: Set<string>
  /** Said by the person and not heard yet. */
  readonly unheard: ModelItem[]
  /** The model's plan, as it last gave it. */
  plan: readonly PlanStep[]
  /** The plan that the person approved, and that holds; null where none does. */
  approved: string | null
  /** All plans that they approved, the oldest first. */
  readonly plans: string[]
  /** Names the choice of a mode that the model was told of last; null where it was told of none. */
  modeChosen: string | null
  /** What the model was given of the repository's notes, by path. */
  readonly notes: Map<string, { readonly hash: string; readonly bytes: number }>
  /** Lines in the middle that can't be read. */
  damaged: number
}

/** Wants to know where the file ends once this many of the waiting records are in it, in bytes. */
interface WantedPlace {
  readonly after: number
  readonly tell: (bytes: number) => void
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
  readonly #places: WantedPlace[] = []
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
    const name = rolloutFile(folder)
    const bytes = await readFile(name).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0)
      throw error
    })
    const whole = bytes.lastIndexOf(0x0a) + 1
    const file = await open(name, 'a', 0o600)
    if (whole < bytes.length) await file.truncate(whole)
    if (bytes.length === 0) await syncFolder(folder)
    return new Rollout(file, readState(bytes.subarray(0, whole)))
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

  /**
   * Where the conversation is now, in bytes of its file; all of that is on the disk. What is appended while this waits comes
   * behind it.
   */
  async place(): Promise<number> {
    let end = 0
    this.#places.push({
      after: this.#waiting.length,
      tell: (bytes) => {
        end = bytes
      },
    })
    await this.append()
    return end
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
    const places = this.#places.splice(0)
    const isSyncDue = this.#isSyncDue
    this.#next = null
    this.#isSyncDue = false
    const written = this.#put(records, places, isSyncDue)
    // A write that failed is told to whoever asked for it; what comes later is tried anew.
    this.#last = written.catch(() => undefined)
    return written
  }

  async #put(
    records: readonly RolloutRecord[],
    places: readonly WantedPlace[],
    isSyncDue: boolean,
  ): Promise<void> {
    const at = Date.now()
    const lines = records.map((record) => `${JSON.stringify({ at, ...record })}\n`)
    // What a full disk cut off must not take the next line with it.
    const mend = this.#isTorn ? '\n' : ''
    const start = places.length === 0 ? 0 : (await this.#file.stat()).size
    this.#isTorn = true
    await this.#file.appendFile(`${mend}${lines.join('')}`)
    for (const { after, tell } of places)
      tell(start + Buffer.byteLength(`${mend}${lines.slice(0, after).join('')}`))
    if (isSyncDue) await this.#file.datasync()
    this.#isTorn = false
    for (const record of records) this.#origin = take(this.state, record, this.#origin)
  }
}

/** Says in a turn's timeline what of the kept conversation can't be read. */
export function tellDamage(report: TurnReport, id: string, { damaged }: RolloutState): void {
  if (damaged === 0) return
  report.item({
    id,
    kind: 'notice',
    state: 'completed',
    text: `${damaged} lines of the kept conversation can't be read and are left out.`,
  })
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

/** The file of the conversation in a session's folder. */
export function rolloutFile(folder: string): string {
  return path.join(folder, 'rollout.jsonl')
}

function readState(bytes: Uint8Array): RolloutState {
  const state: RolloutState = {
    entries: [],
    started: new Set(),
    handedOver: new Set(),
    unheard: [],
    plan: [],
    approved: null,
    plans: [],
    modeChosen: null,
    notes: new Map(),
    damaged: 0,
  }
  let origin = ''
  for (const { record } of linesThatCount(bytes)) {
    if (record === null) state.damaged += 1
    else origin = take(state, record, origin)
  }
  return state
}

/** Adds a record to the state; the origin of what follows. */
function take(state: RolloutState, record: RolloutRecord, origin: string): string {
  switch (record.type) {
    case 'turn':
      state.handedOver.clear()
      return record.origin
    case 'forked':
      // Who answers that is asked in the session that it was forked from.
      state.handedOver.clear()
      return origin
    case 'item':
      if (isToolOutput(record.item)) state.handedOver.delete(record.item.call_id ?? '')
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
    case 'approved':
      state.approved = record.plan
      state.plans.push(record.plan)
      return origin
    case 'mode':
      state.modeChosen = record.chosen
      // What was approved before was another plan.
      if (record.mode === 'plan') state.approved = null
      return origin
    case 'intent':
      state.started.add(record.call)
      if (record.tool === 'propose_plan') state.handedOver.add(record.call)
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
      state.handedOver.clear()
      state.notes.clear()
      return origin
    default:
      return origin
  }
}
