import type { BaseFileMove } from './carry.ts'
import type { Verdict } from './decided.ts'
import type { CarriedHunk, LedgerEdit, LedgerEntry, Place } from './ledger-entry.ts'

/** A hunk of the changeset between a base tree and a numbered revision. */
export interface HunkSource {
  readonly base: string
  readonly revision: number
  readonly hunk: string
}

/** What is known of a decided hunk. `hunk`, `base` and `revision` say where its text at that time is found. */
export interface DecisionRecord extends HunkSource {
  readonly verdict: Verdict
  readonly place: Place
  /** The sequence number of the entry that decided it: the greater one is the newer one. */
  readonly entry: number
  /** Where what it says is found by the id that it has now, if not where it was decided. */
  readonly content?: HunkSource
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

/** A decided hunk by the id that it has against the current base. */
export interface DecidedId {
  readonly id: string
  readonly content: HunkSource
  /** null: where `content` says. */
  readonly place: Place | null
}

interface Recut {
  readonly were: readonly string[]
  readonly revision: number
}

/** A step that can be undone or redone; `entry` is its entry's sequence number. */
export interface LedgerStep {
  readonly entry: number
  readonly label: string
  /** The hunks whose decisions it changes, if it changes nothing else. */
  readonly hunks: readonly string[] | null
}

/** Everything that belongs to one base; decisions never reach over its edge except by being carried. */
interface Epoch {
  base: string | null
  records: Map<string, DecisionRecord | null>
  /** By the hunk that is now, in order. */
  recut: Map<string, Recut[]>
  edits: readonly LedgerEdit[]
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

function newEpoch(base: string | null): Epoch {
  return {
    base,
    records: new Map(),
    recut: new Map(),
    edits: [],
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

  /** Whether this base is the one before the newest move, gone back to. Landing what takes a landing back is none. */
  isWayBack(base: string, landings: number): boolean {
    return this.#former.at(-1)?.base === base && landings <= (this.#epoch.landings ?? landings)
  }

  /** The files of the current base that are another in the one before; null if that is not known. */
  get wayBack(): ReadonlyMap<string, BaseFileMove | null> | null {
    return this.#epoch.back
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

  /** All hunks that have a decision, by a hunk that they were recut from too. */
  *decided(): Iterable<DecidedId> {
    const { records, recut } = this.#epoch
    for (const id of new Set([...records.keys(), ...recut.keys()])) {
      const content = this.record(id) && contentIn(this.#epoch, id)
      if (content) yield { id, content, place: records.get(id)?.place ?? null }
    }
  }

  /** Hunks whose decision is now held by a hunk that was recut from them. */
  recutHunks(): ReadonlySet<string> {
    return new Set([...this.#epoch.recut.values()].flatMap((all) => all.flatMap(({ were }) => were)))
  }

  /** What undo and redo would do. */
  get undo(): LedgerStep | null {
    return stepOf(this.#epoch.done.at(-1))
  }

  get redo(): LedgerStep | null {
    return stepOf(this.#epoch.undone.at(-1))
  }

  /** The decision of a hunk: the newer one of its own and that of the hunks it was recut from, where they agree. */
  record(hunk: string): DecisionRecord | undefined {
    return recordIn(this.#epoch, hunk)
  }

  /** Adds one entry, with its sequence number in the store. An entry that does not fit is a bug and throws. */
  apply(seq: number, entry: LedgerEntry): void {
    if ('revision' in entry) this.#seen = Math.max(this.#seen, entry.revision ?? 0)
    switch (entry.type) {
      case 'decided':
        return this.#step(seq, entry.label, this.#changes(seq, entry), this.#epoch.edits, entry.base)
      case 'edited': {
        const kept = this.#epoch.edits.filter(
          ({ id }) => id !== entry.edit.id && !entry.replaces.includes(id),
        )
        return this.#step(seq, entry.label, this.#changes(seq, entry), [...kept, entry.edit], entry.base)
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
        for (const { now, were } of entry.pairs) {
          const others = this.#epoch.recut.get(now)
          const recut = { were, revision: entry.revision }
          if (others) others.push(recut)
          else this.#epoch.recut.set(now, [recut])
        }
        return
      case 'baseMoved':
        return this.#moveBase(seq, entry)
      case 'baseRestored':
        return this.#restoreBase(seq, entry)
    }
  }

  #changes(
    seq: number,
    { base, revision, decisions }: LedgerEntry & { type: 'decided' | 'edited' },
  ): Change[] {
    return decisions.map(({ hunk, verdict, place }): Change => {
      const record =
        verdict === null ? null : { verdict, hunk, base, revision, place, entry: seq, absent: false }
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

  #moveBase(seq: number, entry: LedgerEntry & { readonly type: 'baseMoved' }): void {
    const records = new Map<string, DecisionRecord>()
    for (const one of entry.kept ?? []) {
      const record = keptRecord(this.#epoch, one)
      if (record) records.set(one.to, record)
    }
    const { to: base, revision } = entry
    for (const one of entry.carried) {
      const record = commonRecord(this.#epoch, one.from)
      const content = { base, revision, hunk: one.to }
      if (record) records.set(one.to, { ...record, place: one.place, content })
      else records.delete(one.to)
    }
    for (const { hunk, place } of entry.overridden) {
      records.set(hunk, { verdict: 'reject', hunk, base, revision, place, entry: seq, absent: false })
    }
    this.#epoch.seen = this.#seen
    this.#former.push(this.#epoch)
    const { edits } = entry
    this.#epoch = {
      ...newEpoch(base),
      records: new Map(records),
      edits,
      start: seq,
      landings: entry.landings,
      inherited: records,
      inheritedEdits: edits,
      back: entry.back ? new Map(entry.back.map(({ path, move }) => [path, move])) : null,
    }
  }

  #restoreBase(seq: number, entry: LedgerEntry & { readonly type: 'baseRestored' }): void {
    const left = this.#epoch
    const { to: base, revision } = entry
    const restored = this.#former.pop()
    this.#epoch = restored ?? newEpoch(base)
    // What revisions that came since make of the restored decisions is not noted yet.
    if (restored) this.#seen = restored.seen
    const isSince = ({ from }: CarriedHunk): boolean =>
      from.some((id) => {
        const record = recordIn(left, id)
        return record ? record.entry > left.start : left.records.get(id) === null || left.inherited.has(id)
      })
    const kept = (entry.kept ?? []).filter(isSince).map((one): Change => {
      return [one.to, this.#epoch.records.get(one.to), keptRecord(left, one) ?? null]
    })
    const carried = entry.carried.filter(isSince).map((one): Change => {
      const record = commonRecord(left, one.from)
      const content = revision === undefined ? {} : { content: { base, revision, hunk: one.to } }
      const now = record ? { ...record, place: one.place, ...content } : null
      return [one.to, this.#epoch.records.get(one.to), now]
    })
    const changes = [...kept, ...carried]
    if (changes.length === 0 && entry.edits.length === 0) return
    const edits = [...this.#epoch.edits, ...entry.edits]
    this.#step(seq, 'the decisions made after the landing', changes, edits, entry.to)
  }
}

function stepOf(step: Step | undefined): LedgerStep | null {
  if (!step) return null
  const hunks = step.editsBefore === step.editsAfter ? step.changes.map(([hunk]) => hunk) : null
  return { entry: step.entry, label: step.label, hunks }
}

/**
 * Looks back through the recuts that came before `until`: what a hunk was made of counts as it was then, or was decided
 * since. `depth` bounds the way through hunks that were cut to and fro.
 */
function recordIn(epoch: Epoch, hunk: string, until = Infinity, depth = 0): DecisionRecord | undefined {
  const own = epoch.records.get(hunk)
  if (own === null) return undefined
  const recut = epoch.recut.get(hunk)?.findLast(({ revision }) => revision < until)
  if (!recut || depth >= 6) return own
  const parts = recut.were.map((id) => recordIn(epoch, id, recut.revision, depth + 1))
  // What it was recut from may have been decided in another way since.
  const newest = Math.max(...parts.map((part) => part?.entry ?? 0))
  return own && own.entry >= newest ? own : common(parts)
}

/** What these hunks say together: the newest record if all have the same verdict. */
function commonRecord(epoch: Epoch, ids: readonly string[]): DecisionRecord | undefined {
  return common(ids.map((id) => recordIn(epoch, id)))
}

/** What was partly rejected and partly deferred does not land, and is still to be decided later: it is deferred. */
function common(records: readonly (DecisionRecord | undefined)[]): DecisionRecord | undefined {
  let newest = records[0]
  let oldest = newest
  for (const record of records) {
    if (!record || !newest || !oldest) return undefined
    if ((record.verdict === 'accept') !== (newest.verdict === 'accept')) return undefined
    if (record.entry > newest.entry) newest = record
    if (record.entry < oldest.entry) oldest = record
  }
  const mixed = records.some((record) => record?.verdict !== newest?.verdict)
  return mixed && oldest ? { ...oldest, verdict: 'defer' } : newest
}

/** Where the content of a decided hunk is found. */
function contentIn(epoch: Epoch, hunk: string): HunkSource | undefined {
  const own = epoch.records.get(hunk)
  if (own) return own.content ?? { base: own.base, revision: own.revision, hunk: own.hunk }
  const revision = epoch.recut.get(hunk)?.at(-1)?.revision
  return revision === undefined ? undefined : { base: epoch.base ?? '', revision, hunk }
}

/** A record for another id of the same content. */
function keptRecord(epoch: Epoch, { from, place }: CarriedHunk): DecisionRecord | undefined {
  const [hunk = ''] = from
  const record = recordIn(epoch, hunk)
  const content = contentIn(epoch, hunk)
  return record && content ? { ...record, place, content } : undefined
}
