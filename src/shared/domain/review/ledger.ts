import type { BaseFileMove } from './carry.ts'
import { applyEntry, type LedgerEntry } from './entries/index.ts'
import { contentIn, recordIn } from './ledger-records.ts'
import { LedgerState, type DecisionRecord, type HunkSource, type Step } from './ledger-state.ts'
import type { LedgerEdit, Place } from './ledger-values.ts'

/** A decided hunk by the id that it has against the current base. */
export interface DecidedId {
  readonly id: string
  readonly content: HunkSource
  /** null: where `content` says. */
  readonly place: Place | null
}

/** A step that can be undone or redone; `entry` is its entry's sequence number. */
export interface LedgerStep {
  readonly entry: number
  readonly label: string
  /** The hunks whose decisions it changes, if it changes nothing else. */
  readonly hunks: readonly string[] | null
}

/**
 * The ledger of one session: a fold over its entries. Undo takes back the newest step of the person that is not
 * undone, redo the newest undone one until something new is decided; neither reaches over a move of the base.
 */
export class Ledger {
  readonly #state = new LedgerState()

  /** Replays entries, as stored with their sequence numbers. */
  static replay(entries: Iterable<{ readonly seq: number; readonly entry: LedgerEntry }>): Ledger {
    const ledger = new Ledger()
    for (const { seq, entry } of entries) ledger.apply(seq, entry)
    return ledger
  }

  /** The newest revision that an entry is about. */
  get seen(): number {
    return this.#state.seen
  }

  /** The tree that the decisions are against; null while there are none. */
  get base(): string | null {
    return this.#state.period.base
  }

  /** Whether an act of this id is written down already: asked for again, it is not done again. */
  hasAct(act: string): boolean {
    return this.#state.acts.has(act)
  }

  /** Whether this base is the one before the newest move, gone back to. Landing what takes a landing back is none. */
  isWayBack(base: string, landings: number): boolean {
    const { former, period } = this.#state
    return former.at(-1)?.base === base && landings <= (period.landings ?? landings)
  }

  /** The files of the current base that are another in the one before; null if that is not known. */
  get wayBack(): ReadonlyMap<string, BaseFileMove | null> | null {
    return this.#state.period.back
  }

  get edits(): readonly LedgerEdit[] {
    const { edits, returned } = this.#state.period
    if (returned.size === 0) return edits
    return edits.map((edit) => (returned.has(edit.id) ? { ...edit, client: 'commandLine' } : edit))
  }

  /** Own edits that were not there when the base moved last. */
  get editsSinceMove(): readonly LedgerEdit[] {
    const inherited = new Set(this.#state.period.inheritedEdits.map(({ id }) => id))
    return this.edits.filter(({ id }) => !inherited.has(id))
  }

  /** All decisions against the current base, of hunks that are in the newest revision or not. */
  *records(): Iterable<readonly [hunk: string, record: DecisionRecord]> {
    for (const [hunk, record] of this.#state.period.records) if (record) yield [hunk, record]
  }

  /** All hunks that have a decision, by a hunk that they were recut from too. */
  *decided(): Iterable<DecidedId> {
    const { period } = this.#state
    for (const id of new Set([...period.records.keys(), ...period.recut.keys()])) {
      const content = this.record(id) && contentIn(period, id)
      if (content) yield { id, content, place: period.records.get(id)?.place ?? null }
    }
  }

  /** Hunks whose decision is now held by a hunk that was recut from them. */
  recutHunks(): ReadonlySet<string> {
    return new Set([...this.#state.period.recut.values()].flatMap((all) => all.flatMap(({ were }) => were)))
  }

  /** What undo and redo would do. */
  get undo(): LedgerStep | null {
    return stepOf(this.#state.period.done.at(-1))
  }

  get redo(): LedgerStep | null {
    return stepOf(this.#state.period.undone.at(-1))
  }

  /** The decision of a hunk: the newer one of its own and that of the hunks it was recut from, where they agree. */
  record(hunk: string): DecisionRecord | undefined {
    return recordIn(this.#state.period, hunk)
  }

  /** Whether an own edit that landed stands in place of a hunk, since the agent wrote it. */
  isOverridden(hunk: string): boolean {
    const record = this.record(hunk)
    return record?.overridden === true && !record.absent
  }

  /** Adds one entry, with its sequence number in the store. An entry that does not fit is a bug and throws. */
  apply(seq: number, entry: LedgerEntry): void {
    applyEntry(this.#state, entry, seq)
  }
}

function stepOf(step: Step | undefined): LedgerStep | null {
  if (!step) return null
  const hunks = step.editsBefore === step.editsAfter ? step.changes.map(([hunk]) => hunk) : null
  return { entry: step.entry, label: step.label, hunks }
}
