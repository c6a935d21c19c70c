import { FileDiff } from 'lucide-react'
import type { ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { EditItem } from '#shared/domain/timeline/kinds/edit.ts'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Edit({ item }: ItemProps<EditItem>): ReactNode {
  const paths = item.paths.map(pathForDisplay)
  return (
    <div className={styles.line}>
      <FileDiff {...itemIcon} />
      <span className={item.state === 'failed' ? styles.failed : styles.editText}>
        {item.text === '' ? `Edited ${countOf(paths.length, 'file')}` : item.text}
        {paths.map((path) => (
          <code key={path} className={styles.path}>
            {path}
          </code>
        ))}
      </span>
    </div>
  )
}
