import type { BaseFileMove } from './carry.ts'
import type { Verdict } from './decided.ts'
import { clientOf, type Author, type LedgerEdit, type Place } from './ledger-values.ts'

/** A hunk of the changeset between a base tree and a numbered revision. */
export interface HunkSource {
  readonly base: string
  readonly revision: number
  readonly hunk: string
}

/** What is known of a decided hunk. `hunk`, `base` and `revision` say where its text at that time is found. */
export interface DecisionRecord extends HunkSource {
  readonly verdict: Verdict
  readonly by: Author
  readonly reason: string | null
  readonly place: Place
  /** The sequence number of the entry that decided it: the greater one is the newer one. */
  readonly entry: number
  /** Where what it says is found by the id that it has now, if not where it was decided. */
  readonly content?: HunkSource
  /** It was absent from a revision since. */
  readonly absent: boolean
  /** It would put back what an own edit replaced that has landed: nobody rejected it, it is simply not there any more. */
  readonly overridden?: boolean
}

/** null: decided to be undecided, whatever it was recut from; undefined: nothing is known. */
type Known = DecisionRecord | null | undefined
export type Change = readonly [hunk: string, before: Known, after: Known]

/** What one act of the person changed, to be undone and done again. */
export interface Step {
  readonly entry: number
  readonly label: string
  readonly changes: Change[]
  readonly editsBefore: readonly LedgerEdit[]
  readonly editsAfter: readonly LedgerEdit[]
  readonly returnedBefore: Returned
  readonly returnedAfter: Returned
}

/**
 * What a command line brought back by undo or redo: hunks and own edits, and the number of the entry that did it. Older
 * decisions count for them again, and whoever made these did not ask for that.
 */
type Returned = ReadonlyMap<string, number>

interface Recut {
  readonly were: readonly string[]
  readonly revision: number
}

/** The stretch of a ledger in which the base stayed the same: decisions reach over its edge only by being carried. */
export interface Period {
  base: string | null
  records: Map<string, DecisionRecord | null>
  /** By the hunk that is now, in order. */
  recut: Map<string, Recut[]>
  edits: readonly LedgerEdit[]
  returned: Returned
  done: Step[]
  undone: Step[]
  /** The records it began with. */
  readonly inherited: ReadonlyMap<string, DecisionRecord>
  readonly inheritedEdits: readonly LedgerEdit[]
  /** The sequence number of the entry that it began with. */
  readonly start: number
  /** How many landings there were when it began, if that was noted. */
  readonly landings: number | undefined
  /** The newest revision that was seen when it ended. */
  seen: number
  /** The way back to the base before, if it was noted. */
  readonly back: ReadonlyMap<string, BaseFileMove | null> | null
}

export function newPeriod(base: string | null): Period {
  return {
    base,
    records: new Map(),
    recut: new Map(),
    edits: [],
    returned: new Map(),
    done: [],
    undone: [],
    inherited: new Map(),
    inheritedEdits: [],
    start: 0,
    landings: undefined,
    seen: 0,
    back: null,
  }
}

/** What the entries of a ledger add up to, and the few ways in which an entry changes it. */
export class LedgerState {
  /** The newest revision that an entry is about. */
  seen = 0
  /** The periods that a move of the base ended, oldest first. */
  readonly former: Period[] = []
  period: Period = newPeriod(null)
  /** The ids of acts that are written down. */
  readonly acts = new Set<string>()

  /** One step of the person. What was undone can't be redone after it. */
  step(
    entry: number,
    label: string,
    changes: Change[],
    edits: readonly LedgerEdit[],
    base: string | null,
  ): void {
    const { period } = this
    period.base ??= base
    const { returned } = period
    period.done.push({
      entry,
      label,
      changes,
      editsBefore: period.edits,
      editsAfter: edits,
      returnedBefore: returned,
      returnedAfter: returned,
    })
    period.undone = []
    this.#set(changes, 2)
    period.edits = edits
  }

  /** Takes back the newest step; `entry` must be its number, `seq` is the number of the entry that says so. */
  undo(entry: number, seq: number, by: Author): void {
    const { period } = this
    const step = period.done.at(-1)
    if (step?.entry !== entry) throw new Error(`entry ${entry} is not the newest that can be undone`)
    period.done.pop()
    // As it is now, so that redo brings back marks that came later.
    const changes = step.changes.map(([id, before]): Change => [id, before, period.records.get(id)])
    period.undone.push({ ...step, changes, returnedAfter: period.returned })
    this.#set(changes, 1)
    this.#return(changes, step.editsBefore, step.returnedBefore, seq, by)
  }

  /** Does the step again that was undone last; `entry` must be its number, `seq` is the number of the entry that says so. */
  redo(entry: number, seq: number, by: Author): void {
    const { period } = this
    const step = period.undone.at(-1)
    if (step?.entry !== entry) throw new Error(`entry ${entry} is not the newest that can be redone`)
    period.undone.pop()
    period.done.push(step)
    this.#set(step.changes, 2)
    this.#return(step.changes, step.editsAfter, step.returnedAfter, seq, by)
  }

  /** Ends the period and begins the next. */
  begin(period: Period): void {
    this.period.seen = this.seen
    this.former.push(this.period)
    this.period = period
  }

  /** Goes on in the period before this one; in a new one where there is none. */
  returnTo(base: string): void {
    const restored = this.former.pop()
    this.period = restored ?? newPeriod(base)
    // What revisions that came since make of the restored decisions is not noted yet.
    if (restored) this.seen = restored.seen
  }

  /** Own edits as they were, and what was brought back as it was then; if a command line asks, this too. */
  #return(
    changes: readonly Change[],
    edits: readonly LedgerEdit[],
    returned: Returned,
    seq: number,
    by: Author,
  ): void {
    const { period } = this
    const there = new Set(period.edits.map(({ id }) => id))
    period.edits = edits
    period.returned = returned
    if (clientOf(by) === undefined) return
    const again = [
      ...changes.map(([hunk]) => hunk),
      ...edits.map(({ id }) => id).filter((id) => !there.has(id)),
    ]
    period.returned = new Map([...returned, ...again.map((id) => [id, seq] as const)])
  }

  #set(changes: readonly Change[], side: 1 | 2): void {
    for (const change of changes) {
      const record = change[side]
      if (record !== undefined) this.period.records.set(change[0], record)
      else this.period.records.delete(change[0])
    }
  }
}
