import type { ReactNode } from 'react'
import { useUnfolded } from '../use-unfolded.ts'
import styles from '../timeline.module.css'

/** Long words fold to a few lines until they are wanted. */
export function Folded({
  name,
  text,
  lines,
  children,
}: {
  readonly name: string
  readonly text: string
  readonly lines: number
  readonly children: ReactNode
}): ReactNode {
  const [open, setOpen] = useUnfolded(name, false)
  const long = text.length > lines * 90 || text.split('\n').length > lines
  if (!long) return children
  return (
    <>
      <div className={open ? undefined : styles.clamped} style={{ ['--lines' as string]: lines }}>
        {children}
      </div>
      <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Show less' : 'Show all'}
      </button>
    </>
  )
}
