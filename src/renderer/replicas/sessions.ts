import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Session } from '#shared/domain/session/session.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import type { Client } from '#renderer/client/context.ts'
import { createSequence, followStream } from './follow.ts'

interface SessionsState {
  /** false until the first snapshot is here. */
  readonly loaded: boolean
  readonly byId: ReadonlyMap<string, Session>
}

/** The replica of all sessions. */
export const sessionsStore = createStore<SessionsState>(() => ({
  loaded: false,
  byId: new Map(),
}))

/** Keeps the replica true until the result is disposed. */
export function followSessions(client: Client): Disposable {
  let check = createSequence()
  return followStream(
    (signal) => {
      check = createSequence()
      return client.session.watch(undefined, { signal })
    },
    (event) => {
      const verdict = check(event)
      if (verdict === 'gap') return false
      if (verdict === 'skip') return true
      if (event.type === 'snapshot') {
        sessionsStore.setState({
          loaded: true,
          byId: new Map(event.sessions.map((session) => [session.id, session])),
        })
      } else {
        sessionsStore.setState(({ byId }) => ({ byId: new Map(byId).set(event.session.id, event.session) }))
      }
      return true
    },
  )
}

/** Resolves when the first snapshot is here. */
export function sessionsLoaded(): Promise<void> {
  return new Promise((resolve) => {
    if (sessionsStore.getState().loaded) return resolve()
    const stop = sessionsStore.subscribe(({ loaded }) => {
      if (!loaded) return
      stop()
      resolve()
    })
  })
}

/** All sessions by id. */
export function useSessions(): ReadonlyMap<string, Session> {
  return useStore(sessionsStore, (state) => state.byId)
}

/** One session, or null while it is not known. */
export function useSession(id: string | null): Session | null {
  return useStore(sessionsStore, (state) => (id === null ? null : (state.byId.get(id) ?? null)))
}
