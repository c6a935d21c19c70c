/** A person's name and address for commits. */
export interface Identity {
  readonly name: string
  readonly email: string
}

/** Who a commit says wrote it, and who made it; null where git knows nobody. */
export interface Person {
  readonly author: Identity | null
  readonly committer: Identity | null
}

/** What git's configuration says of that; '' for what it does not say. */
export interface ConfiguredPerson {
  readonly author: Identity
  readonly committer: Identity
}

/** Whether two name the same. */
export function isSameIdentity(one: Identity | null, other: Identity | null): boolean {
  return one?.name === other?.name && one?.email === other?.email
}

/** Whether two name the same author and the same committer. */
export function isSamePerson(one: Person, other: Person): boolean {
  return isSameIdentity(one.author, other.author) && isSameIdentity(one.committer, other.committer)
}
