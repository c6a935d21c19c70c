import type { ClipboardEvent, ReactNode } from 'react'
import { asOneTask } from '#shared/domain/task/split.ts'
import styles from './composer.module.css'

/** Where the next task begins, drawn behind the field: its text again, of which only the divisions are seen. */
export function TaskLines({
  text,
  breaks,
  scrolled,
}: {
  readonly text: string
  readonly breaks: readonly number[]
  /** Pixels. */
  readonly scrolled: number
}): ReactNode {
  return (
    <div className={styles.lines} aria-hidden>
      <div style={{ transform: `translateY(${-scrolled}px)` }}>
        {text.split('\n').map((line, at) => {
          const next = breaks.indexOf(at)
          return (
            <div key={at} className={styles.line} data-next={next < 0 ? undefined : ''}>
              {next < 0 ? line : `Task ${next + 2}`}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Puts what is pasted into a field as one task, where blank lines in it would divide it. */
export function pasteAsOne(event: ClipboardEvent<HTMLTextAreaElement>): void {
  const pasted = event.clipboardData.getData('text/plain')
  if (asOneTask(pasted) === pasted) return
  event.preventDefault()
  // As if it was typed, so that the field can undo it.
  document.execCommand('insertText', false, asOneTask(pasted))
}
