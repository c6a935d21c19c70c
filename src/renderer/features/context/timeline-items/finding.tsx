import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import type { FindingItem } from '#shared/domain/timeline/kinds/finding.ts'
import { MessageText } from '../message-text.tsx'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

function placeOf({ path, lines }: FindingItem): string | null {
  if (path === null) return null
  if (lines === null) return pathForDisplay(path)
  return `${pathForDisplay(path)}:${lines.from}${lines.to > lines.from ? `–${lines.to}` : ''}`
}

export function Finding({ item }: ItemProps<FindingItem>): ReactNode {
  const place = placeOf(item)
  return (
    <div className={styles.line}>
      <CircleAlert {...itemIcon} />
      <div>
        <p>
          {item.priority === null ? '' : `P${item.priority} `}
          {wordsForDisplay(item.title)}
        </p>
        {place === null ? null : <code className={styles.path}>{place}</code>}
        <MessageText text={item.text} />
      </div>
    </div>
  )
}
