import { err } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { SessionRepositories } from '../sessions/ports.ts'
import { knownPerson, type PersonTools } from './known-person.ts'

/** The repositories as sessions need them. */
export function sessionRepositories(tools: PersonTools): SessionRepositories {
  const { repositories } = tools
  return {
    async notePerson(repository) {
      // Where it can't be read there is nothing to note: a landing says so.
      await knownPerson(tools, repository)
    },
    async base(repository, name) {
      const ranges = await repositories.ranges(repository)
      return ranges.ok
        ? ranges.value.base(name)
        : err<SessionFailure>({ ...ranges.error, kind: 'repositoryGone' })
    },
    settings: (repository) => repositories.settings(repository),
    async loss(record) {
      const folder = repositories.path(record.repository)
      if (folder === null) return 'Its repository is not open here any more.'
      const facts = await repositories.facts(record.repository)
      if (!facts.ok) {
        const { kind } = facts.error
        const gone = kind === 'notFound' || kind === 'notARepository'
        return gone ? `Its repository is not at ${folder} any more.` : null
      }
      const objects = await repositories.objects(record.repository)
      if (!objects.ok) return null
      const base = await objects.value.read(record.baseCommit)
      return base.ok && base.value === null
        ? `The repository at ${folder} is not the one it worked on: the commit it started from is not there.`
        : null
    },
  }
}
