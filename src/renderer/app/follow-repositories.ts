import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'

/**
 * Asks for the repositories again when a session is of one that the page does not know, until the result is disposed:
 * another window or a command line opened it. Once for each: one that was forgotten stays unknown.
 */
export function followRepositories({ sessions, repositories }: Replicas): Disposable {
  const asked = new Set<string>()
  const look = (): void => {
    const { loaded, list } = repositories.store.getState()
    if (!loaded) return
    const known = new Set(list.map((one) => one.id))
    const unknown = sessions
      .all()
      .map((session) => session.repository)
      .filter((id) => !known.has(id) && !asked.has(id))
    if (unknown.length === 0) return
    for (const id of unknown) asked.add(id)
    void repositories.load()
  }
  look()
  const stops = [sessions.store.subscribe(look), repositories.store.subscribe(look)]
  return toDisposable(() => {
    for (const stop of stops) stop()
  })
}
