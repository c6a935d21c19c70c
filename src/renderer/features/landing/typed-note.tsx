import type { ReactNode } from 'react'
import styles from './landing.module.css'

/** Says that a text is kept as it was typed, and lets the one that is offered back. */
export function TypedNote({ onDrop }: { readonly onDrop: () => void }): ReactNode {
  return (
    <>
      Your own words are kept until this lands.{' '}
      <button type="button" className={styles.inline} onClick={onDrop}>
        Take the offered message
      </button>
    </>
  )
}
