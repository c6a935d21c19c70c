import type { Changeset } from '#shared/domain/review/decided.ts'
import { noneFresh, type Fresh } from './fresh-hunks.ts'
import type { ReviewModel } from './review-model.ts'

/** The replica: what the workbench holds of the review, and what of it is on screen. */
export interface ReviewState {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why there is nothing to show. */
  readonly failure: string | null
  readonly model: ReviewModel | null
  /** The model's version: changes when a decision does. */
  readonly version: number
  /** A newer revision that is here but not shown: nothing moves under the reader. */
  readonly incoming: Changeset | null
  /** An older revision is shown; it can't be decided any more. */
  readonly older: boolean
  /** What of the newest revision is new to the person, until it was looked at or decided. */
  readonly fresh: Fresh
  readonly undo: string | null
  readonly redo: string | null
  /** An act of this page is on its way: undo will have something to take back, whatever `undo` says by now. */
  readonly acting: boolean
  /** The workbench does not answer just now: what it has not acknowledged does not look as if it had. */
  readonly waiting: boolean
  /** Grows when the file on screen must be fetched again though nothing tells that it changed. */
  readonly retries: number
}

/** Before anything is told. */
export const initial: ReviewState = {
  phase: 'loading',
  failure: null,
  model: null,
  version: 0,
  incoming: null,
  older: false,
  fresh: noneFresh,
  undo: null,
  redo: null,
  acting: false,
  waiting: false,
  retries: 0,
}
