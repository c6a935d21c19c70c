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
/** Pixels of the line above the items. */
const headHeight = 40
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
    followOnAppend: true,
    scrollEndThreshold: nearEnd,
  })
  const total = virtual.getTotalSize()
  useLayoutEffect(() => {
    const element = scroller.current
    if (element !== null && following.current) element.scrollTop = element.scrollHeight
  }, [items, total])

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
    if (element.scrollTop < nearStart && earlier > 0) loadEarlier()
  }
  const toEnd = (): void => {
    following.current = true
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
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
        data-behind={behind || undefined}
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
