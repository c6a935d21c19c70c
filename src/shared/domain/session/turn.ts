import type { Failure } from '../../base/failure.ts'

/** How a turn ended. */
export type TurnOutcome<Kind extends string = string> =
  | { readonly kind: 'completed' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly failure: Failure<Kind> }
