import type { HunkKind, Verdict } from '../contract/changeset.ts'
import type { RangedEdit } from './after-text.ts'

/** Where a hunk stood when it was decided. `path` is the path in the base. -U0 coordinates. */
export interface Place {
  readonly path: string
  readonly kind: HunkKind
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** An own edit as it is kept: with what its file is in the base, which is not in every changeset. */
export interface LedgerEdit extends RangedEdit {
  readonly baseMode: string
  readonly baseOid: string | null
  /** Its place in the base was changed by a move of the base: it can hold nowhere. */
  readonly lost: boolean
}

export interface LedgerDecision {
  readonly hunk: string
  /** null takes a decision back. */
  readonly verdict: Verdict | null
  readonly place: Place
}

/** One hunk against a new base that does what these hunks did together against the old one. */
export interface CarriedHunk {
  readonly from: readonly string[]
  readonly to: string
  readonly place: Place
}

/**
 * What is written down, in order, and never changed. `base` is the tree that the hunks are against, `revision` the
 * number of the revision that was looked at. `decided`, `edited` and `editRemoved` are the person's, and can be undone.
 */
export type LedgerEntry =
  | {
      readonly type: 'decided'
      readonly base: string
      readonly revision: number
      readonly label: string
      readonly decisions: readonly LedgerDecision[]
    }
  | {
      readonly type: 'edited'
      readonly base: string
      readonly revision: number
      readonly label: string
      readonly edit: LedgerEdit
      /** Earlier edits that it took in. */
      readonly replaces: readonly string[]
      /** Units that must be decided together with what it covers. */
      readonly decisions: readonly LedgerDecision[]
    }
  | {
      readonly type: 'editRemoved'
      readonly label: string
      readonly edit: string
      /** Hunks that are undecided again. */
      readonly cleared: readonly string[]
    }
  /** `entry` is the undone entry's sequence number. */
  | { readonly type: 'undone'; readonly entry: number }
  | { readonly type: 'redone'; readonly entry: number }
  /** These decided hunks are not in this revision. */
  | { readonly type: 'absent'; readonly revision: number; readonly hunks: readonly string[] }
  /** The hunk `now` does what the hunks `were` did together, cut or placed in another way. */
  | {
      readonly type: 'recut'
      readonly revision: number
      readonly pairs: readonly { readonly now: string; readonly were: readonly string[] }[]
    }
  | {
      readonly type: 'baseMoved'
      readonly from: string
      readonly to: string
      readonly revision: number
      /** The hunks that survived, decided or not. */
      readonly carried: readonly CarriedHunk[]
      /** Hunks that would undo an own edit that landed: the person chose against them. */
      readonly overridden: readonly { readonly hunk: string; readonly place: Place }[]
      /** Own edits that did not land, against the new base. */
      readonly edits: readonly LedgerEdit[]
    }
  /** The base went back to what it was before the newest `baseMoved`; `carried` are decisions made since. */
  | {
      readonly type: 'baseRestored'
      readonly to: string
      readonly carried: readonly CarriedHunk[]
      /** Own edits made since, against the restored base. */
      readonly edits: readonly LedgerEdit[]
    }

/** What is known of a decided hunk. `hunk`, `base` and `revision` say where its text at that time is found. */
export interface DecisionRecord {
  readonly verdict: Verdict
  readonly hunk: string
  readonly base: string
  readonly revision: number
  readonly place: Place
  /** It was absent from a revision since. */
  readonly absent: boolean
}

/** null: decided to be undecided, whatever it was recut from; undefined: nothing is known. */
type Entry = DecisionRecord | null | undefined
type Change = readonly [hunk: string, before: Entry, after: Entry]

interface Step {
  readonly entry: number
  readonly label: string
  readonly changes: Change[]
  readonly editsBefore: readonly LedgerEdit[]
  readonly editsAfter: readonly LedgerEdit[]
}

/** Everything that belongs to one base; decisions never reach over its edge except by being carried. */
interface Epoch {
  base: string | null
  records: Map<string, DecisionRecord | null>
  recut: Map<string, readonly string[]>
  edits: readonly LedgerEdit[]
  done: Step[]
  undone: Step[]
  /** The records it began with. */
  readonly inherited: ReadonlyMap<string, DecisionRecord>
  readonly inheritedEdits: readonly LedgerEdit[]
}

function newEpoch(
  base: string | null,
  records: ReadonlyMap<string, DecisionRecord> = new Map(),
  edits: readonly LedgerEdit[] = [],
): Epoch {
  return {
    base,
    records: new Map(records),
    recut: new Map(),
    edits,
    done: [],
    undone: [],
    inherited: records,
    inheritedEdits: edits,
  }
}

/**
 * The ledger of one session: a fold over its entries. Undo takes back the newest step of the person that is not
 * undone, redo the newest undone one until something new is decided; neither reaches over a move of the base.
 */
export class Ledger {
  readonly #former: Epoch[] = []
  #seen = 0
  #epoch: Epoch = newEpoch(null)

  /** Replays entries, as stored with their sequence numbers. */
  static replay(entries: Iterable<{ readonly seq: number; readonly entry: LedgerEntry }>): Ledger {
    const ledger = new Ledger()
    for (const { seq, entry } of entries) ledger.apply(seq, entry)
    return ledger
  }

  /** The newest revision that an entry is about. */
  get seen(): number {
    return this.#seen
  }

  /** The tree that the decisions are against; null while there are none. */
  get base(): string | null {
    return this.#epoch.base
  }

  /** The base before the newest move, if the move can be taken back. */
  get formerBase(): string | null {
    return this.#former.at(-1)?.base ?? null
  }

  get edits(): readonly LedgerEdit[] {
    return this.#epoch.edits
  }

  /** Own edits that were not there when the base moved last. */
  get editsSinceMove(): readonly LedgerEdit[] {
    const inherited = new Set(this.#epoch.inheritedEdits.map(({ id }) => id))
    return this.#epoch.edits.filter(({ id }) => !inherited.has(id))
  }

  /** All decisions against the current base, of hunks that are in the newest revision or not. */
  *records(): Iterable<readonly [hunk: string, record: DecisionRecord]> {
    for (const [hunk, record] of this.#epoch.records) if (record) yield [hunk, record]
  }

  /** Hunks whose decision is now held by a hunk that was recut from them. */
  recutHunks(): ReadonlySet<string> {
    return new Set([...this.#epoch.recut.values()].flat())
  }

  /** What undo and redo would do, with the sequence numbers of the entries. */
  get undo(): { readonly entry: number; readonly label: string } | null {
    return this.#epoch.done.at(-1) ?? null
  }

  get redo(): { readonly entry: number; readonly label: string } | null {
    return this.#epoch.undone.at(-1) ?? null
  }

  /** The decision of a hunk, its own or that of the hunks it was recut from where they agree. */
  record(hunk: string): DecisionRecord | undefined {
    return recordIn(this.#epoch, hunk, 0)
  }

  /** Adds one entry, with its sequence number in the store. An entry that does not fit is a bug and throws. */
  apply(seq: number, entry: LedgerEntry): void {
    if ('revision' in entry) this.#seen = Math.max(this.#seen, entry.revision)
    switch (entry.type) {
      case 'decided':
        return this.#step(seq, entry.label, this.#changes(entry), this.#epoch.edits, entry.base)
      case 'edited': {
        const kept = this.#epoch.edits.filter(
          ({ id }) => id !== entry.edit.id && !entry.replaces.includes(id),
        )
        return this.#step(seq, entry.label, this.#changes(entry), [...kept, entry.edit], entry.base)
      }
      case 'editRemoved': {
        const kept = this.#epoch.edits.filter(({ id }) => id !== entry.edit)
        const cleared = entry.cleared.map((id): Change => [id, this.#epoch.records.get(id), null])
        return this.#step(seq, entry.label, cleared, kept, this.#epoch.base)
      }
      case 'undone':
        return this.#undo(entry.entry)
      case 'redone':
        return this.#redo(entry.entry)
      case 'absent':
        for (const id of entry.hunks) {
          const record = this.#epoch.records.get(id)
          if (record) this.#epoch.records.set(id, { ...record, absent: true })
        }
        return
      case 'recut':
        for (const { now, were } of entry.pairs) this.#epoch.recut.set(now, were)
        return
      case 'baseMoved':
        return this.#moveBase(entry)
      case 'baseRestored':
        return this.#restoreBase(seq, entry)
    }
  }

  #changes(entry: LedgerEntry & { readonly type: 'decided' | 'edited' }): Change[] {
    const { base, revision } = entry
    return entry.decisions.map(({ hunk, verdict, place }): Change => {
      const record = verdict === null ? null : { verdict, hunk, base, revision, place, absent: false }
      return [hunk, this.#epoch.records.get(hunk), record]
    })
  }

  #step(
    entry: number,
    label: string,
    changes: Change[],
    edits: readonly LedgerEdit[],
    base: string | null,
  ): void {
    const epoch = this.#epoch
    epoch.base ??= base
    epoch.done.push({ entry, label, changes, editsBefore: epoch.edits, editsAfter: edits })
    epoch.undone = []
    this.#set(changes, 2)
    epoch.edits = edits
  }

  #set(changes: readonly Change[], side: 1 | 2): void {
    for (const change of changes) {
      const record = change[side]
      if (record !== undefined) this.#epoch.records.set(change[0], record)
      else this.#epoch.records.delete(change[0])
    }
  }

  #undo(entry: number): void {
    const step = this.#epoch.done.at(-1)
    if (step?.entry !== entry) throw new Error(`entry ${entry} is not the newest that can be undone`)
    this.#epoch.done.pop()
    // As it is now, so that redo brings back marks that came later.
    const changes = step.changes.map(([id, before]): Change => [id, before, this.#epoch.records.get(id)])
    this.#epoch.undone.push({ ...step, changes })
    this.#set(changes, 1)
    this.#epoch.edits = step.editsBefore
  }

  #redo(entry: number): void {
    const step = this.#epoch.undone.at(-1)
    if (step?.entry !== entry) throw new Error(`entry ${entry} is not the newest that can be redone`)
    this.#epoch.undone.pop()
    this.#epoch.done.push(step)
    this.#set(step.changes, 2)
    this.#epoch.edits = step.editsAfter
  }

  #moveBase(entry: LedgerEntry & { readonly type: 'baseMoved' }): void {
    const records = new Map<string, DecisionRecord>()
    for (const { from, to, place } of entry.carried) {
      const record = commonRecord(this.#epoch, from)
      if (record) records.set(to, { ...record, place })
    }
    for (const { hunk, place } of entry.overridden) {
      const { to: base, revision } = entry
      records.set(hunk, { verdict: 'reject', hunk, base, revision, place, absent: false })
    }
    this.#former.push(this.#epoch)
    this.#epoch = newEpoch(entry.to, records, entry.edits)
  }

  #restoreBase(seq: number, entry: LedgerEntry & { readonly type: 'baseRestored' }): void {
    const left = this.#epoch
    const untouched = (ids: readonly string[]): boolean =>
      ids.every((id) => recordIn(left, id, 0)?.verdict === left.inherited.get(id)?.verdict)
    const since = entry.carried.filter(({ from }) => !untouched(from))
    this.#epoch = this.#former.pop() ?? newEpoch(entry.to)
    const changes = since.map(({ from, to, place }): Change => {
      const record = commonRecord(left, from)
      return [to, this.#epoch.records.get(to), record ? { ...record, place } : null]
    })
    if (changes.length === 0 && entry.edits.length === 0) return
    const edits = [...this.#epoch.edits, ...entry.edits]
    this.#step(seq, 'the decisions made after the landing', changes, edits, entry.to)
  }
}

/** `depth` bounds the way back through hunks that were cut to and fro. */
function recordIn(epoch: Epoch, hunk: string, depth: number): DecisionRecord | undefined {
  const own = epoch.records.get(hunk)
  if (own !== undefined) return own ?? undefined
  const were = epoch.recut.get(hunk)
  return were && depth < 6 ? commonRecord(epoch, were, depth + 1) : undefined
}

/** The first record of these hunks if all have the same verdict. */
function commonRecord(epoch: Epoch, ids: readonly string[], depth = 0): DecisionRecord | undefined {
  const records = ids.map((id) => recordIn(epoch, id, depth))
  const [first] = records
  return first && records.every((record) => record?.verdict === first.verdict) ? first : undefined
}
