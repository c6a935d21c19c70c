import { createStore, type StoreApi } from 'zustand/vanilla'
import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import type { PlacedPin, ProposedReview } from '#shared/domain/review/proposed-review.ts'
import type { ReviewModel } from './review-model.ts'

/** What the agent proposes for the reading of its change; null where nothing, or nothing is known yet. */
export type Proposed = ProposedReview | null

const nothing: readonly PlacedPin[] = []

export function createProposed(): StoreApi<{ readonly proposed: Proposed }> {
  return createStore<{ readonly proposed: Proposed }>(() => ({ proposed: null }))
}

/** What is said where a hunk has no pin. */
export const noPins: readonly string[] = []
const unpinned: ReadonlyMap<string, readonly string[]> = new Map()
const known = new WeakMap<ProposedReview, ReadonlyMap<string, readonly string[]>>()

/** What is said at each hunk of its pins; the same map for the same proposal. */
export function pinsOfHunks(proposed: Proposed): ReadonlyMap<string, readonly string[]> {
  if (proposed === null) return unpinned
  const before = known.get(proposed)
  if (before !== undefined) return before
  const words = new Map<string, readonly string[]>()
  for (const pin of proposed.pins)
    if (pin.hunk !== null) words.set(pin.hunk, [...(words.get(pin.hunk) ?? []), wordsOfPin(pin)])
  known.set(proposed, words)
  return words
}

function wordsOfPin({ reason, state }: PlacedPin): string {
  const words = wordsForDisplay(reason)
  return state === 'changed' ? `${words} (of lines that changed since)` : words
}

/** "src/a.ts:12", as it is now. */
export function placeWords({ path, line }: PlacedPin): string {
  return `${pathForDisplay(path)}${line === null ? '' : `:${line}`}`
}

/** What became of a pin that is not at its lines; null where it is. */
export function stateWords({ state }: PlacedPin): string | null {
  if (state === 'changed') return 'Its lines changed since'
  return state === 'outside' ? 'Not among the changes' : null
}

/** The hunk with a pin after or before `at`, going round, as an index over all hunks; null where no other has one. */
export function stepPin(model: ReviewModel, proposed: Proposed, at: number, by: 1 | -1): number | null {
  const pinned = (proposed?.pins ?? nothing).flatMap(({ hunk }) =>
    hunk === null ? [] : (model.find(hunk)?.at ?? []),
  )
  const places = [...new Set(pinned)].toSorted((one, other) => (one - other) * by)
  return places.find((place) => (place - at) * by > 0) ?? places[0] ?? null
}
