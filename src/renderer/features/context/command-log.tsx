import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import type { CommandLogEntry } from '#shared/contract/workbench.ts'
import { durationText } from '#shared/base/quantity-text.ts'
import { useClient } from '#renderer/client/context.ts'
import { followStream } from '#renderer/replicas/follow.ts'
import { exactTime } from '#renderer/view/now.ts'
import styles from './command-log.module.css'

/** Entries the page keeps; older ones fall off. */
const kept = 1000
const rowHeight = 40

function useCommandLog(): readonly CommandLogEntry[] {
  const client = useClient()
  const [entries, setEntries] = useState<readonly CommandLogEntry[]>([])
  useEffect(() => {
    let pending: CommandLogEntry[] = []
    let frame: number | null = null
    const flush = (): void => {
      frame = null
      const fresh = pending
      pending = []
      setEntries((before) => {
        const last = before.at(-1)?.seq ?? 0
        return [...before, ...fresh.filter((entry) => entry.seq > last)].slice(-kept)
      })
    }
    const stream = followStream(
      (signal) => client.workbench.watchCommandLog(undefined, { signal }),
      (entry) => {
        pending.push(entry)
        // A page that nobody sees has no frames.
        if (pending.length > 2 * kept) pending = pending.slice(-kept)
        frame ??= requestAnimationFrame(flush)
        return true
      },
    )
    return () => {
      stream.dispose()
      if (frame !== null) cancelAnimationFrame(frame)
    }
  }, [client])
  return entries
}

/** Every git command Winnow ran, with why it did. */
export function CommandLog(): ReactNode {
  const entries = useCommandLog()
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => entries[index]?.seq ?? index,
    overscan: 8,
  })
  useLayoutEffect(() => {
    if (following.current && entries.length > 0) virtual.scrollToIndex(entries.length - 1, { align: 'end' })
  }, [entries, virtual])
  const onScroll = (): void => {
    const element = scroller.current
    if (element !== null)
      following.current = element.scrollHeight - element.scrollTop - element.clientHeight < rowHeight
  }
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      onScroll={onScroll}
      tabIndex={0}
      role="region"
      aria-label="Git commands"
    >
      {entries.length === 0 ? <p className={styles.none}>No git command has run yet.</p> : null}
      <ul className={styles.list} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((row) => {
          const entry = entries[row.index]
          if (entry === undefined) return null
          const command = entry.argv.join(' ')
          return (
            <li
              key={row.key}
              className={styles.entry}
              style={{ height: row.size, top: row.start }}
              title={`${command}\nin ${entry.folder}\n${exactTime(entry.at)}`}
            >
              <span className={styles.purpose}>{entry.purpose}</span>
              <span className={entry.exitCode === 0 ? styles.time : styles.odd}>
                {entry.exitCode === 0 ? '' : `exit ${entry.exitCode ?? 'by signal'} · `}
                {durationText(entry.duration)}
              </span>
              <code className={styles.command}>{command}</code>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
