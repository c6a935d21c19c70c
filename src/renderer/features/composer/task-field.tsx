import { flushSync } from 'react-dom'
import {
  useEffect,
  useId,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useClient } from '#renderer/client/context.ts'
import list from '#renderer/ui/list.module.css'
import { asOneTask, taskBreaks } from '#shared/domain/task/split.ts'
import { pasteAsOne, TaskLines } from './task-lines.tsx'
import { completeMention, insertPrompt, mentionAt, type Mention } from './mention.ts'
import { usePrompts } from '#renderer/replicas/context.ts'
import styles from './composer.module.css'

/** Something that can take the place of a mention. */
interface Completion {
  readonly name: string
  /** Where the name alone says little. */
  readonly hint: string | null
  readonly apply: (text: string, mention: Mention) => { readonly text: string; readonly cursor: number }
}

const mostShown = 8

/** What completes the mention before the cursor: paths are asked for as they are typed, prompts are known. */
function useCompletions(
  repository: string,
  mention: Mention | null,
): { readonly completions: readonly Completion[]; readonly current: boolean } {
  const client = useClient()
  const prompts = usePrompts()
  const [{ paths, answers }, setAnswer] = useState<{
    readonly paths: readonly string[]
    readonly answers: string | null
  }>({ paths: [], answers: null })
  const query = mention?.kind === 'file' ? mention.query : null
  useEffect(() => {
    if (query === null) return
    let wanted = true
    const answer = (found: readonly string[]): void => {
      if (wanted) setAnswer({ paths: found.slice(0, mostShown), answers: query })
    }
    // Without an answer nothing completes, and Enter is a line break again.
    client.repository.files({ repository, query }).then(
      (result) => answer(result.ok ? result.value : []),
      () => answer([]),
    )
    return () => {
      wanted = false
    }
  }, [client, repository, query])
  if (mention === null) return { completions: [], current: true }
  if (mention.kind === 'file')
    return {
      completions: paths.map((path) => ({
        name: pathForDisplay(path),
        hint: null,
        apply: (text, at) => completeMention(text, at, path),
      })),
      current: answers === query,
    }
  const fitting: readonly Completion[] = prompts
    .filter((prompt) => prompt.name.includes(mention.query.toLowerCase()))
    .slice(0, mostShown)
    .map((prompt) => ({
      name: `/${prompt.name}`,
      hint: prompt.text.split('\n')[0] ?? '',
      apply: (text, at) => insertPrompt(text, at, prompt.text),
    }))
  return { completions: fitting, current: true }
}

/** The field that grows: files after an @, saved prompts after a slash, prompts of before with the up arrow. */
export function TaskField({
  field,
  repository,
  placeholder,
  text,
  divides,
  onText,
  onPaste,
}: {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly repository: string
  readonly placeholder: string
  readonly text: string
  /** Blank lines divide tasks. */
  readonly divides: boolean
  readonly onText: (text: string) => void
  /** Takes what is pasted if it is a picture; false where it is none. */
  readonly onPaste: (event: ClipboardEvent) => boolean
}): ReactNode {
  const client = useClient()
  const listId = useId()
  const [cursor, setCursor] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const history = useRef<{ readonly prompts: readonly string[]; at: number } | null>(null)
  const mention = mentionAt(text, cursor)
  const active = mention !== null && mention.start !== dismissed ? mention : null
  const { completions, current } = useCompletions(repository, active)
  // The text for which a completion was taken before those that fit it were there.
  const [awaited, setAwaited] = useState<string | null>(null)
  const open = active !== null && completions.length > 0
  const index = Math.min(chosen, completions.length - 1)

  const put = (next: string, at: number): void => {
    // At once: the cursor would be put back behind a letter typed meanwhile.
    flushSync(() => {
      onText(next)
      setCursor(at)
    })
    field.current?.setSelectionRange(at, at)
  }
  const complete = (completion: Completion | undefined): void => {
    if (active === null || completion === undefined) return
    const completed = completion.apply(text, active)
    put(completed.text, completed.cursor)
    setChosen(0)
  }
  const first = useRef<() => void>(() => undefined)
  useEffect(() => {
    first.current = () => complete(completions[0])
  })
  useEffect(() => {
    if (awaited === null || !current) return
    setAwaited(null)
    if (awaited === text) queueMicrotask(() => first.current())
  }, [awaited, current, text])
  const recall = async (by: 1 | -1): Promise<void> => {
    history.current ??= { prompts: await client.workbench.history(), at: -1 }
    const { prompts, at } = history.current
    const next = Math.max(-1, Math.min(prompts.length - 1, at + by))
    history.current.at = next
    const prompt = next === -1 ? '' : asOneTask(prompts[next] ?? '')
    put(prompt, prompt.length)
  }
  const recalled = (): boolean => {
    const known = history.current
    return known !== null && known.at >= 0 && text === asOneTask(known.prompts[known.at] ?? '')
  }

  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (open) {
      const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
      const move = moves[key ?? '']
      if (move !== undefined) {
        event.preventDefault()
        setChosen((index + move + completions.length) % completions.length)
      } else if (key === 'Enter' || key === 'Tab') {
        event.preventDefault()
        // What is listed may still be for fewer letters.
        if (current) complete(completions[index])
        else setAwaited(text)
      } else if (key === 'Escape') {
        event.preventDefault()
        event.stopPropagation()
        setDismissed(active.start)
      }
      return
    }
    if (key === 'ArrowUp' && (text === '' || recalled())) {
      event.preventDefault()
      void recall(1)
    } else if (key === 'ArrowDown' && recalled()) {
      event.preventDefault()
      void recall(-1)
    }
  }
  const [scrolled, setScrolled] = useState(0)
  const breaks = divides ? taskBreaks(text) : []
  const readCursor = (): void => setCursor(field.current?.selectionStart ?? 0)
  return (
    <div className={styles.fieldFrame}>
      <div className={styles.text}>
        {breaks.length === 0 ? null : <TaskLines text={text} breaks={breaks} scrolled={scrolled} />}
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
          onPaste={(event) => {
            if (!onPaste(event)) pasteAsOne(event)
          }}
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
          onKeyDown={onKey}
        />
      </div>
      {open ? (
        <ul
          id={listId}
          role="listbox"
          aria-label={active.kind === 'file' ? 'Files' : 'Saved prompts'}
          className={styles.files}
        >
          {completions.map((completion, at) => (
            <li
              key={completion.name}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === index}
              className={list.item}
              onMouseDown={(event) => {
                event.preventDefault()
                complete(completion)
              }}
            >
              <span className={completion.hint === null ? list.label : styles.promptName}>
                {completion.name}
              </span>
              {completion.hint === null ? null : <span className={styles.promptText}>{completion.hint}</span>}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
