import type { ReactNode } from 'react'
import styles from './key.module.css'

/** A key as people see it on their keyboard. */
export function Key({ text }: { readonly text: string }): ReactNode {
  return <kbd className={styles.key}>{text}</kbd>
}
