import { GitCommitHorizontal } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { RevisionItem } from '#shared/domain/timeline/kinds/revision.ts'
import { exactTime } from '#renderer/view/now.ts'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function RevisionMark({ item }: ItemProps<RevisionItem>): ReactNode {
  return (
    <div className={styles.mark} title={exactTime(item.at)}>
      <GitCommitHorizontal {...itemIcon} />
      <span>{wordsForDisplay(item.text)}</span>
    </div>
  )
}
