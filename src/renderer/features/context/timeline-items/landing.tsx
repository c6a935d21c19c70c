import { GitMerge } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { LandingItem } from '#shared/domain/timeline/kinds/landing.ts'
import { exactTime } from '#renderer/view/now.ts'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function LandingMark({ item }: ItemProps<LandingItem>): ReactNode {
  return (
    <div className={styles.landing} title={exactTime(item.at)}>
      <GitMerge {...itemIcon} />
      <span>{wordsForDisplay(item.text)}</span>
    </div>
  )
}
