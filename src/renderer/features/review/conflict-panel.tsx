import { useEffect, useRef, type ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { markedConflicts, type MarkedConflict } from '#shared/domain/unit/conflict-marks.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey, useCommand } from '#renderer/commands/use-command.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import { BesidePanel } from './beside-panel.tsx'
import { nextUndecided } from './navigation.ts'
import { showBeside } from './review-dialogs.ts'
import { editedWhat, measured } from './measured.ts'
import type { ReviewRequest } from './review-request.ts'
import type { Review } from './review-store.ts'
import styles from './conflict-panel.module.css'

type Take = 'first' | 'second' | 'both'

/** Both sides of the conflict that a hunk is in, and what both come from; a key takes one of them. */
export function ConflictPanel({
  review,
  hunk,
  text,
}: {
  readonly review: Review
  readonly hunk: string
  /** The file; null until it is here. */
  readonly text: FileText | null
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => body.current?.focus({ preventScroll: true }), [text])
  const found = text === null ? null : conflictOf(text, hunk)
  const close = (): void => {
    showBeside(review.dialogs)
    focusPane('review')
  }
  const take = (side: Take): void => {
    if (found === null) return
    const place = review.state.model?.find(hunk)?.at
    close()
    const request: ReviewRequest = {
      send: (act) => review.client.review.resolve({ session: review.session, act, hunk, take: side }),
      step: null,
      words: 'take a side of a conflict',
      done: () => announce('the conflict is resolved'),
    }
    const sides = found.second.to - found.first.from
    review.ask(measured(review, editedWhat('conflict', { lines: sides, text: '' }), request))
    const { model } = review.state
    const next = model === null || place === undefined ? null : nextUndecided(model, place)
    if (next !== null) review.focus.goTo(next)
  }
  useCommand('conflict.takeFirst', () => take('first'))
  useCommand('conflict.takeSecond', () => take('second'))
  useCommand('conflict.takeBoth', () => take('both'))
  useCommand('conflict.close', close)
  const sides = found && [
    { title: wordsForDisplay(found.first.label), lines: found.lines.slice(found.first.from, found.first.to) },
    {
      title: wordsForDisplay(found.second.label),
      lines: found.lines.slice(found.second.from, found.second.to),
    },
  ]
  return (
    <BesidePanel title="Take a side of the conflict" command="conflict.close" onClose={close}>
      <div
        ref={body}
        className={styles.body}
        tabIndex={-1}
        role="group"
        aria-label="Sides of the conflict"
        data-scope="conflict"
        data-opened-by="review.takeSide"
      >
        {text === null || sides === null || found === null ? (
          <p className={styles.alone}>
            {text === null
              ? 'Reading the file'
              : 'Its lines are not shown, or it is resolved already. Accept, reject or edit the hunk.'}
          </p>
        ) : (
          <>
            <div className={styles.sides}>
              {sides.map(({ title, lines }, index) => (
                <section key={index === 0 ? 'first' : 'second'} className={styles.side}>
                  <button type="button" onClick={() => take(index === 0 ? 'first' : 'second')}>
                    Take what {title} has{' '}
                    <kbd>{firstKey(index === 0 ? 'conflict.takeFirst' : 'conflict.takeSecond')}</kbd>
                  </button>
                  {lines.length === 0 ? (
                    <p className={styles.none}>takes the lines away</p>
                  ) : (
                    <pre>{lines.join('\n')}</pre>
                  )}
                </section>
              ))}
            </div>
            <p className={styles.foot}>
              <span>
                {found.before === null
                  ? ''
                  : found.before.from === found.before.to
                    ? 'Before both there was nothing here.'
                    : `Before both: ${found.lines.slice(found.before.from, found.before.to).join(' ⏎ ').slice(0, 200)}`}
              </span>
              <button type="button" onClick={() => take('both')}>
                Take both <kbd>{firstKey('conflict.takeBoth')}</kbd>
              </button>
            </p>
          </>
        )}
      </div>
    </BesidePanel>
  )
}

/** The conflict that a hunk touches, in the new side as it is shown; null where none is marked there. */
function conflictOf(
  text: FileText,
  hunk: string,
): (MarkedConflict & { readonly lines: readonly string[] }) | null {
  const place = text.lines.find((one) => one.hunk === hunk && !one.edit)
  if (place === undefined || text.after === null || text.after.omitted !== null) return null
  const lines = text.after.text.split('\n')
  const from = place.newLines === 0 ? place.newStart : place.newStart - 1
  const to = from + place.newLines
  const found = markedConflicts(lines).find((one) =>
    place.newLines === 0 ? from > one.from && from < one.to : from < one.to && to > one.from,
  )
  return found === undefined ? null : { ...found, lines }
}
