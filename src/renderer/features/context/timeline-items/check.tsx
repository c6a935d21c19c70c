import type { ReactNode } from 'react'
import type { CheckItem } from '#shared/domain/timeline/kinds/check.ts'
import type { ItemProps } from './item-props.ts'
import { OutputLine } from './output-line.tsx'

export function Check({ item, session }: ItemProps<CheckItem>): ReactNode {
  return <OutputLine item={item} session={session} label={`r${item.revision}: ${item.text}`} />
}
