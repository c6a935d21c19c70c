import { useEffect, useRef, useState, type ReactNode } from 'react'
import styles from './diff-pane.module.css'

/** Words in place of a file's lines, with what can be done about it. */
export function Notice({
  text,
  children,
}: {
  readonly text: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <div className={styles.notice}>
      <p>{text}</p>
      {children}
    </div>
  )
}

/** Whether something has taken long enough to need words. */
export function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    if (!waiting) {
      setSlow(false)
      return
    }
    timer.current = setTimeout(() => setSlow(true), 150)
    return () => {
      if (timer.current !== null) clearTimeout(timer.current)
    }
  }, [waiting])
  return slow
}
