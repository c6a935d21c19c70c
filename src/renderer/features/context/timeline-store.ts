import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TimelineEvent, TimelineItem } from '#shared/contract/session.ts'
import { useClient, type Client } from '#renderer/client/context.ts'
import { createSequence, followStream } from '#renderer/features/session/follow.ts'

export interface TimelineState {
  readonly loaded: boolean
  /** In order, without gaps; the window ends at the newest. */
  readonly items: readonly TimelineItem[]
  /** How many items there are before the window. */
  readonly earlier: number
  readonly loadingEarlier: boolean
}

interface Timeline {
  readonly store: StoreApi<TimelineState>
  /** Keeps it followed until the result is called. */
  readonly use: () => () => void
}

const timelines = new Map<string, Timeline>()
const pageSize = 100

/** Puts changed and new items in their places; the list stays in the order of `seq`. */
export function mergeItems(
  items: readonly TimelineItem[],
  changed: readonly TimelineItem[],
): readonly TimelineItem[] {
  if (changed.length === 0) return items
  const bySeq = new Map(items.map((item) => [item.seq, item]))
  for (const item of changed) bySeq.set(item.seq, item)
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq)
}

function start(client: Client, session: string, onUnused: () => void): Timeline {
  const store = createStore<TimelineState>(() => ({
    loaded: false,
    items: [],
    earlier: 0,
    loadingEarlier: false,
  }))
  let check = createSequence()
  let pending: TimelineItem[] = []
  let frame: number | null = null
  // A busy agent sends hundreds of items in a second: the screen takes them once per frame.
  const flush = (): void => {
    frame = null
    const items = pending
    pending = []
    store.setState((state) => ({ items: mergeItems(state.items, items) }))
  }
  const take = (event: TimelineEvent): boolean => {
    const verdict = check(event)
    if (verdict === 'gap') return false
    if (verdict === 'skip') return true
    if (event.type === 'snapshot') {
      pending = []
      const first = event.items[0]
      store.setState({ loaded: true, items: event.items, earlier: first === undefined ? 0 : first.seq - 1 })
      return true
    }
    pending.push(event.item)
    frame ??= requestAnimationFrame(flush)
    return true
  }
  const stream = followStream((signal) => {
    check = createSequence()
    return client.session.watchTimeline({ session }, { signal })
  }, take)
  const stop = (): void => {
    stream.dispose()
    if (frame !== null) cancelAnimationFrame(frame)
  }
  let users = 0
  const use = (): (() => void) => {
    users += 1
    return () => {
      users -= 1
      // Another view of the same session may take over in the same commit.
      setTimeout(() => {
        if (users > 0) return
        onUnused()
        stop()
      }, 0)
    }
  }
  return { store, use }
}

/** The timeline of a session, followed while anyone shows it, and a way to see what came before. */
export function useTimeline(session: string): TimelineState & { readonly loadEarlier: () => void } {
  const client = useClient()
  const timeline = useMemo(() => {
    const known = timelines.get(session) ?? start(client, session, () => timelines.delete(session))
    timelines.set(session, known)
    return known
  }, [client, session])
  useEffect(() => timeline.use(), [timeline])
  const state = useStore(timeline.store)
  const loadEarlier = (): void => {
    const { items, earlier, loadingEarlier } = timeline.store.getState()
    const first = items[0]
    if (earlier === 0 || loadingEarlier || first === undefined) return
    timeline.store.setState({ loadingEarlier: true })
    void client.session
      .timeline({ session, before: first.seq, limit: pageSize })
      .then((result) =>
        timeline.store.setState((now) => {
          if (!result.ok) return { loadingEarlier: false }
          const merged = mergeItems(now.items, result.value.items)
          return { items: merged, earlier: (merged[0]?.seq ?? 1) - 1, loadingEarlier: false }
        }),
      )
      .catch(() => timeline.store.setState({ loadingEarlier: false }))
  }
  return { ...state, loadEarlier }
}
