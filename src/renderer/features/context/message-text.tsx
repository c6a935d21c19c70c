import { memo, type ReactNode } from 'react'
import { inlineParts, messageBlocks } from './message-blocks.ts'
import styles from './message-text.module.css'

function Inline({ text }: { readonly text: string }): ReactNode {
  return inlineParts(text).map((part, index) =>
    part.kind === 'code' ? (
      <code key={index}>{part.text}</code>
    ) : part.kind === 'strong' ? (
      <strong key={index}>{part.text}</strong>
    ) : (
      part.text
    ),
  )
}

/** An agent's or a person's words. The text becomes text nodes only. */
export const MessageText = memo(function MessageText({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles.message}>
      {messageBlocks(text).map((block, index) => {
        switch (block.kind) {
          case 'code':
            return (
              <pre key={index} tabIndex={0} aria-label="Code">
                {block.text}
              </pre>
            )
          case 'heading':
            return (
              <p key={index} className={styles.heading}>
                <Inline text={block.text} />
              </p>
            )
          case 'list': {
            const items = block.items.map((item, at) => (
              <li key={at}>
                <Inline text={item} />
              </li>
            ))
            return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>
          }
          case 'paragraph':
            return (
              <p key={index}>
                <Inline text={block.text} />
              </p>
            )
        }
      })}
    </div>
  )
})
