import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { Client } from '#renderer/client/context.ts'
import { dismiss, reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { forgetDeed, rememberDeed } from '#renderer/view/last-deed.ts'

/** Brings files and talk of a session back to a checkpoint; the key that undoes brings back what was there before. */
export async function rollBackTo(
  client: Client,
  session: Pick<SessionSummary, 'id' | 'title'>,
  checkpoint: string,
): Promise<void> {
  forgetDeed()
  const title = wordsForDisplay(session.title)
  const result = await client.session.rollBack({ session: session.id, to: { checkpoint } })
  if (!result.ok) return reportFailure(result.error)
  const { undo, words, conversation } = result.value
  const talk = conversation === 'cut' ? '' : ' Its agent is told so with the next turn.'
  const told = `“${title}” is ${words}.${talk}`
  const takeBack = (): void => {
    dismiss(told)
    void rollBackTo(client, session, undo)
  }
  rememberDeed({ words: `roll back “${title}”`, undo: takeBack })
  tell(told, { label: 'Undo', run: takeBack })
}
