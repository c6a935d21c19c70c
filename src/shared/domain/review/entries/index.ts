import { err, ok, type Result } from '../../../base/result.ts'
import { decodeStored } from '../../stored-kind.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { LedgerAct } from '../ledger-values.ts'
import { absent } from './absent.ts'
import { baseMoved } from './base-moved.ts'
import { baseRestored } from './base-restored.ts'
import { decided } from './decided.ts'
import { editRemoved } from './edit-removed.ts'
import { edited } from './edited.ts'
import type { EntryKind } from './entry-kind.ts'
import { recut } from './recut.ts'
import { redone } from './redone.ts'
import { undone } from './undone.ts'

export type { AbsentFact } from './absent.ts'
export type { BaseMovedFact } from './base-moved.ts'
export type { BaseRestoredFact } from './base-restored.ts'
export type { DecidedFact } from './decided.ts'
export type { EditedFact } from './edited.ts'
export type { EditRemovedFact } from './edit-removed.ts'
export type { RecutFact } from './recut.ts'

/** Every kind of entry there is; a new one is a file of its own and a line here. */
const kinds = { decided, edited, editRemoved, undone, redone, absent, recut, baseMoved, baseRestored }

type FactOf<Kind> = Kind extends EntryKind<infer Fact> ? Fact : never

/** What is written down, in order, and never changed. */
export type LedgerFact = FactOf<(typeof kinds)[keyof typeof kinds]>

/** A fact with who wrote it down. */
export type LedgerEntry = LedgerFact & LedgerAct

function kindOf(type: string): EntryKind<LedgerFact> | undefined {
  return Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : undefined
}

/** Lets an entry count; `seq` is its number in the store. One that does not fit is a bug and throws. */
export function applyEntry(state: LedgerState, entry: LedgerEntry, seq: number): void {
  if (entry.act !== null) state.acts.add(entry.act)
  if ('revision' in entry) state.seen = Math.max(state.seen, entry.revision ?? 0)
  kindOf(entry.type)?.apply(state, entry, seq)
}

/** An entry from what is kept of it. The error says why it can't be read. */
export function decodeEntry(type: string, version: number, data: unknown): Result<LedgerEntry, string> {
  const kind = kindOf(type)
  if (!kind) return err(`there is no kind of entry "${type}"`)
  const read = decodeStored(kind, version, data)
  return read.ok ? ok({ ...read.value, type } as LedgerEntry) : read
}

/** What is kept of an entry. */
export function encodeEntry({ type, ...data }: LedgerEntry): {
  readonly type: string
  readonly version: number
  readonly data: unknown
} {
  const kind: EntryKind<LedgerFact> = kinds[type]
  return { type, version: kind.version, data: kind.encode?.(data) ?? data }
}
