import { createStore } from 'zustand/vanilla'
import type { SessionsEvent } from '#shared/contract/session.ts'
import { changeSummaries, summariesById, type SessionSummary } from '#shared/domain/session/summary.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { followChanges } from './follow.ts'
import type { Replica } from './replica.ts'

interface SessionsState {
  /** false until the first snapshot is here. */
  readonly loaded: boolean
  readonly byId: ReadonlyMap<string, SessionSummary>
}

/** The replica of all sessions, as a queue shows them. */
export interface Sessions {
  readonly store: Replica<SessionsState>
  /** All sessions as they are known now. */
  readonly all: () => readonly SessionSummary[]
  /** One session; null while it is not known. */
  readonly find: (id: string | null) => SessionSummary | null
  /** Keeps the replica true until the result is disposed. */
  readonly follow: () => Disposable
  /** Resolves when the first snapshot is here. */
  readonly loaded: () => Promise<void>
}

/** Makes a replica of the sessions that `watch` tells of. */
export function createSessions(
  watch: (signal: AbortSignal) => Promise<AsyncIterable<SessionsEvent>>,
): Sessions {
  const store = createStore<SessionsState>(() => ({ loaded: false, byId: new Map() }))
  const take = (event: SessionsEvent): void => {
    if (event.type === 'snapshot') store.setState({ loaded: true, byId: summariesById(event.sessions) })
    else store.setState(({ byId }) => ({ byId: changeSummaries(byId, event) }))
  }
  return {
    store,
    all: () => [...store.getState().byId.values()],
    find: (id) => (id === null ? null : (store.getState().byId.get(id) ?? null)),
    follow: () => followChanges(watch, take),
    loaded: () =>
      new Promise((resolve) => {
        if (store.getState().loaded) return resolve()
        const stop = store.subscribe(({ loaded }) => {
          if (!loaded) return
          stop()
          resolve()
        })
      }),
  }
}
