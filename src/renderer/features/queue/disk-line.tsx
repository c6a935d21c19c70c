import { useEffect, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { sizeText } from '#shared/base/quantity-text.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { wholeUse } from '#renderer/replicas/disk-use.ts'
import { showDialog } from '#renderer/view/view-store.ts'
import styles from './queue.module.css'

/** Bytes from which it is worth a line. */
const worthALine = 5_000_000_000
/** Milliseconds after the page came, so that counting is in nobody's way; then from one count to the next. */
const firstAfter = 60_000
const every = 3_600_000

/** One quiet line where the data folder has grown large. All windows share one count in that time. */
export function DiskLine(): ReactNode {
  const { diskUse } = useReplicas()
  const use = useStore(diskUse.store, (state) => state.use)
  useEffect(() => {
    const first = setTimeout(() => void diskUse.count(every), firstAfter)
    const again = setInterval(() => void diskUse.count(every), every)
    return () => {
      clearTimeout(first)
      clearInterval(again)
    }
  }, [diskUse])
  if (use === null || wholeUse(use) < worthALine) return null
  return (
    <p className={styles.only}>
      <span>{sizeText(wholeUse(use))} on the disk</span>
      <button type="button" onClick={() => showDialog('settings')}>
        See what
      </button>
    </p>
  )
}
