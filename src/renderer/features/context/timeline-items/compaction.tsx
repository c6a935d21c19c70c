import type { ReactNode } from 'react'
import type { CompactionItem } from '#shared/domain/timeline/kinds/compaction.ts'
import { MessageText } from '../message-text.tsx'
import { Folded } from './folded.tsx'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Compaction({ item, session }: ItemProps<CompactionItem>): ReactNode {
  return (
    <div className={styles.reasoning}>
      <p>The conversation was shortened, so that it fits the model.</p>
      {item.text === '' ? null : (
        <Folded name={`${session} ${item.id}`} text={item.text} lines={3}>
          <MessageText text={item.text} />
        </Folded>
      )}
    </div>
  )
}
