import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { textForDisplay } from '#shared/base/path-text.ts'
import type { NoticeItem } from '#shared/domain/timeline/kinds/notice.ts'
import { MessageText } from '../message-text.tsx'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Notice({ item }: ItemProps<NoticeItem>): ReactNode {
  if (item.state !== 'failed') return <p className={styles.notice}>{textForDisplay(item.text)}</p>
  return (
    <div className={styles.problem}>
      <CircleAlert {...itemIcon} />
      <MessageText text={item.text} />
    </div>
  )
}
