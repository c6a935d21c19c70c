import { createElement, memo, useSyncExternalStore, type ReactNode } from 'react'
import { textForDisplay } from '#shared/base/path-text.ts'
import styles from './message-text.module.css'

type Form = (properties: { readonly text: string }) => ReactNode

let form: Form | null = null
let loading: Promise<void> | null = null
const listeners = new Set<() => void>()

/** What knows Markdown comes after the first view. Until then, or if it can't be had, words are shown as they are. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  loading ??= import('./markdown.tsx').then(
    (loaded) => {
      form = loaded.default
      for (const one of [...listeners]) one()
    },
    () => undefined,
  )
  return () => listeners.delete(listener)
}

const formNow = (): Form | null => form

/**
 * An agent's or a person's words. The text becomes text nodes only, and what can't be seen in it or turns its direction is
 * named: a prompt that was pasted is read here again, and a message must not read otherwise than it is.
 */
export const MessageText = memo(function MessageText({ text }: { readonly text: string }): ReactNode {
  const known = useSyncExternalStore(subscribe, formNow, formNow)
  const shown = textForDisplay(text)
  return (
    <div className={styles.message}>
      {known === null ? <p>{shown}</p> : createElement(known, { text: shown })}
    </div>
  )
})
