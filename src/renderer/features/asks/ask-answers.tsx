import type { ReactNode, RefObject } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { firstKey, useCommand } from '#renderer/commands/use-command.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useTyped } from '#renderer/replicas/context.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { Key } from '#renderer/ui/key.tsx'
import { choicesOf, optionWithWords, wordsWith, type AskChoice } from './ask-choices.ts'
import type { Asking } from './use-asking.ts'
import styles from './ask.module.css'

/** Most lines of words that are shown without scrolling in them. */
const mostRows = 6

const looks = { allow: 'primary', deny: 'danger', plain: 'plain' } as const

/** The answers that the agent offers, and the field for words of the person's own. */
export function AskAnswers({
  session,
  ask,
  asking,
  field,
  writing,
  onRules,
}: {
  readonly session: string
  readonly ask: AskItem
  readonly asking: Asking
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** The field is open. */
  readonly writing: boolean
  /** Shows the rules of an answer before it is sent. */
  readonly onRules: () => void
}): ReactNode {
  const { entered, sending, answer } = asking
  const typed = useTyped(draftPlaces.askWords(session, ask.id), '')
  const isApproval = ask.kind === 'approval'
  const said = wordsFor(ask)
  // What was begun is never out of sight.
  const open = (writing || typed.isTyped) && (!isApproval || optionWithWords(ask) !== null)
  const words = typed.text.trim()
  useBoundCommands()
  useCommand('ask.sendWords', () => void answer(optionWithWords(ask), words), {
    disabledReason:
      words === '' ? 'There are no words to send yet.' : sending ? 'The answer is being sent.' : null,
    enabled: open,
  })
  return (
    <div className={styles.answers}>
      <ul className={isApproval ? styles.row : styles.list} aria-label="Answers">
        {choicesOf(ask).map((choice) => (
          <li key={choice.option}>
            <Button
              look={looks[choice.look]}
              className={styles.choice}
              aria-disabled={sending || undefined}
              onClick={() =>
                choice.rules ? onRules() : void answer(choice.option, wordsWith(ask, choice, words))
              }
            >
              <ChoiceWords choice={choice} showKey={entered} />
            </Button>
          </li>
        ))}
        {isApproval && !open && optionWithWords(ask) !== null ? (
          <li>
            <CommandButton command="ask.write" look="quiet" showKey={entered}>
              {said.begin}
            </CommandButton>
          </li>
        ) : null}
      </ul>
      {isApproval && ask.noRule !== '' ? (
        <p className={styles.noRule}>{wordsForDisplay(ask.noRule)}</p>
      ) : null}
      {open ? (
        <div className={styles.own}>
          <textarea
            ref={field}
            className={styles.field}
            rows={Math.min(mostRows, Math.max(isApproval ? 1 : 2, typed.text.split('\n').length))}
            aria-label={said.label}
            placeholder={said.placeholder}
            value={typed.text}
            onChange={(event) => typed.write(event.target.value)}
          />
          <CommandButton command="ask.sendWords" look={words === '' ? 'quiet' : 'plain'} showKey={entered}>
            {said.send}
          </CommandButton>
        </div>
      ) : null}
    </div>
  )
}

/** How the field for words of the person's own, and what is around it, is named. */
function wordsFor(ask: AskItem): Readonly<Record<'begin' | 'label' | 'placeholder' | 'send', string>> {
  if (ask.kind === 'question')
    return {
      begin: '',
      label: 'Answer in your own words',
      placeholder: 'Or answer in your own words',
      send: 'Send the answer',
    }
  return ask.plan === null
    ? {
        begin: 'Deny with a word',
        label: 'Why it is denied',
        placeholder: 'What should it do instead?',
        send: 'Deny with this',
      }
    : {
        begin: 'Send it back with words',
        label: 'Why it is sent back',
        placeholder: 'What should the plan be instead?',
        send: 'Send it back with this',
      }
}

function ChoiceWords({
  choice,
  showKey,
}: {
  readonly choice: AskChoice
  readonly showKey: boolean
}): ReactNode {
  const key = choice.command === null ? null : firstKey(choice.command)
  return (
    <>
      <span>{wordsForDisplay(choice.label)}</span>
      {choice.description === '' ? null : (
        <span className={styles.description}>{wordsForDisplay(choice.description)}</span>
      )}
      {showKey && key !== null ? <Key text={key} /> : null}
    </>
  )
}
