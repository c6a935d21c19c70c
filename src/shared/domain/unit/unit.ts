import type { Reading } from '../order/reading.ts'

/**
 * Why hunks are one unit. `block`: hunks of one function, or near each other; `hunk`: one alone; `class`: the same edit at
 * several places; `conflict`: what two sides of a merge changed and nobody resolved; the others are facts about content that let it be folded.
 */
export const unitKinds = [
  ...(['block', 'hunk', 'part', 'class', 'move', 'generated', 'deleted'] as const),
  ...(['imports', 'ends', 'formatting', 'conflict'] as const),
]
export type UnitKind = (typeof unitKinds)[number]

/**
 * What one key decides: an ordered set of hunks with a reason. Computed from base and revision alone; every hunk of a
 * changeset is in exactly one.
 */
export interface Unit {
  /** A hash of its members' ids: other members are another unit. */
  readonly id: string
  readonly kind: UnitKind
  /** Why these are one, in a few words: "function retry", "3 deleted files in src/old". */
  readonly reason: string
  /** Ids, in the order of the changeset. */
  readonly hunks: readonly string[]
  /** What was found out by which it is folded, as a sentence; null where there is nothing to prove. */
  readonly proof: string | null
  /** What is left elsewhere that this change would have been expected to take along, as a sentence; absent without any. */
  readonly left?: string | undefined
  /** Why it is read when it is. */
  readonly reading?: Reading | undefined
}

/** A unit before it has an id. */
export interface UnitDraft extends Omit<Unit, 'id'> {
  /** A word that a class of edits takes away, by which places are found that have it still; absent without one. */
  readonly oldWord?: string | undefined
}

/** Kinds whose content is folded: their units come after what is to be read. */
export const foldedKinds: ReadonlySet<UnitKind> = new Set([
  ...(['move', 'generated', 'deleted', 'imports', 'ends', 'formatting'] as const),
])

/** The units of one revision's changeset, in the order of reading. */
export interface ChangesetUnits {
  readonly number: number
  /** Tree ids. */
  readonly base: string
  readonly revision: string
  readonly units: readonly Unit[]
}
