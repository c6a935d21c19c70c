import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { nextForPerson } from '#shared/domain/session/queue.ts'
import type { Client } from '#renderer/client/context.ts'
import { tasksDraft } from '#renderer/replicas/drafts.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure, tell, tellLasting } from '#renderer/ui/toasts.tsx'
import { composerChoices } from '#renderer/view/composer-choices.ts'
import { focusPane, showDialog, showSession, viewStore } from '#renderer/view/view-store.ts'

/** Shows the next session that needs the person, if there is one. */
export function showNextSession({ sessions }: Replicas): void {
  const target = nextForPerson(sessions.all(), viewStore.getState().session)
  if (target === null) return
  showSession(target)
  requestAnimationFrame(() => focusPane('review'))
}

/** Brings a discarded session back and shows it. */
export async function restoreSession(client: Client, session: SessionSummary): Promise<void> {
  const result = await client.session.restore({ session: session.id })
  if (!result.ok) return reportFailure(result.error)
  announce('Restored.')
  showSession(session.id)
}

/** Discards a session, goes on to the next, and offers to bring it back. */
export async function discardSession({ client, sessions }: Replicas, session: SessionSummary): Promise<void> {
  const result = await client.session.discard({ session: session.id })
  if (!result.ok) return reportFailure(result.error)
  if (viewStore.getState().session === session.id) {
    const others = sessions.all().filter((other) => other.id !== session.id)
    showSession(nextForPerson(others, null))
    requestAnimationFrame(() => focusPane('review'))
  }
  const { notice } = result.value
  // Not for some seconds: it says where files are that no revision has.
  if (notice !== null) return tellLasting(`Discarded “${session.title}”. ${notice}`)
  tell(`Discarded “${session.title}”.`, {
    label: 'Restore session',
    run: () => void restoreSession(client, session),
  })
}

/** Takes a session's task back into the composer, with its agent and base. A failure is shown. */
export async function editTask({ client, drafts }: Replicas, { id }: SessionSummary): Promise<void> {
  const result = await client.session.get({ session: id })
  if (!result.ok) return reportFailure(result.error)
  const { prompt, agent, repository, baseName } = result.value
  drafts.write(tasksDraft, prompt)
  composerChoices.setState({ agent, base: { repository, name: baseName } })
  viewStore.setState({ repository })
  showDialog('composer')
}
