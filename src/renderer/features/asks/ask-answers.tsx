import type { ReactNode, RefObject } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { firstKey, useCommand } from '#renderer/commands/use-command.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useTyped } from '#renderer/replicas/context.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { Key } from '#renderer/ui/key.tsx'
import { choicesOf, optionWithWords, type AskChoice } from './ask-choices.ts'
import type { Asking } from './use-asking.ts'
import styles from './ask.module.css'

const looks = { allow: 'primary', deny: 'danger', plain: 'plain' } as const

/** The answers that the agent offers, and the field for words of the person's own. */
export function AskAnswers({
  session,
  ask,
  asking,
  field,
  writing,
}: {
  readonly session: string
  readonly ask: AskItem
  readonly asking: Asking
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** The field is open. */
  readonly writing: boolean
}): ReactNode {
  const { entered, sending, answer } = asking
  const typed = useTyped(draftPlaces.askWords(session, ask.id), '')
  const isApproval = ask.kind === 'approval'
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
              onClick={() => void answer(choice.option, '')}
            >
              <ChoiceWords choice={choice} showKey={entered} />
            </Button>
          </li>
        ))}
        {isApproval && !open && optionWithWords(ask) !== null ? (
          <li>
            <CommandButton command="ask.write" look="quiet" showKey={entered}>
              Deny with a word
            </CommandButton>
          </li>
        ) : null}
      </ul>
      {open ? (
        <div className={styles.own}>
          <textarea
            ref={field}
            className={styles.field}
            rows={isApproval ? 1 : 2}
            aria-label={isApproval ? 'Why it is denied' : 'Answer in your own words'}
            placeholder={isApproval ? 'What should it do instead?' : 'Or answer in your own words'}
            value={typed.text}
            onChange={(event) => typed.write(event.target.value)}
          />
          <CommandButton command="ask.sendWords" look={words === '' ? 'quiet' : 'plain'} showKey={entered}>
            {isApproval ? 'Deny with this' : 'Send the answer'}
          </CommandButton>
        </div>
      ) : null}
    </div>
  )
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
