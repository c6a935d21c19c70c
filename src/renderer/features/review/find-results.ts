import {
  isAboutHunks,
  matcherOfFilters,
  verdictState,
  verdictStates,
  type Filter,
  type FindQuery,
  type HunkFacts,
  type HunkMark,
  type VerdictState,
} from '#shared/domain/review/find-query.ts'
import type { DiffDocument, FoundPlace } from '#renderer/editor/index.ts'
import { isFresh } from './fresh-hunks.ts'
import { stateOf } from './hunk-view.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'

/** What is found: a place in the text of a file, or without words to look for a hunk. */
export interface FindResult {
  readonly file: number
  /** Index over all hunks: the one found, or that the place stands in or is nearest to; null in a file without hunks. */
  readonly at: number | null
  readonly place: FoundPlace | null
  /** The line of the place; empty of a hunk. */
  readonly words: string
}

/** What the filters of a query let through in a changeset; of one without filters nothing is said. */
export interface Allowed {
  readonly files: ReadonlySet<number>
  /** Indexes over all hunks. */
  readonly hunks: ReadonlySet<number>
  /** Only lines of these hunks count, not those around them. */
  readonly hunksOnly: boolean
}

/** What the filters can ask of a hunk, as it stands now. */
function factsOf(review: Review, model: ReviewModel, at: number): HunkFacts | null {
  const entry = model.hunks[at]
  const file = entry === undefined ? undefined : model.files[entry.file]
  if (entry === undefined || file === undefined) return null
  const { hunk } = entry
  const past = model.pastOf(hunk)
  const marks = new Set<HunkMark>([review.seen.seen.has(hunk.id) ? 'seen' : 'unseen'])
  if (!review.state.older && isFresh(model, review.state.fresh, hunk.id)) marks.add('new')
  if (stateOf(model, hunk) === 'edited') marks.add('edited')
  if (past?.cameBack === true) marks.add('back')
  if (past != null && past.supersedes !== null) marks.add('changed')
  const unit = review.units.unitOf(hunk.id)
  const kinds = [hunk.kind, file.change, ...(unit === null ? [] : [unit.kind])]
  const edit = hunk.editedBy === null ? undefined : file.edits.find(({ id }) => id === hunk.editedBy)
  return {
    verdict: model.verdictAt(at),
    marks,
    kinds: new Set(kinds.map((kind) => kind.toLowerCase())),
    paths: file.oldPath === null ? [file.path] : [file.path, file.oldPath],
    by: new Set([edit === undefined ? 'agent' : edit.client === undefined ? 'me' : 'command-line']),
  }
}

/** What of a review is other over time, and filters go by. */
export interface Asked {
  /** What is decided, and by whom. */
  readonly standing: boolean
  readonly seen: boolean
  /** What is new to the person. */
  readonly fresh: boolean
  readonly units: boolean
}

/** What these filters go by: while nothing of that is other, they let the same through. */
export function askedBy(filters: readonly Filter[]): Asked {
  const marks = new Set(filters.flatMap(({ word, values }) => (word === 'is' ? values : [])))
  const seen = marks.has('seen') || marks.has('unseen')
  return {
    standing:
      filters.some(({ word }) => word === 'by') ||
      [...marks].some((mark) => mark !== 'seen' && mark !== 'unseen'),
    seen,
    fresh: marks.has('new'),
    units: filters.some(({ word }) => word === 'kind'),
  }
}

/** The hunks and files that the filters let through; of a part of the review that is shown, only that. */
export function allowedBy(review: Review, model: ReviewModel, { filters }: FindQuery): Allowed {
  const hunks = new Set<number>()
  const files = new Set<number>()
  // Nobody asks then.
  if (filters.length === 0) return { hunks, files, hunksOnly: false }
  const lets = matcherOfFilters(filters)
  for (const { at, file } of model.hunks) {
    if (!model.isShown(at)) continue
    const facts = factsOf(review, model, at)
    if (facts === null || !lets(facts)) continue
    hunks.add(at)
    files.add(file)
  }
  return { hunks, files, hunksOnly: filters.some(isAboutHunks) }
}

/** Without words to look for, the hunks themselves are what is found. */
export function hunkResults(model: ReviewModel, { hunks }: Allowed): readonly FindResult[] {
  return model.hunks
    .filter(({ at }) => hunks.has(at))
    .map(({ at, file }) => ({ file, at, place: null, words: '' }))
}

/** Characters of a line that the list has at most. */
const longest = 240

/** The places of one file that count, with the lines that they are in. */
export function placeResults(
  model: ReviewModel,
  file: number,
  document: DiffDocument,
  places: readonly FoundPlace[],
  { hunks, hunksOnly }: Allowed,
): readonly FindResult[] {
  if (places.length === 0) return []
  const before = (document.before ?? '').split('\n')
  const after = (document.after ?? document.before ?? '').split('\n')
  return places.flatMap((place): readonly FindResult[] => {
    const at = hunkAt(model, file, place)
    if (hunksOnly && (place.change === null || at === null || !hunks.has(at))) return []
    const line = (place.side === 'old' ? before : after)[place.line - 1] ?? ''
    const from = Math.max(0, place.from - 60)
    return [{ file, at, place, words: line.slice(from, from + longest).trim() }]
  })
}

/** The same result among those of a newer search. */
export function sameResult(
  results: readonly FindResult[],
  { file, at, place }: FindResult,
): FindResult | null {
  const isSame = (one: FindResult): boolean =>
    one.file === file &&
    (place === null
      ? one.place === null && one.at === at
      : one.place?.side === place.side && one.place.line === place.line && one.place.from === place.from)
  return results.find(isSame) ?? null
}

/** How many of the hunks that were found are in which state, of those that any is in. */
export function stateCounts(
  model: ReviewModel,
  results: readonly FindResult[],
): readonly (readonly [VerdictState, number])[] {
  const counts = new Map<VerdictState, number>()
  for (const at of new Set(results.flatMap((one) => one.at ?? []))) {
    const state = verdictState(model.verdictAt(at))
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return verdictStates.flatMap((state) => {
    const count = counts.get(state)
    return count === undefined ? [] : [[state, count] as const]
  })
}

/** The hunk that a place stands in, else the one that is nearest to it; null in a file without hunks. */
function hunkAt(model: ReviewModel, file: number, place: FoundPlace): number | null {
  const hunks = model.files[file]?.hunks ?? []
  const own = hunks.findIndex(
    (hunk) => hunk.id === place.change || (place.change !== null && hunk.editedBy === place.change),
  )
  if (own !== -1) return model.firstOf(file) + own
  let nearest: number | null = null
  let distance = Infinity
  for (const [index, hunk] of hunks.entries()) {
    if (hunk.kind !== 'text') continue
    const away = Math.abs(hunk.newStart - place.line)
    if (away >= distance) continue
    distance = away
    nearest = index
  }
  return nearest === null ? null : model.firstOf(file) + nearest
}
