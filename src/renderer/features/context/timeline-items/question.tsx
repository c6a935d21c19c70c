import { MessageCircleQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { QuestionItem } from '#shared/domain/timeline/kinds/question.ts'
import { ShownText } from '#renderer/ui/shown-text.tsx'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Question({ item }: ItemProps<QuestionItem>): ReactNode {
  const isAnswered = item.answer !== null || item.words !== ''
  return (
    <div className={styles.line}>
      <MessageCircleQuestionMark {...itemIcon} />
      <div>
        <ShownText text={item.text} className={styles.asked} />
        {isAnswered ? (
          <ShownText
            text={[item.answer ?? '', item.words].filter(Boolean).join('\n')}
            className={styles.answer}
          />
        ) : (
          <ul>
            {item.options.map(({ label, description }) => (
              <li key={label} className={styles.faint}>
                {wordsForDisplay(description === '' ? label : `${label}: ${description}`)}
              </li>
            ))}
          </ul>
        )}
        {item.state === 'interrupted' ? (
          <p className={styles.faint}>expired: the agent waits for no answer any more</p>
        ) : null}
      </div>
    </div>
  )
}
