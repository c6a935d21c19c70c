import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { nextForPerson } from '#shared/domain/session/queue.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { showNextSession, undoLanding } from '#renderer/actions/session-actions.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { followUpDraft } from '#renderer/replicas/drafts.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { listed } from '#renderer/view/queue-store.ts'
import { noteLanded } from '#renderer/view/landed-last.ts'
import { forgetDeed, rememberDeed } from '#renderer/view/last-deed.ts'
import { showSession, viewStore } from '#renderer/view/view-store.ts'
import { dismiss, tell } from '#renderer/ui/toasts.tsx'

/**
 * What comes after a landing: it is told, with a way to undo it, and where nothing of the session is left to decide, to
 * land or to send, the next one that needs the person is shown. What was rejected keeps nobody: that it stays out is told.
 * The key that undoes takes the landing back as long as nothing else is done.
 */
export function afterLanding(
  replicas: Replicas,
  session: SessionSummary,
  done: { readonly words: string; readonly undoable: boolean; readonly left: boolean },
): void {
  const { client, drafts, sessions } = replicas
  const shown = viewStore.getState().session === session.id
  const { undecided = 0, rejected = 0 } = session.counts ?? {}
  const over = done.undoable && !done.left && undecided === 0
  // Words for the agent, as reasons of what was rejected, would be left behind unsent.
  const unsent = drafts.text(followUpDraft(session.id)).trim() !== ''
  const next =
    shown && over && !unsent ? sessions.find(nextForPerson(listed(sessions.all()), session.id)) : null
  // What was done to a session before is not the last any more.
  forgetDeed()
  const words = [
    done.words,
    over && rejected > 0 ? `${countOf(rejected, 'rejected hunk is', 'rejected hunks are')} not in it.` : '',
    over && unsent
      ? `Your follow-up is not sent yet: ${firstKey('session.sendFollowUp') ?? 'the button below it'} sends it.`
      : '',
    next === null ? '' : `Next: “${wordsForDisplay(next.title)}”.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
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
