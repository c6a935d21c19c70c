/** A person's name and address for commits. */
export interface Identity {
  readonly name: string
  readonly email: string
}
