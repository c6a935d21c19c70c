import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TimelineEvent } from '#shared/contract/timeline.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { followChanges } from '#renderer/replicas/follow.ts'
import {
  earlierThan,
  laterThan,
  mostItems,
  noItems,
  pageSize,
  withChanges,
  withEarlier,
  withLater,
  type TimelineWindow,
} from './timeline-window.ts'

export interface TimelineState extends TimelineWindow {
  readonly loaded: boolean
  readonly loadingEarlier: boolean
}

/** What the workbench tells of the timeline of one session. */
export interface TimelineSource {
  readonly watch: (signal: AbortSignal) => Promise<AsyncIterable<TimelineEvent>>
  /** At most `limit` items before a place, or the newest; null when they can't be had. */
  readonly page: (wanted: PageWanted) => Promise<TimelineWindow | null>
}

interface PageWanted {
  readonly before?: number
  readonly limit: number
}

export interface Timeline {
  readonly store: StoreApi<TimelineState>
  /** Keeps it followed until the result is called. */
  readonly use: () => () => void
  /** Keeps what is shown in the window until the result is called: someone reads it, and does not follow the end. */
  readonly hold: () => () => void
  readonly loadEarlier: () => Promise<void>
  readonly loadLater: () => Promise<void>
  /** Leaves what is shown for the newest items. */
  readonly loadEnd: () => Promise<void>
}

/**
 * Follows a timeline and holds a window of it. `inNextFrame` runs its work before the next frame is
 * painted, and gives the way to withdraw that; `onUnused` is told when nobody uses it any more.
 */
export function followTimeline(
  source: TimelineSource,
  inNextFrame: (work: () => void) => () => void,
  onUnused: () => void,
): Timeline {
  const store = createStore<TimelineState>(() => ({ ...noItems, loaded: false, loadingEarlier: false }))
  let holders = 0
  /** What came since the last frame, and since a page was asked for that may not have it yet; by place. */
  const pending = new Map<number, TimelineItem>()
  const missed = new Map<number, TimelineItem>()
  let withdraw: (() => void) | null = null
  let loading = false
  const flush = (): void => {
    withdraw?.()
    withdraw = null
    store.setState((state) => withChanges(state, pending.values(), holders > 0))
    pending.clear()
  }
  const take = (event: TimelineEvent): void => {
    if (event.type === 'snapshot') {
      pending.clear()
      store.setState({ loaded: true, items: event.items, total: event.total })
      return
    }
    pending.set(event.item.seq, event.item)
    if (loading) missed.set(event.item.seq, event.item)
    // A busy agent sends hundreds of items in a second: the screen takes them once per frame. A page that nobody sees
    // has no frames.
    if (pending.size >= mostItems) flush()
    else withdraw ??= inNextFrame(flush)
  }
  const stream = followChanges((signal) => source.watch(signal), take)
  const stop = (): void => {
    stream.dispose()
    withdraw?.()
  }

  /** Asks for a page and has it put in its place, with what changed of it while it was on its way. */
  const load = async (
    wanted: PageWanted,
    place: (window: TimelineWindow, page: readonly TimelineItem[]) => TimelineWindow,
  ): Promise<void> => {
    if (loading) return
    loading = true
    try {
      const page = await source.page(wanted)
      if (page === null) return
      const { items, total } = page
      flush()
      store.setState((state) => {
        const placed = place({ items: state.items, total: Math.max(state.total, total) }, items)
        return withChanges(placed, missed.values(), holders > 0)
      })
    } catch {
      // The connection is told by its own line; the next scroll asks again.
    } finally {
      loading = false
      missed.clear()
    }
  }

  let users = 0
  return {
    store,
    use() {
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
    },
    hold() {
      holders += 1
      return () => {
        holders -= 1
      }
    },
    async loadEarlier() {
      const state = store.getState()
      const earlier = earlierThan(state)
      if (loading || earlier === 0) return
      store.setState({ loadingEarlier: true })
      await load({ before: earlier + 1, limit: Math.min(earlier, pageSize) }, withEarlier)
      store.setState({ loadingEarlier: false })
    },
    async loadLater() {
      const state = store.getState()
      const later = laterThan(state)
      if (loading || later === 0) return
      const limit = Math.min(later, pageSize)
      await load({ before: state.total - later + limit + 1, limit }, withLater)
    },
    async loadEnd() {
      if (laterThan(store.getState()) === 0) return
      await load({ limit: pageSize }, (window, page) => ({ ...window, items: page }))
    },
  }
}
