import type { Failure } from '../../base/failure.ts'

/** How a turn ended. */
export type TurnOutcome<Kind extends string = string> =
  /** `answered`: it was asked a question, and was to change nothing. */
  | { readonly kind: 'completed'; readonly answered?: boolean }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly failure: Failure<Kind> }
