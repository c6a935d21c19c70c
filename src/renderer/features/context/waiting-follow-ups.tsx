import type { ReactNode } from 'react'
import { textForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import type { WaitingFollowUp } from '#shared/domain/session/session.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { Button } from '#renderer/ui/button.tsx'
import styles from './follow-up-box.module.css'

export const noneWaits: readonly WaitingFollowUp[] = []

/** Follow-ups that are sent when the turn ends, in their order, each with a way to take it back. */
export function WaitingFollowUps({
  waiting,
  onTakeBack,
}: {
  readonly waiting: readonly WaitingFollowUp[]
  readonly onTakeBack: (id: string) => void
}): ReactNode {
  if (waiting.length === 0) return null
  return (
    <ul className={styles.waiting} aria-label="Follow-ups that wait for the end of the turn">
      {waiting.map(({ id, text, mode, client }, index) => (
        <li key={id}>
          <span className={styles.waitingText} title={textForDisplay(text)}>
            {textForDisplay(text)}
          </span>
          <span className={styles.waitingWord}>
            Waits{mode === undefined ? '' : `, mode ${wordsForDisplay(mode)}`}
            {client === undefined ? '' : ', from the command line'}
          </span>
          <Button look="quiet" onClick={() => onTakeBack(id)}>
            Take back {index === waiting.length - 1 ? <kbd>{firstKey('followUp.takeBack')}</kbd> : null}
          </Button>
        </li>
      ))}
    </ul>
  )
}
