import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { isUnderWay } from '#shared/domain/session/busy.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { Button } from '#renderer/ui/button.tsx'
import { LinkContext, useFollowLink } from './follow-link.ts'
import { CheckpointContext, useCheckpointActs } from './checkpoint-acts.ts'
import { TimelineEntry } from './timeline-entry.tsx'
import { earlierThan, laterThan, mostItems } from './timeline-window.ts'
import { useTimeline } from './use-timeline.ts'
import styles from './timeline.module.css'

/** Pixels from the lower edge within which the reader counts as following. */
const nearEnd = 32
/** Pixels from an edge at which what is beyond it is asked for. */
const nearEdge = 200
/** Pixels of the line above the items. */
const headHeight = 40
/** Pixels of an item before it was measured: a line and its distance to the next. */
const guess = 44

/**
 * What happened in a session, newest last. The page holds a window of it, and of that only what is in sight is in the
 * document. It follows the end only while the reader is there; items come in and leave at both ends without moving
 * what is being read.
 */
export function Timeline({
  session,
  large = false,
  onBehind,
}: {
  readonly session: SessionSummary
  readonly large?: boolean
  /** Told whether the reader has scrolled back from the end. */
  readonly onBehind?: (behind: boolean) => void
}): ReactNode {
  const { state, timeline } = useTimeline(session.id)
  const follow = useFollowLink(session.id)
  const acts = useCheckpointActs(session)
  const { loaded, items, loadingEarlier } = state
  const earlier = earlierThan(state)
  const later = laterThan(state)
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const release = useRef<(() => void) | null>(null)
  // Once there, the line above the items stays, so that nothing moves when all are here.
  const [hasHead, setHasHead] = useState(earlier > 0)
  if (earlier > 0 && !hasHead) setHasHead(true)
  const [behind, setBehind] = useState(false)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => guess,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 6,
    scrollMargin: hasHead ? headHeight : 0,
    // What comes in above moves nothing; what comes in below is followed from the end only.
    anchorTo: 'end',
    followOnAppend: !behind,
    scrollEndThreshold: nearEnd,
  })
  useLayoutEffect(() => onBehind?.(behind), [behind, onBehind])
  const total = virtual.getTotalSize()
  const weigh = useCallback((): void => {
    const element = scroller.current
    if (element === null) return
    const rest = element.scrollHeight - element.scrollTop - element.clientHeight
    const isLater = laterThan(timeline.store.getState()) > 0
    following.current = rest < nearEnd && !isLater
    setBehind(!following.current)
    // Items leave the window at the end that is far from the reader.
    if (rest > nearEdge) release.current ??= timeline.hold()
    else {
      release.current?.()
      release.current = null
      if (isLater) void timeline.loadLater()
    }
  }, [timeline])
  useLayoutEffect(() => {
    const element = scroller.current
    if (element !== null && following.current) element.scrollTop = element.scrollHeight
    weigh()
    // The sizes of items that left are measured again when they come back.
    const sizes = virtual.itemSizeCache
    if (sizes.size > 2 * mostItems) {
      const here = new Set<unknown>(items.map((item) => item.id))
      for (const key of sizes.keys()) if (!here.has(key)) sizes.delete(key)
    }
  }, [items, total, virtual, weigh])
  useEffect(() => {
    void timeline.loadEnd()
    return () => {
      release.current?.()
      release.current = null
    }
  }, [timeline])

  // A pane that gets smaller keeps its end in sight.
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const loadEarlier = (): void => void timeline.loadEarlier()
  const onScroll = (): void => {
    weigh()
    if ((scroller.current?.scrollTop ?? Infinity) < nearEdge && earlier > 0) loadEarlier()
  }
  const toEnd = async (): Promise<void> => {
    await timeline.loadEnd()
    following.current = true
    requestAnimationFrame(() => scroller.current?.scrollTo({ top: scroller.current.scrollHeight }))
  }

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={[styles.scroller, large ? styles.large : ''].join(' ')}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label="Timeline"
      >
        {hasHead ? (
          <div className={styles.earlier} style={{ height: headHeight }}>
            {earlier > 0 ? (
              <Button look="quiet" onClick={loadEarlier} disabled={loadingEarlier}>
                {loadingEarlier
                  ? 'Loading earlier items'
                  : `Show earlier items (${earlier.toLocaleString('en')})`}
              </Button>
            ) : (
              <span className={styles.faint}>This is where it began.</span>
            )}
          </div>
        ) : null}
        {loaded && items.length === 0 ? (
          <p className={styles.none}>
            {session.agent.kind === 'existing'
              ? 'No agent worked here: these are changes that were there.'
              : 'Nothing has happened yet.'}
          </p>
        ) : null}
        <ol className={styles.items} aria-label="What happened" style={{ height: total }}>
          {virtual.getVirtualItems().map((row) => {
            const item = items[row.index]
            if (item === undefined) return null
            return (
              <li
                key={row.key}
                ref={virtual.measureElement}
                data-index={row.index}
                className={styles.item}
                style={{ transform: `translateY(${row.start - virtual.options.scrollMargin}px)` }}
                aria-setsize={state.total}
                aria-posinset={item.seq}
              >
                <LinkContext value={follow}>
                  <CheckpointContext value={acts}>
                    <TimelineEntry item={item} session={session.id} large={large} />
                  </CheckpointContext>
                </LinkContext>
              </li>
            )
          })}
        </ol>
      </div>
      {behind && (isUnderWay(session) || later > 0) ? (
        <div className={styles.follow}>
          <Button onClick={() => void toEnd()}>
            {isUnderWay(session) ? 'Follow the end' : 'Go to the end'}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
