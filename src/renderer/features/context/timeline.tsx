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

/**
 * What happened in a session, newest last. It follows the end only while the reader is there, and earlier items
 * come in above without moving what is being read.
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
  const content = useRef<HTMLOListElement>(null)
  const following = useRef(true)
  const [behind, setBehind] = useState(false)
  const anchor = useRef<{ readonly first: number; readonly height: number }>({ first: 0, height: 0 })

  useLayoutEffect(() => {
    const first = items[0]?.seq ?? 0
    const element = scroller.current
    if (element === null) return
    const grown = element.scrollHeight - anchor.current.height
    if (following.current) element.scrollTop = element.scrollHeight
    // The browser keeps the place by itself except at the very top.
    else if (anchor.current.first > first && first > 0 && element.scrollTop < 1) element.scrollTop += grown
    anchor.current = { first, height: element.scrollHeight }
  }, [items])

  // Opened output and wrapped text change heights after the items are here.
  useEffect(() => {
    const element = scroller.current
    if (element === null || content.current === null) return
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(content.current)
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
        <ol ref={content} className={styles.items} aria-label="What happened">
          {earlier > 0 ? (
            <li className={styles.earlier}>
              <Button look="quiet" onClick={loadEarlier} disabled={loadingEarlier}>
                {loadingEarlier ? 'Loading earlier items' : `Show earlier items (${earlier})`}
              </Button>
            </li>
          ) : null}
          {loaded && items.length === 0 ? (
            <li className={styles.none}>
              {session.agent.kind === 'existing'
                ? 'No agent worked here: these are changes that were there.'
                : 'Nothing has happened yet.'}
            </li>
          ) : null}
          {items.map((item) => (
            <TimelineEntry key={item.id} item={item} session={session.id} large={large} />
          ))}
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
