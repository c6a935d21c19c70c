import type { ReactNode } from 'react'
import type { CompactionItem } from '#shared/domain/timeline/kinds/compaction.ts'
import { MessageText } from '../message-text.tsx'
import { Folded } from './folded.tsx'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

const words: Readonly<Record<CompactionItem['state'], string>> = {
  running: 'The conversation is being shortened.',
  waiting: 'The conversation is being shortened.',
  completed: 'The conversation was shortened, so that more fits the model.',
  failed: 'The conversation was not shortened. It is as it was.',
  declined: 'The conversation was not shortened. It is as it was.',
  interrupted: 'The conversation was not shortened: that was stopped. It is as it was.',
}

/** Says that a conversation was made shorter, and what was kept as far as the agent tells. */
export function Compaction({ item, session }: ItemProps<CompactionItem>): ReactNode {
  return (
    <div className={styles.reasoning}>
      <p>{words[item.state]}</p>
      {item.text === '' ? null : (
        <Folded name={`${session} ${item.id}`} text={item.text} lines={3}>
          <MessageText text={item.text} />
        </Folded>
      )}
    </div>
  )
}
