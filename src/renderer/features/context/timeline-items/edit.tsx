import { CircleAlert, FileDiff } from 'lucide-react'
import type { ReactNode } from 'react'
import { pathForDisplay, textForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { EditItem } from '#shared/domain/timeline/kinds/edit.ts'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Edit({ item }: ItemProps<EditItem>): ReactNode {
  const paths = item.paths.map(pathForDisplay)
  const isFailed = item.state === 'failed'
  const Icon = isFailed ? CircleAlert : FileDiff
  return (
    <div className={styles.line}>
      <Icon {...itemIcon} />
      <span className={styles.editText} data-failed={isFailed || undefined}>
        {item.text === '' ? `Edited ${countOf(paths.length, 'file')}` : textForDisplay(item.text)}
        {paths.map((path) => (
          <code key={path} className={styles.path}>
            {path}
          </code>
        ))}
      </span>
    </div>
  )
}
