import { arrangeQueue, nextForPerson } from '#shared/domain/session/queue.ts'
import { forgetField } from '#renderer/commands/opened-field.ts'
import type { Client } from '#renderer/client/context.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { forgetFailures, reportFailure } from '#renderer/ui/toasts.tsx'
import { beginDemoGuide } from '#renderer/view/demo-guide.ts'
import { viewStore } from '#renderer/view/view-store.ts'
import { wantField } from '#renderer/view/wanted-field.ts'

const opening = 'opening a repository'

/** Opens the repository at a folder and shows it. Returns whether that worked; if not the person was told. */
export async function openRepository(replicas: Replicas, path: string): Promise<boolean> {
  return enter(replicas, await replicas.client.repository.open({ path }))
}

/** Opens the demo repository, which is made the first time. Returns as `openRepository` does. */
export async function openDemo(replicas: Replicas): Promise<boolean> {
  const opened = await replicas.client.repository.openDemo()
  if (!enter(replicas, opened) || !opened.ok) return false
  beginDemoGuide(opened.value.id)
  showFirstOf(replicas, opened.value.id)
  return true
}

/** Shows a session of this repository: the one that needs the person first, else the first; now, or when there is one. */
function showFirstOf({ sessions }: Replicas, repository: string): void {
  const show = (): boolean => {
    const own = sessions.all().filter((session) => session.repository === repository)
    const first = nextForPerson(own, null) ?? arrangeQueue(own).flatMap((section) => section.sessions)[0]?.id
    if (first !== undefined) viewStore.setState({ session: first })
    return first !== undefined
  }
  viewStore.setState({ session: null })
  if (show()) return
  const stops = [
    sessions.store.subscribe(() => {
      if (show()) end()
    }),
    // The person went elsewhere meanwhile.
    viewStore.subscribe((state) => {
      if (state.session !== null || state.repository !== repository) end()
    }),
  ]
  const end = (): void => {
    for (const stop of stops) stop()
  }
}

/** Asks for a folder with the host's dialog; a host without one gets the path field of the start view. */
export async function chooseRepository(replicas: Replicas): Promise<void> {
  const chosen = await replicas.client.workbench.chooseFolder()
  if (chosen.ok) {
    forgetField('repository.open')
    if (chosen.value !== null) await openRepository(replicas, chosen.value)
    return
  }
  viewStore.setState({ view: 'start' })
  wantField('repositoryPath')
}

function enter(
  { repositories }: Replicas,
  result: Awaited<ReturnType<Client['repository']['open']>>,
): boolean {
  if (!result.ok) {
    reportFailure(result.error, opening)
    return false
  }
  forgetFailures(opening)
  repositories.remember(result.value)
  viewStore.setState({ repository: result.value.id, view: 'workbench' })
  return true
}
