import { createElement, useSyncExternalStore, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { EmptyState } from '#renderer/ui/empty-state.tsx'

type View = (properties: { readonly session: SessionSummary }) => ReactNode

let view: View | null = null
let failed = false
let loading: Promise<void> | null = null
const listeners = new Set<() => void>()

function changed(): void {
  for (const listener of [...listeners]) listener()
}

/**
 * Loads the review with its editor, which is three quarters of all code: the rest of the window is there before it.
 * Asking again is free.
 */
export function loadReview(): Promise<void> {
  loading ??= import('#renderer/features/review/review-view.tsx').then(
    ({ ReviewView }) => {
      view = ReviewView
      changed()
    },
    () => {
      failed = true
      changed()
    },
  )
  return loading
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  void loadReview()
  return () => listeners.delete(listener)
}

const notHere = { disabledReason: 'The changes are not on screen yet.' }

/** Answers the commands of the review that take words, where there is no review yet to do so: the words have a field. */
export function WordsBeforeReview(): null {
  useCommand('review.rejectWithReason', () => undefined, notHere)
  useCommand('review.edit', () => undefined, notHere)
  useCommand('review.filterFiles', () => undefined, notHere)
  useCommand('review.find', () => undefined, notHere)
  return null
}

/** The review of a session, as soon as its code is here. Not React's `lazy`, which holds back what came late for 300 ms. */
export function DeferredReview({ session }: { readonly session: SessionSummary }): ReactNode {
  const loaded = useSyncExternalStore(subscribe, () => view)
  const isFailed = useSyncExternalStore(subscribe, () => failed)
  if (loaded !== null) return createElement(loaded, { session })
  if (isFailed)
    return (
      <EmptyState title="The review could not be loaded.">
        Nothing was changed. Load this page again.
      </EmptyState>
    )
  return (
    <>
      <WordsBeforeReview />
      <EmptyState title="Opening the review" />
    </>
  )
}
