import type { Result } from '#shared/base/result.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import type { ReviewAnswer } from '#shared/domain/review/review-answer.ts'
import type { Change } from './review-model.ts'

/** An act that the person asks for. */
export interface ReviewRequest {
  /** Sends it under this id; asked again under the same, the workbench does it once. */
  send(act: string): Promise<Result<ReviewAnswer, ReviewFailure>>
  /** What it sets. */
  readonly changes?: readonly Change[]
  /** Undo and redo go to what they did. null: it does more than set verdicts. */
  readonly step?: 'undo' | 'redo' | null
  /** What it is, for the person, where its changes do not say it: "save your edit of a.txt". */
  readonly words?: string
  readonly label?: string
  readonly reason?: string
  /** Its changes are all that it does, so that a later page can ask for it again. */
  readonly resend?: boolean
  done?(): void
  /** It was refused, or got no answer; the person is told already. */
  failed?(): void
}
