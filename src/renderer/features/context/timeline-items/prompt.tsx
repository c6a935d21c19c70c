import type { ReactNode } from 'react'
import { mayNamePictures } from '#shared/domain/picture/named-pictures.ts'
import type { PromptItem } from '#shared/domain/timeline/kinds/prompt.ts'
import { useHomes } from '#renderer/replicas/context.ts'
import { Pictures } from '#renderer/ui/pictures.tsx'
import { MessageText } from '../message-text.tsx'
import { Folded } from './folded.tsx'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Prompt({ item, session }: ItemProps<PromptItem>): ReactNode {
  return (
    <div className={styles.prompt}>
      <Folded name={`${session} ${item.id}`} text={item.text} lines={8}>
        <MessageText text={item.text} />
      </Folded>
      {mayNamePictures(item.text) ? <PromptPictures text={item.text} /> : null}
    </div>
  )
}

function PromptPictures({ text }: { readonly text: string }): ReactNode {
  return <Pictures text={text} homes={useHomes()} />
}
