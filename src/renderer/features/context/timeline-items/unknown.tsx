import type { ReactNode } from 'react'
import { textForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import type { UnknownItem } from '#shared/domain/timeline/kinds/unknown.ts'
import { useUnfolded } from '../use-unfolded.ts'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

/** An item that this version of Winnow does not understand: what kind it says it is, and all of it when it is wanted. */
export function Unknown({ item, session }: ItemProps<UnknownItem>): ReactNode {
  const [open, setOpen] = useUnfolded(`${session} ${item.id}`, false)
  return (
    <div className={styles.notice}>
      <p>
        {item.name === '' ? 'Something' : `“${wordsForDisplay(item.name)}”`} that this version of Winnow can’t
        show
      </p>
      <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Show less' : 'Show what was stored'}
      </button>
      {open ? (
        <pre className={styles.wholeLine}>{textForDisplay(JSON.stringify(item.raw, null, 2))}</pre>
      ) : null}
    </div>
  )
}
