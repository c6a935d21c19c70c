import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { commandOf } from '#shared/commands/index.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { handOn, refusalStore, type Refusal } from '#renderer/commands/opened-field.ts'
import { runCommand } from '#renderer/commands/runtime.ts'
import { useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import styles from './refused-field.module.css'

/**
 * A field in place of one that a command could not open: who presses its key and types on means words, and never the
 * commands that their letters are.
 */
export function RefusedField(): ReactNode {
  const refusal = useStore(refusalStore, (state) => state.refusal)
  if (refusal === null) return null
  return <Words key={refusal.command} refusal={refusal} />
}

function Words({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const { command, reason, step } = refusal
  const field = useRef<HTMLInputElement>(null)
  const { text, write, drop } = useTyped(draftPlaces.refused(command), '')
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true })
  }, [step])
  useEffect(() => announce(reason), [reason, step])
  const close = (): void => {
    refusalStore.setState({ refusal: null })
    focusPane('review')
  }
  const again = (): void => {
    close()
    // Refused once more, the words come back here.
    drop()
    handOn(command, text)
    runCommand(command, { by: 'key' })
  }
  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (key === 'Escape') close()
    else if (key === 'Enter') again()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <aside
      className={styles.bar}
      aria-label="What could not be done"
      onBlur={(event) => {
        if (text === '' && !event.currentTarget.contains(event.relatedTarget))
          refusalStore.setState({ refusal: null })
      }}
    >
      <p>{reason}</p>
      <input
        ref={field}
        type="text"
        data-opened-by={command}
        aria-label={`Words for “${commandOf(command).title}”`}
        placeholder={commandOf(command).title}
        autoComplete="off"
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <Button look="quiet" onClick={again}>
        Try again <kbd>Enter</kbd>
      </Button>
      <Button look="quiet" onClick={close}>
        {text === '' ? 'Back to the keys' : 'Keep the words'} <kbd>Esc</kbd>
      </Button>
    </aside>
  )
}
