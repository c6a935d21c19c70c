import type { ReactNode } from 'react'
import type { MessageItem } from '#shared/domain/timeline/kinds/message.ts'
import { MessageText } from '../message-text.tsx'
import type { ItemProps } from './item-props.ts'

export function Message({ item }: ItemProps<MessageItem>): ReactNode {
  return <MessageText text={item.text} />
}
