import { MessageCircleQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import type { QuestionItem } from '#shared/domain/timeline/kinds/question.ts'
import { MessageText } from '../message-text.tsx'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Question({ item }: ItemProps<QuestionItem>): ReactNode {
  return (
    <div className={styles.line}>
      <MessageCircleQuestionMark {...itemIcon} />
      <div>
        <MessageText text={item.text} />
        {item.answer === null && item.words === '' ? (
          <ul>
            {item.options.map((option) => (
              <li key={option.label} className={styles.faint}>
                {option.description === '' ? option.label : `${option.label}: ${option.description}`}
              </li>
            ))}
          </ul>
        ) : (
          <MessageText text={[item.answer ?? '', item.words].filter(Boolean).join('\n')} />
        )}
      </div>
    </div>
  )
}
