import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import type { Session } from '#shared/contract/session.ts'
import { Button } from '#renderer/ui/button.tsx'
import { TimelineEntry } from './timeline-entry.tsx'
import { useTimeline } from './timeline-store.ts'
import styles from './timeline.module.css'

/** Pixels from the lower edge within which the reader counts as following. */
const nearEnd = 32
/** Pixels from the upper edge at which earlier items are asked for. */
const nearStart = 200
/** Pixels of an item before it was measured: a line and its distance to the next. */
const guess = 44

/**
 * What happened in a session, newest last, of which only what is in sight is in the page. It follows the end only
 * while the reader is there, and earlier items come in above without moving what is being read.
 */
export function Timeline({
  session,
  large = false,
}: {
  readonly session: Session
  readonly large?: boolean
}): ReactNode {
  const { loaded, items, earlier, loadingEarlier, loadEarlier } = useTimeline(session.id)
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const [behind, setBehind] = useState(false)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => guess,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 6,
  })
  /** The item at the upper edge, and how far the edge is below its start. */
  const reading = useRef<{ readonly seq: number; readonly below: number } | null>(null)
  const first = items[0]?.seq ?? 0
  const total = virtual.getTotalSize()

  useLayoutEffect(() => {
    const element = scroller.current
    if (element !== null && following.current) element.scrollTop = element.scrollHeight
  }, [items, total])

  // Earlier items take their place above: what was at the edge stays there.
  const firstBefore = useRef(first)
  useLayoutEffect(() => {
    const element = scroller.current
    const kept = reading.current
    if (element !== null && kept !== null && !following.current && first < firstBefore.current) {
      const start = virtual.measurementsCache[kept.seq - first]?.start
      if (start !== undefined) element.scrollTop = start + kept.below
    }
    firstBefore.current = first
  }, [first, virtual])

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

  const onScroll = (): void => {
    const element = scroller.current
    if (element === null) return
    following.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    setBehind(!following.current)
    const edge = virtual.getVirtualItemForOffset(element.scrollTop)
    const seq = edge === undefined ? undefined : items[edge.index]?.seq
    reading.current =
      edge === undefined || seq === undefined ? null : { seq, below: element.scrollTop - edge.start }
    if (element.scrollTop < nearStart && earlier > 0) loadEarlier()
  }
  const toEnd = (): void => {
    following.current = true
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }

  return (
    <div className={styles.frame}>
      {earlier > 0 ? (
        <div className={styles.earlier}>
          <Button look="quiet" onClick={loadEarlier} disabled={loadingEarlier}>
            {loadingEarlier
              ? 'Loading earlier items'
              : `Show earlier items (${earlier.toLocaleString('en')})`}
          </Button>
        </div>
      ) : null}
      <div
        ref={scroller}
        className={[styles.scroller, large ? styles.large : ''].join(' ')}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label="Timeline"
        data-behind={behind || undefined}
      >
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
                style={{ transform: `translateY(${row.start}px)` }}
                aria-setsize={earlier + items.length}
                aria-posinset={item.seq}
              >
                <TimelineEntry item={item} session={session.id} large={large} />
              </li>
            )
          })}
        </ol>
      </div>
      {behind && session.state === 'running' ? (
        <div className={styles.follow}>
          <Button onClick={toEnd}>Follow the end</Button>
        </div>
      ) : null}
    </div>
  )
}
