import { wordsForDisplay } from '#shared/base/path-text.ts'
import { isUnderWay } from '#shared/domain/session/busy.ts'
import { answeredActivity, failureOf } from '#shared/domain/session/words.ts'
import type { SessionState } from '#shared/domain/session/session.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

export interface Notification {
  readonly title: string
  readonly body: string
  readonly session: string
}

/** Tells of sessions that ended their turn or ask something: they need the person. */
export function notifyOfSessions(
  registry: SessionRegistry,
  notify: (notification: Notification) => void,
): { dispose(): void } {
  const last = new Map<string, SessionState>(registry.all().map((record) => [record.id, record.state]))
  return registry.onChange((session) => {
    const before = last.get(session.id)
    last.set(session.id, session.state)
    if (before === undefined || !isUnderWay({ state: before })) return
    if (session.state === 'waiting' && before !== 'waiting')
      notify({ title: plain(session.title), body: plain(session.activity), session: session.id })
    else if (session.state === 'ready')
      notify({ title: plain(session.title), body: readyWords(session.activity), session: session.id })
    else if (session.state === 'failed')
      notify({
        title: plain(session.title),
        body: plain(failureOf(session.activity).message),
        session: session.id,
      })
  })
}

function readyWords(activity: string): string {
  return activity === answeredActivity ? 'It answered.' : 'Ready for your review.'
}

const most = 300

/**
 * Text of a repository or an agent as a notification may show it. Some desktops take markup in it, with links and
 * pictures from anywhere, so what starts it is put in signs that look alike.
 */
function plain(text: string): string {
  const shown = wordsForDisplay(text.slice(0, most))
  return shown.replaceAll('&', '\uff06').replaceAll('<', '\u2039').replaceAll('>', '\u203a')
}
