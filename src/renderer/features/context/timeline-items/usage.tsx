import type { ReactNode } from 'react'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import type { UsageItem } from '#shared/domain/timeline/kinds/usage.ts'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Usage({ item }: ItemProps<UsageItem>): ReactNode {
  const { requests, input, cachedInput, output, reasoning, state } = item
  const cached = cachedInput > 0 ? ` (${numberText(cachedInput)} cached)` : ''
  const thought = reasoning > 0 ? ` (${numberText(reasoning)} for thinking)` : ''
  return (
    <p className={styles.notice}>
      {/* The workbench stopped while it was counted. */}
      {state === 'interrupted' ? 'At least ' : ''}
      {countOf(requests, 'request')} to the model: {numberText(input)} tokens in{cached}, {numberText(output)}{' '}
      out{thought}
    </p>
  )
}
