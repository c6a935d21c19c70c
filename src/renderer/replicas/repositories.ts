import { createStore } from 'zustand/vanilla'
import type { Repository } from '#shared/domain/repository/repository.ts'
import type { Replica } from './replica.ts'

interface RepositoriesState {
  readonly loaded: boolean
  /** The latest opened first. */
  readonly list: readonly Repository[]
}

/** The replica of the repositories that were opened. */
export interface Repositories {
  readonly store: Replica<RepositoriesState>
  /** Asks for the repositories again. */
  readonly load: () => Promise<readonly Repository[]>
  /** Puts a repository in the list in its newest form. */
  readonly remember: (repository: Repository) => void
}

/** Makes a replica of the repositories that `list` tells. */
export function createRepositories(list: () => Promise<readonly Repository[]>): Repositories {
  const store = createStore<RepositoriesState>(() => ({ loaded: false, list: [] }))
  return {
    store,
    async load() {
      const found = await list()
      store.setState({ loaded: true, list: found })
      return found
    },
    remember(repository) {
      store.setState(({ list: known }) => ({
        list: known.some((one) => one.id === repository.id)
          ? known.map((one) => (one.id === repository.id ? repository : one))
          : [repository, ...known],
      }))
    },
  }
}
