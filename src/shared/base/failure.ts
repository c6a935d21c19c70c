/**
 * Expected failure as data. `message` is the sentence for the person: what happened, what
 * was not touched, what to do next. `paths` and `refs` name what is concerned, `stderr` is git's own tail.
 */
export interface Failure<Kind extends string> {
  readonly kind: Kind
  readonly message: string
  readonly paths?: readonly string[]
  readonly refs?: readonly string[]
  readonly stderr?: string
}
