import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { useClient } from '#renderer/client/context.ts'
import list from '#renderer/ui/list.module.css'
import { completeMention, mentionAt } from './mention.ts'
import styles from './composer.module.css'

/** Paths that match the word after an @ before the cursor, asked for as it is typed. */
function useFiles(repository: string, query: string | null): readonly string[] {
  const client = useClient()
  const [found, setFound] = useState<readonly string[]>([])
  useEffect(() => {
    if (query === null) return
    let wanted = true
    client.repository.files({ repository, query }).then(
      (result) => (wanted && result.ok ? setFound(result.value.slice(0, 8)) : undefined),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [client, repository, query])
  return query === null ? [] : found
}

/** The field that grows: tasks divided by blank lines, files after an @, prompts of before with the up arrow. */
export function TaskField({
  field,
  repository,
  placeholder,
  text,
  onText,
}: {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly repository: string
  readonly placeholder: string
  readonly text: string
  readonly onText: (text: string) => void
}): ReactNode {
  const client = useClient()
  const listId = useId()
  const [cursor, setCursor] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const history = useRef<{ readonly prompts: readonly string[]; at: number } | null>(null)
  const mention = mentionAt(text, cursor)
  const active = mention !== null && mention.start !== dismissed ? mention : null
  const paths = useFiles(repository, active?.query ?? null)
  const open = active !== null && paths.length > 0
  const index = Math.min(chosen, paths.length - 1)

  const put = (next: string, at: number): void => {
    onText(next)
    setCursor(at)
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at))
  }
  const complete = (path: string | undefined): void => {
    if (active === null || path === undefined) return
    const completed = completeMention(text, active, path)
    put(completed.text, completed.cursor)
    setChosen(0)
  }
  const recall = async (by: 1 | -1): Promise<void> => {
    history.current ??= { prompts: await client.workbench.history(), at: -1 }
    const { prompts, at } = history.current
    const next = Math.max(-1, Math.min(prompts.length - 1, at + by))
    history.current.at = next
    const prompt = next === -1 ? '' : (prompts[next] ?? '')
    put(prompt, prompt.length)
  }
  const recalled = (): boolean => {
    const known = history.current
    return known !== null && known.at >= 0 && text === known.prompts[known.at]
  }

  const onKey = (event: KeyboardEvent): void => {
    if (open) {
      const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
      const move = moves[event.key]
      if (move !== undefined) {
        event.preventDefault()
        setChosen((index + move + paths.length) % paths.length)
      } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) {
        event.preventDefault()
        complete(paths[index])
      } else if (event.key === 'Escape') {
        event.preventDefault()
        event.stopPropagation()
        setDismissed(active.start)
      }
      return
    }
    if (event.key === 'ArrowUp' && (text === '' || recalled())) {
      event.preventDefault()
      void recall(1)
    } else if (event.key === 'ArrowDown' && recalled()) {
      event.preventDefault()
      void recall(-1)
    }
  }
  const readCursor = (): void => setCursor(field.current?.selectionStart ?? 0)
  return (
    <div className={styles.fieldFrame}>
      <textarea
        ref={field}
        className={styles.field}
        aria-label="Tasks"
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${index}` : undefined}
        placeholder={placeholder}
        rows={5}
        value={text}
        onChange={(event) => {
          onText(event.target.value)
          setCursor(event.target.selectionStart)
          setDismissed(null)
          setChosen(0)
        }}
        onSelect={readCursor}
        onKeyDown={onKey}
      />
      {open ? (
        <ul id={listId} role="listbox" aria-label="Files" className={styles.files}>
          {paths.map((path, at) => (
            <li
              key={path}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === index}
              className={list.item}
              onMouseDown={(event) => {
                event.preventDefault()
                complete(path)
              }}
            >
              <span className={list.label}>{pathForDisplay(path)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
