import type { Client } from '#renderer/client/context.ts'
import { viewStore } from '#renderer/view/view-store.ts'
import { openRepository } from '#renderer/replicas/repositories.ts'

/** Name of the event that puts the focus into the start view's path field. */
export const pathFieldWanted = 'winnow:path-field'

/** Asks for a folder with the host's dialog; a host without one gets the path field of the start view. */
export async function chooseRepository(client: Client): Promise<void> {
  const chosen = await client.workbench.chooseFolder()
  if (chosen.ok) {
    if (chosen.value !== null) await openRepository(client, chosen.value)
    return
  }
  viewStore.setState({ view: 'start' })
  requestAnimationFrame(() => window.dispatchEvent(new Event(pathFieldWanted)))
}
