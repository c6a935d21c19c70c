import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode } from 'react'
import styles from './followed-rows.module.css'

/** A place that rows are brought to, once for each `step`. */
export interface RowPlace {
  readonly to: 'beginning' | 'end' | number
  readonly step: number
}

/**
 * Rows that come one after the other, of which only those in sight are in the document. Their end is followed while the
 * reader is there.
 */
export function FollowedRows({
  count,
  version,
  guess,
  keyOf,
  place,
  list = false,
  label,
  className,
  before,
  renderRow,
}: {
  readonly count: number
  /** Changes whenever the rows do. */
  readonly version: unknown
  /** Pixels of a row before it was measured. */
  readonly guess: number
  readonly keyOf?: (index: number) => number
  readonly place?: RowPlace | null
  /** They are things of one kind, told as a list. */
  readonly list?: boolean
  readonly label: string
  readonly className: string | undefined
  /** What stands above the rows. */
  readonly before?: ReactNode
  readonly renderRow: (index: number) => ReactNode
}): ReactNode {
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => guess,
    ...(keyOf === undefined ? {} : { getItemKey: keyOf }),
    overscan: 8,
  })
  const total = virtual.getTotalSize()
  useEffect(() => {
    const element = scroller.current
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight
  }, [version, total])
  const to = place?.to
  useEffect(() => {
    if (to === undefined) return
    atEnd.current = to === 'end'
    if (to === 'end') scroller.current?.scrollTo(0, scroller.current.scrollHeight)
    else if (to === 'beginning') scroller.current?.scrollTo(0, 0)
    else virtual.scrollToIndex(to, { align: 'center' })
  }, [to, place?.step, virtual])
  const onScroll = (): void => {
    const element = scroller.current
    if (element !== null)
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < guess
  }
  return (
    <div
      ref={scroller}
      className={[styles.scroller, className].join(' ')}
      onScroll={onScroll}
      tabIndex={0}
      role={list ? 'region' : 'group'}
      aria-label={label}
    >
      {before}
      <div className={styles.rows} style={{ height: total }} role={list && count > 0 ? 'list' : undefined}>
        {virtual.getVirtualItems().map(({ key, index, start }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={styles.row}
            style={{ transform: `translateY(${start}px)` }}
            role={list ? 'listitem' : undefined}
          >
            {renderRow(index)}
          </div>
        ))}
      </div>
    </div>
  )
}
