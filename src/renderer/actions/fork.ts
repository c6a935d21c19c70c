import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { Client } from '#renderer/client/context.ts'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { focusPane, focusPaneSoon, showDialog, showSession } from '#renderer/view/view-store.ts'

/** Begins a second session from a place in another one, and shows it. Returns whether it was begun; a failure is shown. */
export async function forkSession(
  client: Client,
  session: Pick<SessionSummary, 'id' | 'title'>,
  checkpoint: string | null,
  text: string,
): Promise<boolean> {
  const from = checkpoint === null ? {} : { from: { checkpoint } }
  const result = await client.session.fork({ session: session.id, text, ...from })
  if (!result.ok) {
    reportFailure(result.error)
    return false
  }
  showDialog(null)
  const talk =
    result.value.conversation === 'cut'
      ? 'Its agent knows what was said until then.'
      : 'Its agent is told what stands.'
  tell(`Forked “${wordsForDisplay(session.title)}”. ${talk}`, {
    label: 'Show the other',
    run: () => showSession(session.id),
  })
  showSession(result.value.session)
  focusPane('review')
  focusPaneSoon('review')
  return true
}
