import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { Porcelain } from '../git/porcelain.ts'
import type { Git } from '../git/run.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'

/** The identity that git is configured with, for this repository or for the person; null if it has none. */
export async function configuredIdentity(
  git: Git,
  folder: string,
): Promise<Result<Identity | null, LandingFailure>> {
  const porcelain = new Porcelain(git)
  const values: string[] = []
  for (const key of ['user.name', 'user.email']) {
    const value = await porcelain.config('read your identity', folder, key)
    if (!value.ok) return gitFailed(value.error)
    values.push(value.value)
  }
  return ok(usable({ name: values[0] ?? '', email: values[1] ?? '' }))
}

/** git's identity, else the one given, else the remembered one; `given` tells that it is the given one. */
export async function landingIdentity(
  git: Git,
  subject: LandingSubject,
  given: Identity | undefined,
): Promise<Result<{ readonly identity: Identity; readonly given: boolean }, LandingFailure>> {
  const configured = await configuredIdentity(git, subject.repositoryPath)
  if (!configured.ok) return configured
  if (configured.value) return ok({ identity: configured.value, given: false })
  const entered = given && usable(given)
  if (entered) return ok({ identity: entered, given: true })
  const remembered = subject.identity && usable(subject.identity)
  if (remembered) return ok({ identity: remembered, given: false })
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
