import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { nextForPerson } from '#shared/domain/session/queue.ts'
import { showNextSession, undoLanding } from '#renderer/actions/session-actions.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { noteLanded } from '#renderer/view/landed-last.ts'
import { forgetDeed, rememberDeed } from '#renderer/view/last-deed.ts'
import { showSession, viewStore } from '#renderer/view/view-store.ts'
import { dismiss, tell } from '#renderer/ui/toasts.tsx'

/**
 * What comes after a landing: it is told, with a way to undo it, and where nothing of the session is left to decide, to
 * land or to send back, the next one that needs the person is shown. The key that undoes takes the landing back as long
 * as nothing else is done.
 */
export function afterLanding(
  replicas: Replicas,
  session: SessionSummary,
  done: { readonly words: string; readonly undoable: boolean; readonly left: boolean },
): void {
  const { client, sessions } = replicas
  const shown = viewStore.getState().session === session.id
  const { undecided = 0, rejected = 0 } = session.counts ?? {}
  const over = done.undoable && !done.left && undecided === 0 && rejected === 0
  const next = shown && over ? sessions.find(nextForPerson(sessions.all(), session.id)) : null
  // What was done to a session before is not the last any more.
  forgetDeed()
  const words = next === null ? done.words : `${done.words} Next: “${wordsForDisplay(next.title)}”.`
  const undo = (): void => {
    // Once: again, it would be about the landing before.
    forgetDeed()
    dismiss(words)
    showSession(session.id)
    void undoLanding(client, session.id)
  }
  if (next !== null) {
    showNextSession(replicas)
    noteLanded(session.id, next.id)
  }
  if (done.undoable) rememberDeed({ words: `the landing of “${wordsForDisplay(session.title)}”`, undo })
  tell(words, done.undoable ? { label: 'Undo landing', run: undo } : null)
}
