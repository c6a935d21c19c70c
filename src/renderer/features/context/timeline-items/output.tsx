import type { ReactNode } from 'react'
import type { OutputItem } from '#shared/domain/timeline/kinds/output.ts'
import type { ItemProps } from './item-props.ts'
import { OutputLine } from './output-line.tsx'

export function Output({ item, session, large }: ItemProps<OutputItem>): ReactNode {
  const label = item.text === '' ? 'Output of the agent' : item.text
  return <OutputLine item={item} session={session} label={label} openAtFirst={large} />
}
