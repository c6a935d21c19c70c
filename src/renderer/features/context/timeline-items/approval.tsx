import { ShieldQuestion } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { ApprovalItem } from '#shared/domain/timeline/kinds/approval.ts'
import { ShownText } from '#renderer/ui/shown-text.tsx'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

const words = {
  running: 'asks for permission',
  waiting: 'asks for permission',
  completed: 'allowed',
  declined: 'declined',
  failed: 'could not be answered',
  interrupted: 'expired: the agent waits for no answer any more',
} as const

export function Approval({ item }: ItemProps<ApprovalItem>): ReactNode {
  const chosen = item.options.find((option) => option.id === item.answer)
  return (
    <div className={styles.line}>
      <ShieldQuestion {...itemIcon} />
      <div>
        <ShownText text={item.text} className={styles.asked} />
        {item.reason === '' ? null : <ShownText text={item.reason} className={styles.asked} />}
        <p className={styles.faint}>
          {chosen === undefined ? words[item.state] : wordsForDisplay(chosen.label)}
        </p>
        {item.words === '' ? null : <ShownText text={item.words} className={styles.asked} />}
      </div>
    </div>
  )
}
