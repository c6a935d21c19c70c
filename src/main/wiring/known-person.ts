import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { isSamePerson } from '#shared/domain/landing/identity.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import { KnownConfig } from '../git/config-list.ts'
import type { Git } from '../git/run.ts'
import type { SubjectPerson } from '../landing/dependencies.ts'
import { configuredPerson, personOf } from '../landing/identity.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import { StoreWriteError } from '../store/store.ts'

export interface PersonTools {
  readonly git: Git
  readonly registry: Pick<SessionRegistry, 'all'>
  readonly repositories: Repositories
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Whose commits are made in a repository. Every agent can write its configuration, so what that names is believed only
 * while no agent has worked in the repository since it was read last; it is read before each task begins. A name that
 * appeared since is kept apart, for the person to say whether it is theirs. What the environment says is the person's.
 * `known`: where the repository is, and its configuration, where that was looked up for the same operation.
 */
export async function knownPerson(
  { git, registry, repositories, env }: PersonTools,
  repository: string,
  known?: { readonly top: string; readonly config: KnownConfig },
): Promise<Result<SubjectPerson, LandingFailure>> {
  const place = known ? ok(known) : await placeOf(git, repositories, repository)
  if (!place.ok) return place
  const configured = await configuredPerson(place.value.config, place.value.top)
  if (!configured.ok) return configured
  const now = configured.value
  const turns = turnsOf(registry, repositories.sharing(repository))
  const kept = repositories.person(repository)
  const before =
    kept ??
    repositories
      .sharing(repository)
      .map((one) => repositories.person(one))
      .find(Boolean)
  const isSame = before ? isSamePerson(before, now) : true
  if (isSame || before?.turns === turns.count) {
    // While one runs it may write at any moment, so that only a count that never comes again is kept.
    const count = turns.running ? -1 : turns.count
    if (kept?.turns !== count || !isSame) remember(repositories, repository, { ...now, turns: count })
    return ok({ known: personOf(now, env), since: null })
  }
  const trusted = personOf(before ?? now, env)
  const since = personOf(now, env)
  return ok({ known: trusted, since: isSamePerson(trusted, since) ? null : since })
}

/** Where the configuration of a repository is read. */
async function placeOf(
  git: Git,
  repositories: Repositories,
  repository: string,
): Promise<Result<{ readonly top: string; readonly config: KnownConfig }, LandingFailure>> {
  const facts = await repositories.facts(repository)
  if (!facts.ok) return err({ kind: 'notFound', message: facts.error.message })
  return ok({ top: facts.value.top, config: new KnownConfig(git) })
}

/** Looking at a landing is no act: where the disk takes nothing, what was read counts this time and is read again. */
function remember(
  repositories: Repositories,
  repository: string,
  person: Parameters<Repositories['rememberPerson']>[1],
): void {
  try {
    repositories.rememberPerson(repository, person)
  } catch (error) {
    if (!(error instanceof StoreWriteError)) throw error
  }
}

/** The person said that what the configuration names is theirs. */
export async function confirmPerson(tools: PersonTools, repository: string): Promise<void> {
  const place = await placeOf(tools.git, tools.repositories, repository)
  const now = place.ok ? await configuredPerson(place.value.config, place.value.top) : place
  if (now.ok) tools.repositories.rememberPerson(repository, { ...now.value, turns: -1 })
}

/** How many turns agents had in a repository, and whether one is at work or will be. */
function turnsOf(
  registry: PersonTools['registry'],
  repositories: readonly string[],
): { readonly count: number; readonly running: boolean } {
  const sessions = registry
    .all()
    .filter((session) => session.source === null && repositories.includes(session.repository))
  return {
    count: sessions.reduce((sum, session) => sum + session.turns, 0),
    running: sessions.some(isBusy),
  }
}
