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
        {item.plan === null ? null : <ShownText text={item.plan.text} className={styles.asked} />}
        <p className={styles.faint}>
          {chosen === undefined && item.answeredBy === null
            ? item.plan !== null && item.state === 'waiting'
              ? 'waits for your answer'
              : words[item.state]
            : wordsForDisplay(answerWords(item, chosen?.label ?? words[item.state]))}
        </p>
        {item.words === '' ? null : <ShownText text={item.words} className={styles.asked} />}
      </div>
    </div>
  )
}

/** What was answered, and by whom where it was not by the person alone. */
function answerWords({ state, answeredBy, plan }: ApprovalItem, label: string): string {
  if (plan !== null) {
    const edited = plan.edited ? ', as you edited it' : ''
    return state === 'declined' ? `sent back${edited}` : `approved${edited}`
  }
  const named = (rules: readonly string[]): string =>
    `your ${rules.length === 1 ? 'rule' : 'rules'} ${rules.map((text) => `\`${text}\``).join(', ')}`
  if (answeredBy === null) return label
  switch (answeredBy.kind) {
    case 'rules':
      return `${state === 'declined' ? 'forbidden' : 'allowed'} by ${named(answeredBy.rules)}`
    case 'session':
      return 'allowed, as you allowed it before for this session'
    case 'person':
      return answeredBy.rules.length === 0 ? label : `allowed, and from now on by ${named(answeredBy.rules)}`
  }
}
