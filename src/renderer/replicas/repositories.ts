import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Repository } from '#shared/domain/repository/repository.ts'
import type { Client } from '#renderer/client/context.ts'
import { viewStore } from '#renderer/view/view-store.ts'
import { forgetFailures, reportFailure } from '#renderer/ui/toasts.tsx'

interface RepositoriesState {
  readonly loaded: boolean
  /** The latest opened first. */
  readonly list: readonly Repository[]
}

const opening = 'opening a repository'

export const repositoriesStore = createStore<RepositoriesState>(() => ({ loaded: false, list: [] }))

/** Asks for the repositories again. */
export async function loadRepositories(client: Client): Promise<readonly Repository[]> {
  const list = await client.repository.list()
  repositoriesStore.setState({ loaded: true, list })
  return list
}

/** Puts a repository in the list in its newest form. */
export function rememberRepository(repository: Repository): void {
  repositoriesStore.setState(({ list }) => ({
    list: list.some((one) => one.id === repository.id)
      ? list.map((one) => (one.id === repository.id ? repository : one))
      : [repository, ...list],
  }))
}

export function useRepositories(): readonly Repository[] {
  return useStore(repositoriesStore, (state) => state.list)
}

/** Opens the repository at a folder and shows it. Returns whether that worked; if not the person was told. */
export async function openRepository(client: Client, path: string): Promise<boolean> {
  return enter(await client.repository.open({ path }))
}

/** Opens the demo repository, which is made the first time. */
export async function openDemo(client: Client): Promise<boolean> {
  return enter(await client.repository.openDemo())
}

function enter(result: Awaited<ReturnType<Client['repository']['open']>>): boolean {
  if (!result.ok) {
    reportFailure(result.error, opening)
    return false
  }
  forgetFailures(opening)
  rememberRepository(result.value)
  viewStore.setState({ repository: result.value.id, view: 'workbench' })
  return true
}
