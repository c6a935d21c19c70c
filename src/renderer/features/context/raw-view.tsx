import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { RawOutput } from './raw-output.ts'
import { rawParts } from './raw-text.ts'
import styles from './output-view.module.css'

/** Pixels of a row before it was measured, and from the end within which the reader counts as following. */
const guess = 18

/** Every byte of the window of a log, whatever it would do to a terminal; only the rows in sight are in the document. */
export function RawView({ raw }: { readonly raw: RawOutput }): ReactNode {
  const { count, version, ends, found } = useStore(raw.store)
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => guess,
    overscan: 8,
  })
  const total = virtual.getTotalSize()
  useEffect(() => {
    const element = scroller.current
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight
  }, [version, total])
  useEffect(() => {
    atEnd.current = true
    scroller.current?.scrollTo(0, scroller.current.scrollHeight)
  }, [ends])
  useEffect(() => {
    if (found === null) return
    atEnd.current = false
    virtual.scrollToIndex(found.row, { align: 'center' })
  }, [found, virtual])
  const onScroll = (): void => {
    const element = scroller.current
    if (element !== null)
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < guess
  }
  return (
    <div
      ref={scroller}
      className={styles.raw}
      onScroll={onScroll}
      tabIndex={0}
      role="group"
      aria-label="Raw text"
    >
      <div className={styles.rows} style={{ height: total }}>
        {virtual.getVirtualItems().map((row) => (
          <div
            key={row.key}
            ref={virtual.measureElement}
            data-index={row.index}
            data-found={row.index === found?.row || undefined}
            className={styles.row}
            style={{ transform: `translateY(${row.start}px)` }}
          >
            {rawParts(raw.rows.bytesOf(row.index)).map(({ text, sign }, index) =>
              sign ? (
                <span key={index} className={styles.sign}>
                  {text}
                </span>
              ) : (
                text
              ),
            )}
          </div>
        ))}
      </div>
    </div>
  )
}
