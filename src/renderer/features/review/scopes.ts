import { noneFresh, type Fresh } from './fresh-hunks.ts'
import type { Seen } from './review-seen.ts'
import type { ReviewModel } from './review-model.ts'

/** The part of a review that is shown and decided, where that is not everything. */
export interface Scope {
  readonly kind: 'sinceLook' | 'sinceRevision' | 'file'
  /** "Since my last look". */
  readonly words: string
  readonly hunks: ReadonlySet<string>
  /** The same of another changeset of the session, which takes the place of the one before. */
  next(before: ReviewModel, model: ReviewModel, seen: Seen): Scope
}

function hunksWhere(
  model: ReviewModel,
  holds: (hunk: string, at: number, file: number) => boolean,
): ReadonlySet<string> {
  return new Set(model.hunks.flatMap(({ at, file, hunk }) => (holds(hunk.id, at, file) ? [hunk.id] : [])))
}

/** Hunks that are undecided and were never seen; `fresh` ones are new until the reader goes on from them. */
export function neverSeen(model: ReviewModel, seen: Seen, fresh: Fresh): ReadonlySet<string> {
  return hunksWhere(model, (hunk, at) => model.verdictAt(at) === null && (!seen.has(hunk) || fresh.has(hunk)))
}

/**
 * What is undecided and was not seen before it was asked for. It keeps what is read and decided meanwhile, and a newer
 * revision adds what is new in it: nothing goes away under the reader.
 */
export function sinceLook(hunks: ReadonlySet<string>): Scope {
  return {
    kind: 'sinceLook',
    words: 'Since my last look',
    hunks,
    next: (before, model, seen) => {
      const added = neverSeen(model, seen, noneFresh)
      return sinceLook(
        hunksWhere(model, (hunk) => hunks.has(hunk) || (added.has(hunk) && before.find(hunk) === null)),
      )
    },
  }
}

/** What an earlier revision, with the hunks `known`, does not have. */
export function sinceRevision(number: number, known: ReadonlySet<string>, model: ReviewModel): Scope {
  return {
    kind: 'sinceRevision',
    words: `Since r${number}`,
    hunks: hunksWhere(model, (hunk) => !known.has(hunk)),
    next: (_before, next) => sinceRevision(number, known, next),
  }
}

/** One file, by its path. */
export function oneFile(path: string, model: ReviewModel): Scope {
  return {
    kind: 'file',
    words: `Only ${path.slice(path.lastIndexOf('/') + 1)}`,
    hunks: hunksWhere(model, (_hunk, _at, file) => model.files[file]?.path === path),
    next: (_before, next) => oneFile(path, next),
  }
}
