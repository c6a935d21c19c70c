import { memo, useEffect, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { useLastDeed } from '#renderer/view/last-deed.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { useReplicas, useSession, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces, reasonsOf } from '#renderer/replicas/draft-places.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { keyText } from '#shared/commands/keys.ts'
import { keyPlatform } from '#renderer/commands/key-platform.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey, useCommandState } from '#renderer/commands/use-command.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import type { ReviewModel } from './review-model.ts'
import type { Editing } from './own-edits.ts'
import { undecidedByFile, newHunks } from './fresh-hunks.ts'
import type { Review } from './review-store.ts'
import { allDecided, countsOf, landingWords, partDecided, restWords } from './counts.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import styles from './review-footer.module.css'
import { useDialogs, useFocus, useReviewState } from './use-review.ts'

/** One line under the diff that always has its place: where the person is, or what they should know. */
export const ReviewFooter = memo(function ReviewFooter({
  review,
  model,
  onReason,
  hasAgent,
  edit,
}: {
  readonly review: Review
  readonly model: ReviewModel
  /** Rejects because of it, and says whether it did. */
  readonly onReason: (hunk: string, reason: string, at: number) => boolean
  /** Somebody is there who can be told the reason. */
  readonly hasAgent: boolean
  readonly edit: Pick<Editing, 'save' | 'leave' | 'drop'>
}): ReactNode {
  const { incoming, older, undo, waiting, fresh } = useReviewState(
    review,
    'incoming',
    'older',
    'undo',
    'version',
    'waiting',
    'fresh',
  )
  const scope = useStore(review.scope.store, (state) => state.scope)
  const part = model.shownTotal
  const deed = useLastDeed()
  const undone = deed?.words ?? undo
  // Its keys are shown.
  useBoundCommands()
  const { reasonFor, editing } = useDialogs(review, 'reasonFor', 'editing')
  const { at, note } = useFocus(review, 'at', 'note')
  const landedOn = useSession(review.session)?.landedOn ?? null
  const next = useCommandState('session.nextNeedsYou')
  if (reasonFor !== null)
    return (
      <ReasonField
        key={reasonFor}
        review={review}
        model={model}
        hunk={reasonFor}
        note={note}
        hasAgent={hasAgent}
        onReason={(...given) => onReason(reasonFor, ...given)}
      />
    )
  if (editing)
    return (
      <div className={styles.footer} data-tone="edit">
        <span>You are editing the new side. Once saved, it is accepted as your own edit.</span>
        <span className={styles.space} />
        <Button look="quiet" onClick={edit.drop}>
          Drop it <kbd>Shift Esc</kbd>
        </Button>
        <Button look="quiet" onClick={edit.leave}>
          Leave it as a draft <kbd>Esc</kbd>
        </Button>
        <Button look="quiet" onClick={edit.save}>
          Save the edit <kbd>{keyText('Mod+Enter', keyPlatform)}</kbd>
        </Button>
      </div>
    )
  if (note !== null)
    return (
      <div className={styles.footer} data-tone="news">
        <span>{note}</span>
      </div>
    )
  const counts = countsOf(model, { waiting })
  if (counts.unkept > 0)
    return (
      <div className={styles.footer} data-tone="waiting" role="status">
        <span>
          {countOf(counts.unkept, 'decision is', 'decisions are')} not kept yet: the workbench does not
          answer. {counts.unkept === 1 ? 'It is' : 'They are'} sent when it does.
        </span>
      </div>
    )
  if (incoming !== null) {
    const came = newHunks(model, incoming)
    return (
      <div className={styles.footer} data-tone="news">
        <span>
          r{incoming.number} is here: {came === 0 ? 'nothing new to decide' : countOf(came, 'new hunk')}.
          Press {firstKey('review.showNewest')} to show it.
        </span>
        <span className={styles.space} />
        <CommandButton command="review.showNewest">Show r{incoming.number}</CommandButton>
      </div>
    )
  }
  if (older)
    return (
      <div className={styles.footer} data-tone="news">
        <span>r{model.changeset.number} is not the newest revision: it can be read, not decided.</span>
        <span className={styles.space} />
        <CommandButton command="review.showNewest">Show the newest</CommandButton>
      </div>
    )
  if (scope !== null && part.undecided === 0 && counts.undecided > 0)
    return (
      <div className={styles.footer} data-tone="done">
        <span>
          {scope.words}: {partDecided(model)} {restWords(model)}
        </span>
        <span className={styles.space} />
        <CommandButton command="review.toggleSinceLook">Show everything</CommandButton>
      </div>
    )
  const total = counts
  const news = [...undecidedByFile(model, fresh).values()].reduce((sum, count) => sum + count, 0)
  const left = model.changeset.leftOut.length
  const entry = at === null ? null : (model.hunks[at] ?? null)
  return (
    <div className={styles.footer} data-tone={total.undecided === 0 && total.hunks > 0 ? 'done' : undefined}>
      {total.undecided === 0 && total.hunks > 0 ? (
        <span>
          {allDecided(total.hunks)}
          {total.deferred > 0 ? `, ${total.deferred} of them deferred` : ''}.{' '}
          {landingWords(total, firstKey('landing.open'), landedOn)}
          {next.disabledReason === null ? ` ${next.key} goes to the next session.` : ''}
        </span>
      ) : (
        <span className={styles.place}>
          {entry === null
            ? 'No hunk in focus'
            : `Hunk ${numberText(entry.at + 1)} of ${numberText(total.hunks)}`}
        </span>
      )}
      {scope === null ? null : (
        <span className={styles.new}>
          {`${pathForDisplay(scope.words)}: ${numberText(part.undecided)} of ${numberText(part.hunks)} left, `}
          <kbd>{firstKey('review.toggleSinceLook')}</kbd> shows everything
        </span>
      )}
      {news === 0 ? null : (
        <span className={styles.new}>
          {numberText(news)} new in r{model.changeset.number}, <kbd>{firstKey('review.showNewest')}</kbd> goes
          there
        </span>
      )}
      <span className={styles.space} />
      {left === 0 ? null : (
        <span
          title={model.changeset.leftOut
            .map((one) => `${pathForDisplay(one.path)}: ${one.reason}`)
            .join('\n')}
        >
          {countOf(left, 'file')} left out of the revision
        </span>
      )}
      {undone === null ? null : (
        <span className={styles.undo}>{`${firstKey('review.undo')} undoes: ${undone}`}</span>
      )}
    </div>
  )
})

function ReasonField({
  review,
  model,
  hunk,
  note,
  hasAgent,
  onReason,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly hunk: string
  /** What the last key came to. */
  readonly note: string | null
  readonly hasAgent: boolean
  readonly onReason: (reason: string, at: number) => boolean
}): ReactNode {
  const path = model.files[model.find(hunk)?.file ?? -1]?.path ?? ''
  const { text: reason, write, drop } = useTyped(draftPlaces.reason(review.session, path, hunk), '')
  const left = useLeftReason(review.session, path, model, reason === '')
  const close = (): void => {
    review.dialogs.setState({ reasonFor: null })
    focusPane('review')
  }
  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (key === 'Escape') close()
    else if ((key === 'Enter' || key === 'Mod+Enter') && reason.trim() !== '') {
      if (onReason(reason.trim(), event.timeStamp)) {
        drop()
        focusPane('review')
      }
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={styles.footer} data-tone="reason">
      <label htmlFor="review-reason">Reject, because</label>
      <input
        id="review-reason"
        data-opened-by="review.rejectWithReason"
        type="text"
        autoFocus
        autoComplete="off"
        value={reason}
        placeholder={
          hasAgent
            ? 'what the agent should know; it is kept for the follow-up'
            : 'why; it is kept with the decision'
        }
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {note !== null ? (
        <span>{note}</span>
      ) : left === null ? (
        <span>
          <kbd>Enter</kbd> rejects and goes on, <kbd>Esc</kbd> leaves it undecided and keeps the words
        </span>
      ) : (
        <Button look="quiet" onClick={() => (write(left.text), left.take())}>
          Use “{left.text.slice(0, 40)}”, begun on a hunk that changed
        </Button>
      )}
    </div>
  )
}

/** A reason that was begun on a hunk of this file which the revision on screen does not have any more. */
function useLeftReason(
  session: string,
  path: string,
  model: ReviewModel,
  wanted: boolean,
): { readonly text: string; readonly take: () => void } | null {
  const { drafts } = useReplicas()
  const [left, setLeft] = useState<{ readonly place: string; readonly text: string } | null>(null)
  useEffect(() => {
    let current = true
    const prefix = reasonsOf(session, path)
    void drafts.places(prefix).then(
      (found) => {
        const gone = [...found].find(([place]) => model.find(place.slice(prefix.length)) === null)
        if (current) setLeft(gone === undefined ? null : { place: gone[0], text: gone[1] })
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [drafts, session, path, model])
  if (left === null || !wanted) return null
  return { text: left.text, take: () => void drafts.dropPlace(left.place) }
}
