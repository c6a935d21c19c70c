import type { EncodingHints, EncodingSource } from '#shared/diff/read-as.ts'
import type { ChosenEncodings } from '../encodings/chosen.ts'
import { namedEncoding } from '../encodings/named.ts'
import { chosenNearby, encodingOfNeighbours } from '../encodings/neighbours.ts'
import type { Git } from '../git/run.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

/** Gives what is known of the encoding of a file of a session's repository. */
export type EncodingOf = (session: string, path: string) => EncodingSource | null

/** What the person chose, what the repository names, what its neighbours are in: in this order. */
export function encodingsOfSessions(tools: {
  readonly git: Git
  readonly registry: SessionRegistry
  readonly repositories: Repositories
  readonly encodings: ChosenEncodings
}): EncodingOf {
  const { git, registry, repositories, encodings } = tools
  const likely = async (repository: string, tree: string, path: string): Promise<EncodingHints['likely']> => {
    const checkout = repositories.path(repository)
    const named = checkout === null ? null : await namedEncoding(git, checkout, path)
    if (named !== null) return { encoding: named, named: true }
    const nearby = chosenNearby(encodings.of(repository), path)
    if (nearby !== null) return { encoding: nearby, named: false }
    const objects = await repositories.objects(repository)
    const found = objects.ok ? await encodingOfNeighbours(objects.value, tree, path) : null
    return found === null ? null : { encoding: found, named: false }
  }
  return (session, path) => {
    const record = registry.find(session)
    if (!record) return null
    return {
      chosen: encodings.get(record.repository, path),
      likely: () => likely(record.repository, record.baseTree, path),
    }
  }
}
