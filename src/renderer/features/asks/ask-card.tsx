import { MessageCircleQuestionMark, ShieldQuestion } from 'lucide-react'
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { countOf } from '#shared/base/quantity-text.ts'
import { askLine, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { CommandButton } from '#renderer/ui/button.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import { AskAnswers } from './ask-answers.tsx'
import { AskBody } from './ask-body.tsx'
import { AskKeys } from './ask-keys.ts'
import type { Asking } from './use-asking.ts'
import styles from './ask.module.css'

/** What an agent asks, and the answers to it. Its keys work while the person is in it, and nowhere else. */
export function AskCard({
  session,
  ask,
  asking,
  takeWish,
}: {
  readonly session: string
  readonly ask: AskItem
  readonly asking: Asking
  /** Whether the person asked for the card before it was there; once. Then it takes the focus. */
  readonly takeWish: () => boolean
}): ReactNode {
  const { others, entered, expired, enter, leave } = asking
  const card = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const [writing, setWriting] = useState(false)
  const isApproval = ask.kind === 'approval'
  const said = `The agent ${wordsForDisplay(askLine(ask))}`
  useEffect(() => announce(said), [said])
  useEffect(() => {
    if (takeWish()) body.current?.focus()
  }, [takeWish])
  // The field that had the focus went; the person has to see that.
  useLayoutEffect(() => {
    if (entered && expired) body.current?.focus()
  }, [entered, expired])
  useEffect(() => {
    if (writing) field.current?.focus()
  }, [writing])
  useCommand('session.enterAsk', () => body.current?.focus())
  const onBlur = (event: FocusEvent): void => {
    // Away to another window it is still where the person is.
    if (event.relatedTarget === null && !document.hasFocus()) return
    if (card.current?.contains(event.relatedTarget) !== true) leave()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (keyOf(event) !== 'Escape') return
    event.preventDefault()
    if (event.target === field.current) body.current?.focus()
    else focusPane('review')
  }
  const Icon = isApproval ? ShieldQuestion : MessageCircleQuestionMark
  const title = isApproval ? 'The agent asks for permission' : 'The agent asks'
  return (
    <section
      ref={card}
      className={styles.card}
      aria-label={title}
      data-scope="ask"
      data-entered={entered || undefined}
      onFocus={() => (entered ? undefined : enter())}
      onBlur={onBlur}
      onKeyDown={onKey}
    >
      {entered ? (
        <AskKeys
          ask={ask}
          asking={asking}
          onWrite={() => (writing || !isApproval ? field.current?.focus() : setWriting(true))}
        />
      ) : null}
      <header className={styles.head}>
        <Icon size={16} strokeWidth={1.5} aria-hidden />
        <h2>{title}</h2>
        {others === 0 ? null : (
          <span className={styles.others}>{countOf(others, 'more ask')} after this</span>
        )}
        <span className={styles.space} />
        {entered ? (
          <span className={styles.others}>Esc leaves it open</span>
        ) : (
          <CommandButton command="session.enterAsk" look="plain" showKey>
            Answer
          </CommandButton>
        )}
      </header>
      <AskBody ask={ask} ref={body} />
      {expired ? (
        <p className={styles.expired} role="alert">
          This has expired: the agent forgot that it asked, or goes on without. Nothing is sent. Esc closes
          it.
        </p>
      ) : (
        <AskAnswers
          session={session}
          ask={ask}
          asking={asking}
          field={field}
          writing={writing || !isApproval}
        />
      )}
    </section>
  )
}
