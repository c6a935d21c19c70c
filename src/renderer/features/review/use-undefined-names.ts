import { useEffect } from 'react'
import { useStore } from 'zustand'
import { nameLanguageOf, type NameLink } from '#shared/domain/unit/names.ts'
import { undefinedBy, undefinedSentence, type HunkStanding } from '#shared/domain/unit/undefined-names.ts'
import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import { decideByStore } from '#renderer/view/decide-by.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'

const none: readonly NameLink[] = []

/**
 * Which names the verdict of a hunk, and of all that is decided with it, leaves undefined, as a sentence; null where none, or
 * while it is not known.
 */
export function useUndefinedNames(review: Review, model: ReviewModel, hunk: DecidedHunk): string | null {
  const path = model.files[model.find(hunk.id)?.file ?? -1]?.path ?? ''
  useEffect(() => {
    if (nameLanguageOf(path) === null) return
    // What is to be read is on screen first.
    const idle = requestIdleCallback(() => review.units.names.load(path))
    return () => cancelIdleCallback(idle)
  }, [review, model, path])
  const links = useStore(review.units.names.store, (byPath) => byPath.get(path) ?? none)
  useStore(decideByStore)
  useStore(review.units.store)
  if (links.length === 0) return null
  const together = review.units.membersOf(model, hunk).flatMap((entry) => model.groupOf(entry.hunk))
  const found = undefinedBy(links, hunk.id, (id) => standingOf(model, id), new Set([hunk.id, ...together]))
  return found === null ? null : undefinedSentence(found)
}

/** What is not shown may be anything. */
function standingOf(model: ReviewModel, id: string): HunkStanding {
  const entry = model.find(id)
  if (entry === null || entry.hunk.editedBy !== null) return 'edited'
  return model.verdictAt(entry.at)
}
