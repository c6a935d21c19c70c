import { MapPin } from 'lucide-react'
import type { ReactNode } from 'react'
import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import type { ReviewItem } from '#shared/domain/timeline/kinds/review.ts'
import { MessageText } from '../message-text.tsx'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

/** What the agent proposed for the reading of its change, as it was then. */
export function ProposedReview({ item }: ItemProps<ReviewItem>): ReactNode {
  return (
    <div className={styles.line}>
      <MapPin {...itemIcon} />
      <div>
        {item.text === '' ? null : <MessageText text={item.text} />}
        <ul className={styles.pins} aria-label="Places worth reading">
          {item.pins.map((pin, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- what was proposed does not change
            <li key={index}>
              <code className={styles.path}>
                {pathForDisplay(pin.path)}
                {pin.line === null ? '' : `:${pin.line}`}
              </code>{' '}
              {wordsForDisplay(pin.reason)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
