/** What stood at the place of a hunk before, and what stands there now. */
export interface PreviousText {
  /**
   * What it was then. `decided`: of the revision in which the person decided it; `seen`: of the one that they looked at
   * last; `lostEdit`: the person's own edit, of lines
   * that the agent changed since.
   */
  readonly what: 'decided' | 'seen' | 'lostEdit'
  /** The revision's number, where it is one's text. */
  readonly number: number | null
  readonly then: string
  readonly now: string
}
