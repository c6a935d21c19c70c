import type { ReactNode } from 'react'
import type { ReasoningItem } from '#shared/domain/timeline/kinds/reasoning.ts'
import { MessageText } from '../message-text.tsx'
import { Folded } from './folded.tsx'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Reasoning({ item, session }: ItemProps<ReasoningItem>): ReactNode {
  return (
    <div className={styles.reasoning}>
      <Folded name={`${session} ${item.id}`} text={item.text} lines={3}>
        <MessageText text={item.text} />
      </Folded>
    </div>
  )
}
