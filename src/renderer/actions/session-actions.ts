import { wordsForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { LeftOutChoice } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import { asOneTask } from '#shared/domain/task/split.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { nextForPerson } from '#shared/domain/session/queue.ts'
import type { Client } from '#renderer/client/context.ts'
import { tasksDraft } from '#renderer/replicas/drafts.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { dismiss, reportFailure, tell, tellLasting } from '#renderer/ui/toasts.tsx'
import { answer } from './answer.ts'
import { leftOutStore, type LeftOutQuestion } from '#renderer/view/left-out-store.ts'
import { composerChoices } from '#renderer/view/composer-choices.ts'
import { listed } from '#renderer/view/queue-store.ts'
import { forgetDeed, rememberDeed } from '#renderer/view/last-deed.ts'
import { focusPaneSoon, showDialog, showSession, viewStore } from '#renderer/view/view-store.ts'

/** Shows the next session that needs the person, if there is one. */
export function showNextSession({ sessions }: Replicas): void {
  const target = nextForPerson(listed(sessions.all()), viewStore.getState().session)
  if (target === null) return
  showSession(target)
  focusPaneSoon('review')
}

/**
 * Brings a discarded session back and shows it, unless the person went elsewhere meanwhile: its worktree is made again, which
 * takes a while. What they did to a session meanwhile stays what undo is about.
 */
export async function restoreSession(client: Client, session: SessionSummary): Promise<void> {
  forgetDeed()
  const title = wordsForDisplay(session.title)
  const working = `Restoring “${title}”.`
  tell(working)
  const before = viewStore.getState().session
  const result = await client.session.restore({ session: session.id }).finally(() => dismiss(working))
  if (!result.ok) return reportFailure(result.error)
  if (viewStore.getState().session !== before)
    return tell(`Restored “${title}”.`, { label: 'Show it', run: () => showSession(session.id) })
  announce('Restored.')
  showSession(session.id)
}

/** Shows why an act was not done; where a snapshot left something out, the person is asked. */
function reportOrAsk(failure: SessionFailure, session: SessionSummary, act: LeftOutQuestion['act']): void {
  if (failure.kind !== 'leftOut') return reportFailure(failure)
  leftOutStore.setState({
    question: { session, act, message: failure.message, paths: failure.paths ?? [] },
  })
  showDialog('leftOut')
}

/** Runs a session's task again from its base. */
export async function restartSession(
  { client }: Replicas,
  session: SessionSummary,
  leftOut: LeftOutChoice = 'keep',
): Promise<void> {
  const result = await client.session.restart({ session: session.id, leftOut })
  if (!result.ok) return reportOrAsk(result.error, session, 'restart')
  announce('Runs again from its base.')
}

/** Discards a session, goes on to the next, and offers to bring it back. */
export async function discardSession(
  { client, sessions }: Replicas,
  session: SessionSummary,
  leftOut: LeftOutChoice = 'keep',
): Promise<void> {
  const result = await client.session.discard({ session: session.id, leftOut })
  if (!result.ok) return reportOrAsk(result.error, session, 'discard')
  if (viewStore.getState().session === session.id) {
    const others = listed(sessions.all()).filter((other) => other.id !== session.id)
    showSession(nextForPerson(others, null))
    focusPaneSoon('review')
  }
  const { notice, ignored } = result.value
  const gone =
    ignored === 0
      ? ''
      : ` ${countOf(ignored, 'ignored file or folder of its worktree does', 'ignored files and folders of its worktree do')} not come back.`
  const title = wordsForDisplay(session.title)
  const words = `Discarded “${title}”.${notice === null ? gone : ` ${notice}`}`
  const undo = (): void => {
    dismiss(words)
    void restoreSession(client, session)
  }
  rememberDeed({ words: `discard “${title}”`, undo })
  if (notice === null) tell(words, { label: 'Restore session', run: undo })
  // Not for some seconds: it says where files are that no revision has.
  else tellLasting(words)
}

/** Takes the last landing of a session back, and says so. */
export async function undoLanding(client: Client, session: string): Promise<void> {
  const done = await answer(client.landing.undo({ session }))
  if (done !== null) tell('Undid the landing. Its decisions are kept, so it can be landed again.')
}

/** Lets the worktree of a landed session go, and says what of it does not come back. */
export async function letWorktreeGo(client: Client, session: SessionSummary): Promise<void> {
  const result = await client.session.letWorktreeGo({ session: session.id })
  if (!result.ok) return reportFailure(result.error)
  const { ignored } = result.value
  const gone =
    ignored === 0
      ? ''
      : ` ${countOf(ignored, 'ignored file or folder of it does', 'ignored files and folders of it do')} not come back.`
  tell(`Let the worktree go. A follow-up makes it again.${gone}`)
}

/** Takes a session's task back into the composer, with its agent and base. A failure is shown. */
export async function editTask({ client, drafts }: Replicas, { id }: SessionSummary): Promise<void> {
  const result = await client.session.get({ session: id })
  if (!result.ok) return reportFailure(result.error)
  const { prompt, agent, repository, baseName } = result.value
  // What was begun in the composer stays: the task is written below it.
  await drafts.append(tasksDraft, asOneTask(prompt))
  composerChoices.setState({ agent, base: { repository, name: baseName } })
  viewStore.setState({ repository })
  showDialog('composer')
}
