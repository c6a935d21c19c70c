import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import {
  isSameIdentity,
  type ConfiguredPerson,
  type Identity,
  type Person,
} from '#shared/domain/landing/identity.ts'
import type { KnownConfig } from '../git/config-list.ts'
import { effectiveConfig } from '../git/effective-config.ts'
import type { LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'

/** Whose commits git's configuration says they are, for this repository or for the person: `author.*` before `user.*`. */
export async function configuredPerson(
  known: KnownConfig,
  folder: string,
): Promise<Result<ConfiguredPerson, LandingFailure>> {
  const listed = await known.of(folder)
  if (!listed.ok) return gitFailed(listed.error)
  const config = effectiveConfig(listed.value)
  const of = (role: 'author' | 'committer', field: 'name' | 'email'): string =>
    config.get(`${role}.${field}`) ?? config.get(`user.${field}`) ?? ''
  const identity = (role: 'author' | 'committer'): Identity => ({
    name: of(role, 'name'),
    email: of(role, 'email'),
  })
  return ok({ author: identity('author'), committer: identity('committer') })
}

/**
 * Whose commits git would make: what the person's environment says (`GIT_AUTHOR_NAME` and the like) goes before the
 * configuration, `EMAIL` comes after it. Null where a name or an address is missing.
 */
export function personOf(
  configured: ConfiguredPerson,
  env: Readonly<Record<string, string | undefined>>,
): Person {
  const identity = (role: 'AUTHOR' | 'COMMITTER', { name, email }: Identity): Identity | null =>
    usable({
      name: env[`GIT_${role}_NAME`] || name,
      email: env[`GIT_${role}_EMAIL`] || email || env['EMAIL'] || '',
    })
  return {
    author: identity('AUTHOR', configured.author),
    committer: identity('COMMITTER', configured.committer),
  }
}

/** Who is said to land, and whose work it is said to be. */
export interface GivenPerson {
  readonly identity?: Identity | undefined
  /** The author of this commit alone, where that is not the person. */
  readonly author?: Identity | undefined
}

/** Who makes a landing's commit, and what is to be remembered of that. */
export interface LandingPerson {
  readonly author: Identity
  /** Who lands it, which is the author unless another was given. */
  readonly person: Identity
  readonly committer: Identity
  /** `given`: git knows nobody, and this was entered. `confirmed`: it is what the configuration says since agents ran. */
  readonly remember: 'given' | 'confirmed' | null
}

/**
 * The person as git named them before agents could write its configuration, else the one given, else the remembered one.
 * Where the configuration names another person since, the one given goes first: that is the answer to the question.
 * `author` is whose work it is where that is somebody else: of this commit alone, and nothing of it is remembered.
 */
export function landingPerson(
  subject: Pick<LandingSubject, 'person' | 'identity'>,
  { identity, author }: GivenPerson,
): Result<LandingPerson, LandingFailure> {
  const who = whoLands(subject, identity)
  if (!who.ok) return who
  const landing = ok({ ...who.value, person: who.value.author })
  if (author === undefined) return landing
  const other = usable(author)
  if (other) return ok({ ...landing.value, author: other })
  return failure(
    'noIdentity',
    'git would not take that author: a name and an address are needed, of more than punctuation. Nothing was changed. Write them, or leave the author as it was.',
  )
}

function whoLands(
  { person, identity }: Pick<LandingSubject, 'person' | 'identity'>,
  given: Identity | undefined,
): Result<Omit<LandingPerson, 'person'>, LandingFailure> {
  const entered = given ? usable(given) : null
  const { known, since } = person
  if (entered && since && isSameIdentity(entered, since.author))
    return ok({ author: entered, committer: since.committer ?? entered, remember: 'confirmed' })
  const remember = entered !== null && known.author === null ? 'given' : null
  if (entered && since) return ok({ author: entered, committer: entered, remember })
  const other = entered ?? (identity && usable(identity))
  const author = known.author ?? other ?? known.committer
  const committer = known.committer ?? other ?? known.author
  if (author && committer) return ok({ author, committer, remember })
  return failure(
    'noIdentity',
    'git does not know your name and address, which a commit needs. Nothing was changed. Enter them here, or set user.name and user.email with git config.',
  )
}

/** The identity without the characters git drops; null if git would refuse what is left. */
function usable(identity: Identity): Identity | null {
  const name = stripped(identity.name)
  const email = stripped(identity.email)
  return name === '' || email === '' ? null : { name, email }
}

// What git's `strbuf_addstr_without_crud` strips: control characters and some punctuation at the ends, `<`, `>` and
// line ends anywhere.
function stripped(text: string): string {
  return text.replace(/[<>\n]/g, '').replace(/^[\0-\x20.,:;"'\\]+|[\0-\x20.,:;"'\\]+$/g, '')
}
