import type { ReactNode } from 'react'
import type { CommandItem } from '#shared/domain/timeline/kinds/command.ts'
import type { ItemProps } from './item-props.ts'
import { OutputLine } from './output-line.tsx'

export function Command({ item, session }: ItemProps<CommandItem>): ReactNode {
  return <OutputLine item={item} session={session} label={item.text} />
}
