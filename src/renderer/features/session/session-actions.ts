import type { Result } from '#shared/base/result.ts'
import type { Session } from '#shared/contract/session.ts'
import type { Client } from '#renderer/client/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'

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

/** Discards a session and offers to bring it back. */
export async function discardSession(client: Client, session: Session): Promise<void> {
  const result = await client.session.discard({ session: session.id })
  if (!result.ok) return reportFailure(result.error)
  tell(`Discarded “${session.title}”. It can be restored from the queue.`, {
    label: 'Restore session',
    run: () => void answer(client.session.restore({ session: session.id }), 'Restored.'),
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
