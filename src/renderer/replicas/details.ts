import { createStore } from 'zustand/vanilla'
import type { SessionDetailsEvent } from '#shared/contract/session.ts'
import type { SessionDetails } from '#shared/domain/session/details.ts'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { followChanges } from './follow.ts'
import type { Replica } from './replica.ts'

/** The details of the sessions that are open, by id: what a summary does not say. */
export type DetailsById = ReadonlyMap<string, SessionDetails>

/** The replica of the details of those sessions that somebody wants to know. */
export interface Details {
  readonly store: Replica<DetailsById>
  /** Keeps the details of a session here, and true, until every result for it is disposed. */
  readonly follow: (session: string) => Disposable
}

/** Makes a replica of the details that `watch` tells of. */
export function createDetails(
  watch: (session: string, signal: AbortSignal) => Promise<AsyncIterable<SessionDetailsEvent>>,
): Details {
  const store = createStore<DetailsById>(() => new Map())
  const followers = new Map<string, { count: number; readonly following: Disposable }>()
  const take = (session: string, event: SessionDetailsEvent): void => {
    const before = store.getState().get(session)
    const details =
      event.type === 'snapshot' ? event.details : before === undefined ? null : { ...before, ...event.change }
    if (details !== null) store.setState(new Map(store.getState()).set(session, details), true)
  }
  const release = (session: string): void => {
    const known = followers.get(session)
    if (known === undefined) return
    known.count -= 1
    if (known.count > 0) return
    followers.delete(session)
    known.following.dispose()
    const others = new Map(store.getState())
    others.delete(session)
    store.setState(others, true)
  }
  return {
    store,
    follow(session) {
      const known = followers.get(session)
      if (known !== undefined) known.count += 1
      else {
        const following = followChanges(
          (signal) => watch(session, signal),
          (event) => take(session, event),
        )
        followers.set(session, { count: 1, following })
      }
      let disposed = false
      return toDisposable(() => {
        if (!disposed) release(session)
        disposed = true
      })
    },
  }
}
