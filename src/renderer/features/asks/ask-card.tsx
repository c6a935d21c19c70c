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
import { quotedLines, withQuote } from '#shared/domain/agent/plan-quote.ts'
import { alwaysHere } from '#shared/domain/approval/answers.ts'
import { askLine, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useTyped } from '#renderer/replicas/context.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import { AskAnswers } from './ask-answers.tsx'
import { AskBody } from './ask-body.tsx'
import { AskKeys } from './ask-keys.ts'
import { PlanField } from './plan-field.tsx'
import { RulePreview } from './rule-preview.tsx'
import type { Asking } from './use-asking.ts'
import { useRuling } from './use-ruling.ts'
import styles from './ask.module.css'

/** What an agent asks, and the answers to it. Its keys work while the person is in it, and nowhere else. */
export function AskCard({
  session,
  repository,
  ask,
  asking: asked,
  takeWish,
}: {
  readonly session: string
  /** The repository's name. */
  readonly repository: string
  readonly ask: AskItem
  readonly asking: Asking
  /** Whether the person asked for the card before it was there; once. Then it takes the focus. */
  readonly takeWish: () => boolean
}): ReactNode {
  const { others, entered, expired, enter, leave } = asked
  const card = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const [writing, setWriting] = useState(false)
  const isApproval = ask.kind === 'approval'
  /** The cursor is to go behind the quote that was put into the field. */
  const wantsEnd = useRef(false)
  const planField = useRef<HTMLTextAreaElement>(null)
  const handed = isApproval ? ask.plan : null
  const plan = useTyped(draftPlaces.askPlan(session, ask.id), handed?.text ?? '')
  const written = useTyped(draftPlaces.askWords(session, ask.id), '')
  const comment = (): void => {
    const { value, selectionStart, selectionEnd } = planField.current ?? {}
    const quote = value === undefined ? '' : quotedLines(value, selectionStart ?? 0, selectionEnd ?? 0)
    if (quote === '') return
    written.write(withQuote(written.text, quote))
    setWriting(true)
    wantsEnd.current = true
    field.current?.focus()
  }
  // Whatever is answered, it is about the plan as it stands on screen.
  const asking: Asking =
    handed === null || !plan.isTyped
      ? asked
      : {
          ...asked,
          answer: (option, words, more) => asked.answer(option, words, { ...more, plan: plan.text }),
        }
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
  useLayoutEffect(() => {
    const element = field.current
    if (!wantsEnd.current || element === null) return
    wantsEnd.current = false
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
    element.scrollTop = element.scrollHeight
  }, [written.text, writing])
  useCommand('session.enterAsk', () => body.current?.focus())
  const { ruling, open: openRules } = useRuling(
    ask,
    (rules) => void asking.answer(alwaysHere, '', { rules }),
    () => body.current?.focus(),
  )
  const onBlur = (event: FocusEvent): void => {
    // Away to another window it is still where the person is.
    if (event.relatedTarget === null && !document.hasFocus()) return
    if (card.current?.contains(event.relatedTarget) !== true) leave()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (keyOf(event) !== 'Escape') return
    event.preventDefault()
    if (ruling !== null) ruling.close()
    else if (event.target === field.current || event.target === planField.current) body.current?.focus()
    else focusPane('review')
  }
  const Icon = isApproval ? ShieldQuestion : MessageCircleQuestionMark
  const title = !isApproval
    ? 'The agent asks'
    : handed === null
      ? 'The agent asks for permission'
      : 'The agent hands over its plan'
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
      {entered && ruling === null ? (
        <AskKeys
          ask={ask}
          asking={asking}
          onRules={openRules}
          onPlan={() => planField.current?.focus()}
          onComment={comment}
          words={written.text}
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
          <span className={styles.others}>
            {ruling === null ? 'Esc leaves it open' : 'Esc goes back to the answers'}
          </span>
        ) : (
          <CommandButton command="session.enterAsk" look="plain" showKey>
            Answer
          </CommandButton>
        )}
      </header>
      <AskBody ask={ask} ref={body}>
        {handed === null ? null : (
          <PlanField plan={plan} ref={planField} entered={entered} readOnly={expired} />
        )}
      </AskBody>
      {expired ? (
        <p className={styles.expired} role="alert">
          This has expired: the agent forgot that it asked, or goes on without. Nothing is sent. Esc closes
          it.
        </p>
      ) : ruling !== null ? (
        <RulePreview ruling={ruling} repository={repository} showKeys={entered} sending={asking.sending} />
      ) : (
        <AskAnswers
          onRules={openRules}
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
