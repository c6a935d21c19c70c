import { wordsForDisplay } from '#shared/base/path-text.ts'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { isUnderWay } from '#shared/domain/session/busy.ts'
import { groupOf } from '#shared/domain/session/queue.ts'
import type { SessionState } from '#shared/domain/session/session.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { failureOf } from '#shared/domain/session/words.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { showSession } from '#renderer/view/view-store.ts'

const name = 'Winnow'

/** How many sessions need the person. */
const waitingIn = (sessions: Replicas['sessions']): number =>
  sessions.all().filter((session) => groupOf(session) === 'needsYou').length

/** States in which a turn leaves a session to the person. */
const wants: ReadonlySet<SessionState> = new Set(['waiting', 'ready', 'failed'])

function whatOf({ state, activity }: SessionSummary): string {
  if (state === 'ready') return 'Ready for your review.'
  return state === 'waiting' ? `${wordsForDisplay(activity)}\n` : failureOf(activity).message
}

/** Keeps the title of the page at how many sessions need the person, until the result is disposed. */
export function followTitle({ sessions }: Replicas): Disposable {
  const show = (): void => {
    const waiting = waitingIn(sessions)
    const title = waiting === 0 ? name : `(${waiting}) ${name}`
    if (document.title !== title) document.title = title
  }
  show()
  return toDisposable(sessions.store.subscribe(show))
}

/**
 * Tells of each session that ended its turn or asks something while the page is not looked at, where the browser was
 * allowed to, until the result is disposed. A click shows the session.
 */
export function notifyOfTurns({ sessions }: Replicas): Disposable {
  const last = new Map<string, SessionState>()
  const look = (): void => {
    for (const session of sessions.all()) {
      const before = last.get(session.id)
      last.set(session.id, session.state)
      const wasUnderWay = before !== undefined && isUnderWay({ state: before })
      if (!wasUnderWay || before === session.state || !wants.has(session.state)) continue
      if (!('Notification' in window) || Notification.permission !== 'granted') continue
      if (document.visibilityState === 'visible' && document.hasFocus()) continue
      const body = `${whatOf(session)} ${countOf(waitingIn(sessions), 'session waits', 'sessions wait')} for you.`
      // All windows of the browser tell the same; with one tag it is shown once.
      const notification = new Notification(wordsForDisplay(session.title), {
        body,
        tag: `winnow-${session.id}`,
      })
      notification.addEventListener('click', () => {
        window.focus()
        showSession(session.id)
        notification.close()
      })
    }
  }
  look()
  return toDisposable(sessions.store.subscribe(look))
}
