import { useEffect, useState, type ReactNode } from 'react'
import type { CommandLogEntry } from '#shared/contract/workbench.ts'
import { countOf, durationText } from '#shared/base/quantity-text.ts'
import { useClient } from '#renderer/client/context.ts'
import { FollowedRows } from '#renderer/ui/followed-rows.tsx'
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
  const gone = (entries[0]?.seq ?? 1) - 1
  return (
    <FollowedRows
      count={entries.length}
      version={entries}
      guess={rowHeight}
      keyOf={(index) => entries[index]?.seq ?? index}
      list
      label="Git commands"
      className={styles.scroller}
      before={
        entries.length === 0 ? (
          <p className={styles.none}>No git command has run yet.</p>
        ) : gone === 0 ? null : (
          <p className={styles.none}>
            {countOf(gone, 'earlier command')} of this run {gone === 1 ? 'is' : 'are'} not kept. Each
            session’s commits and revisions are.
          </p>
        )
      }
      renderRow={(index) => <Entry entry={entries[index]} />}
    />
  )
}

function Entry({ entry }: { readonly entry: CommandLogEntry | undefined }): ReactNode {
  if (entry === undefined) return null
  const command = entry.argv.join(' ')
  return (
    <div className={styles.entry} title={`${command}\nin ${entry.folder}\n${exactTime(entry.at)}`}>
      <span className={styles.purpose}>{entry.purpose}</span>
      <span className={entry.exitCode === 0 ? styles.time : styles.odd}>
        {entry.exitCode === 0 ? '' : `exit ${entry.exitCode ?? 'by signal'} · `}
        {durationText(entry.duration)}
      </span>
      <code className={styles.command}>{command}</code>
    </div>
  )
}
