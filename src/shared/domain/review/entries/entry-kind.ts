import type { StoredKind } from '../../stored-kind.ts'
import type { LedgerAct } from '../ledger-values.ts'
import type { LedgerState } from '../ledger-state.ts'

/** One kind of entry: how it is kept, and what it does. */
export interface EntryKind<Fact extends { readonly type: string }> extends StoredKind<
  Omit<Fact, 'type'> & LedgerAct
> {
  readonly type: Fact['type']
  /** What is kept of an entry, as its newest version is; without this, all of its fields. */
  encode?(entry: Omit<Fact, 'type'> & LedgerAct): unknown
  /** Lets an entry count. `seq` is its number in the store. One that does not fit is a bug and throws. */
  apply(state: LedgerState, entry: Fact & LedgerAct, seq: number): void
}

/**
 * To version 2: who made an entry, and why. Before, only the person decided, edited, undid and redid; the rest is what
 * the workbench noted itself.
 */
export function withAct(rule: string | null): (data: unknown) => unknown {
  const by = rule === null ? { kind: 'person' } : { kind: 'rule', rule }
  return (data) => ({ ...(data as object), act: null, by, reason: null })
}

/**
 * To the version in which authors and own edits name a command line: a version of its own, so that a Winnow that takes all of
 * them for the person at a window refuses them. What is kept of before reads as it is; it says nothing of its client, but
 * for some of the last of it.
 */
export function withClient(data: unknown): unknown {
  return data
}
