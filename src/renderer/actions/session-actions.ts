import type { Result } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { nextForPerson } from '#shared/domain/session/queue.ts'
import { focusPane, showSession, viewStore } from '#renderer/view/view-store.ts'
import type { Client } from '#renderer/client/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { sessionsStore } from '#renderer/replicas/sessions.ts'

type Told = { readonly message: string; readonly stderr?: string }

/** Waits for an answer; a failure is shown, a success is told in `words` if there are any. */
export async function answer<T>(request: Promise<Result<T, Told>>, words?: string): Promise<T | null> {
  const result = await request
  if (!result.ok) {
    reportFailure(result.error)
    return null
  }
  if (words !== undefined) announce(words)
  return result.value
}

/** Brings a discarded session back and shows it. */
export async function restoreSession(client: Client, session: Session): Promise<void> {
  const result = await client.session.restore({ session: session.id })
  if (!result.ok) return reportFailure(result.error)
  announce('Restored.')
  showSession(session.id)
}

/** Discards a session, goes on to the next, and offers to bring it back. */
export async function discardSession(client: Client, session: Session): Promise<void> {
  const result = await client.session.discard({ session: session.id })
  if (!result.ok) return reportFailure(result.error)
  if (viewStore.getState().session === session.id) {
    const others = [...sessionsStore.getState().byId.values()].filter((other) => other.id !== session.id)
    showSession(nextForPerson(others, null))
    requestAnimationFrame(() => focusPane('review'))
  }
  const { notice } = result.value
  // Not for some seconds: it says where files are that no revision has.
  if (notice !== null) return reportFailure({ message: `Discarded “${session.title}”. ${notice}` })
  tell(`Discarded “${session.title}”.`, {
    label: 'Restore session',
    run: () => void restoreSession(client, session),
  })
}

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    tell(words)
  } catch {
    reportFailure({ message: `The clipboard could not be written. The text is: ${text}` })
  }
}
