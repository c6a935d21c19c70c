import { wordsForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { Client } from '#renderer/client/context.ts'
import { dismiss, reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { forgetDeed, rememberDeed } from '#renderer/view/last-deed.ts'
import { showDialog } from '#renderer/view/view-store.ts'
import { rollBackTo } from './roll-back.ts'

/**
 * Merges what the target of a session has since into its work; the key that undoes takes it back. What conflicts is brought in
 * only if the person says so once more.
 */
export async function bringUpToDate(
  client: Client,
  session: Pick<SessionSummary, 'id' | 'title'>,
  conflicts: 'refuse' | 'mark' = 'refuse',
): Promise<void> {
  showDialog(null)
  const title = wordsForDisplay(session.title)
  tell(`Bringing “${title}” up to date.`)
  const result = await client.session.bringUpToDate({ session: session.id, conflicts })
  dismiss(`Bringing “${title}” up to date.`)
  if (!result.ok) {
    const { kind, message } = result.error
    if (kind !== 'conflicts' || conflicts === 'mark') return reportFailure(result.error)
    const again = (): void => {
      dismiss(message)
      void bringUpToDate(client, session, 'mark')
    }
    return tell(message, { label: 'Bring in with conflicts', run: again })
  }
  const { undo, target, commits, decided, decidedBefore, conflicts: found } = result.value
  if (undo === null) return tell(`“${title}” has everything of ${wordsForDisplay(target)} already.`)
  const stand =
    decidedBefore === 0
      ? ''
      : ` ${decided} of ${countOf(decidedBefore, 'verdict')} ${decided === 1 ? 'stands' : 'stand'}.`
  const asked =
    found.length === 0
      ? ''
      : ` ${countOf(found.length, 'conflict')} ${found.length === 1 ? 'is' : 'are'} to be decided.`
  const told = `“${title}” has ${countOf(commits, 'commit')} of ${wordsForDisplay(target)} now.${stand}${asked}`
  const takeBack = (): void => {
    dismiss(told)
    void rollBackTo(client, session, undo)
  }
  forgetDeed()
  rememberDeed({ words: `bring “${title}” up to date`, undo: takeBack })
  tell(told, { label: 'Undo', run: takeBack })
}
