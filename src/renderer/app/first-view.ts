import { nextForPerson } from '#shared/domain/session/queue.ts'
import { readStored, windowStorage, writeStored } from '#renderer/client/stored.ts'
import { openRepository } from '#renderer/actions/open-repository.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { viewStore } from '#renderer/view/view-store.ts'

const openedName = 'winnow.opened'

/** The repository that the link to this page names, once: a reload shows what was shown. */
function takeRepository(): string | null {
  const here = new URL(location.href)
  const repository = here.searchParams.get('repository')
  if (repository === null) return null
  here.searchParams.delete('repository')
  history.replaceState(history.state, '', here)
  return repository
}

/**
 * Decides at the start which view is worth showing: the repository it was started on, or the one shown last. Resolves
 * when that is decided; what it asks is asked at once, so that the answers come while the window is being rendered.
 */
export async function chooseFirstView(replicas: Replicas): Promise<void> {
  const { client, repositories, sessions } = replicas
  const { openedPath } = await client.workbench.info()
  const asked = takeRepository()
  const { repository } = viewStore.getState()
  const open = async (): Promise<boolean> => {
    if (openedPath === null || !(await openRepository(replicas, openedPath))) return false
    writeStored(windowStorage, openedName, openedPath)
    return true
  }
  // A reload shows what was shown, not what the host was started on.
  const reloaded = repository !== null && readStored(windowStorage, openedName) === openedPath
  if (asked === null && !reloaded && (await open())) {
    // The others can wait.
    void repositories.load()
    return
  }
  const list = await repositories.load()
  if (asked !== null && list.some((one) => one.id === asked)) {
    viewStore.setState({ repository: asked, view: 'workbench' })
    if (openedPath !== null) writeStored(windowStorage, openedName, openedPath)
    return
  }
  if (list.some((one) => one.id === repository)) {
    viewStore.setState({ view: 'workbench' })
    return
  }
  if ((reloaded || asked !== null) && (await open())) return
  // Nothing was asked for and nothing is remembered here, but somebody may be waiting for the person.
  await sessions.loaded()
  const next = openedPath === null ? nextForPerson(sessions.all(), null) : null
  const waiting = sessions.find(next)?.repository
  if (next !== null && waiting !== undefined)
    viewStore.setState({ repository: waiting, session: next, view: 'workbench' })
  else viewStore.setState({ view: 'start' })
}
