import type { ReactNode } from 'react'
import type { ToolCallItem } from '#shared/domain/timeline/kinds/tool-call.ts'
import type { ItemProps } from './item-props.ts'
import { OutputLine } from './output-line.tsx'

export function ToolCall({ item, session }: ItemProps<ToolCallItem>): ReactNode {
  const label = item.text === '' ? `${item.tool} ${item.input}` : item.text
  return <OutputLine item={item} session={session} label={label} />
}
