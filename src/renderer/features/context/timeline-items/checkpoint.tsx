import { Bookmark } from 'lucide-react'
import { use, type ReactNode } from 'react'
import type { CheckpointItem } from '#shared/domain/timeline/kinds/checkpoint.ts'
import { exactTime } from '#renderer/view/now.ts'
import { CheckpointContext } from '../checkpoint-acts.ts'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

/** A place to go back to. It says little: there is one behind most of what an agent does. */
export function CheckpointMark({ item }: ItemProps<CheckpointItem>): ReactNode {
  const { rollBack, fork } = use(CheckpointContext)
  return (
    <div className={styles.checkpoint} title={exactTime(item.at)}>
      <Bookmark {...itemIcon} size={12} />
      <span>Checkpoint</span>
      {rollBack === null ? null : (
        <button type="button" className={styles.back} onClick={() => rollBack(item.id)}>
          Roll back to here
        </button>
      )}
      {fork === null ? null : (
        <button type="button" className={styles.back} onClick={() => fork(item.id)}>
          Fork from here
        </button>
      )}
    </div>
  )
}
