import { memo, useEffect, useRef, type ReactNode } from 'react'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import type { ActClient, DecidedFile, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { Button } from '#renderer/ui/button.tsx'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { Key } from '#renderer/ui/key.tsx'
import { BlobPreview } from './blob-preview.tsx'
import { Reason, shownState, StateGlyph, stateWord, VerdictPill, type HunkState } from './verdict-pill.tsx'
import type { Review } from './review-store.ts'
import { useLeftElsewhere } from './unit-look.tsx'
import { urgentWords } from './file-order.ts'
import { cameBackWords, changedSince, outsidePlanWords, unitSentence, wholeTextSentence } from './words.ts'
import styles from './unit-card.module.css'

/** A change of a whole file, decided by itself, in the same flow as hunks of lines. */
export const UnitCard = memo(function UnitCard({
  review,
  file,
  hunk,
  state,
  client,
  reason,
  focused,
  readOnly,
  past,
  fresh,
  seen,
  together,
  encoding,
  pins,
  onFocus,
  onDecide,
}: {
  readonly review: Review
  readonly file: DecidedFile
  readonly hunk: DecidedHunk
  readonly state: HunkState
  readonly client: ActClient | undefined
  /** Why it was rejected, in words; undefined without. */
  readonly reason: string | undefined
  readonly focused: boolean
  readonly readOnly: boolean
  readonly past: Pick<DecidedHunk, 'cameBack' | 'supersedes'> | null
  /** "New in r2", or null. */
  readonly fresh: string | null
  /** It was on screen long enough to be read. */
  readonly seen: boolean
  readonly together: string | null
  /** Of content that git calls binary and that is shown as text. */
  readonly encoding: TextEncoding | null
  /** Why the agent finds it worth reading; empty where it does not say so. */
  readonly pins: readonly string[]
  readonly onFocus: (hunk: string) => void
  readonly onDecide: (hunk: string, verdict: Verdict | null) => void
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const element = useRef<HTMLElement>(null)
  useEffect(() => {
    if (focused) element.current?.scrollIntoView({ block: 'nearest' })
  }, [focused])
  // Of several the list beside it says so.
  const left = useLeftElsewhere(review, hunk.id, 'alone')
  const sentence = encoding === null ? unitSentence(file, hunk) : wholeTextSentence(file, hunk, encoding)
  const sign = urgentWords(hunk.reading)
  const notes = [
    past?.cameBack === true ? `${cameBackWords(client)}.` : null,
    past === null || past.supersedes === null ? null : `${changedSince(past.supersedes)}.`,
    sign === null ? null : `${sign}.`,
    hunk.outsidePlan === true ? `${outsidePlanWords}.` : null,
    together === null ? null : `${together}.`,
    left,
    ...pins.map((words) => `Pinned: ${words}`),
  ].filter((note) => note !== null)
  return (
    <section
      ref={element}
      className={styles.card}
      data-card={hunk.id}
      data-state={state}
      data-focused={focused || undefined}
      aria-label={sentence}
      onClick={() => onFocus(hunk.id)}
    >
      <div className={styles.row}>
        <span className={styles.sign}>
          <StateGlyph state={shownState(state, seen)} />
          {seen && state === 'undecided' ? <span className="visually-hidden">{stateWord.seen}</span> : null}
        </span>
        <p className={styles.words}>
          {sentence}
          {fresh === null ? null : <span className={styles.new}>{fresh}</span>}
          {reason === undefined ? null : <Reason words={reason} className={styles.note} />}
          {notes.map((note) => (
            <span key={note} className={styles.note}>
              {note}
            </span>
          ))}
        </p>
        {state === 'undecided' && !readOnly ? (
          <span className={styles.buttons}>
            <Button look="quiet" className={styles.accept} onClick={() => onDecide(hunk.id, 'accept')}>
              <StateGlyph state="accept" />
              Accept
              {focused ? <Key text={firstKey('review.accept') ?? ''} /> : null}
            </Button>
            <Button look="quiet" className={styles.reject} onClick={() => onDecide(hunk.id, 'reject')}>
              <StateGlyph state="reject" />
              Reject
              {focused ? <Key text={firstKey('review.reject') ?? ''} /> : null}
            </Button>
          </span>
        ) : (
          <span className={styles.buttons}>
            <VerdictPill state={state} client={client} />
            {readOnly || state === 'undecided' ? null : (
              <Button look="quiet" onClick={() => onDecide(hunk.id, null)}>
                Take back
              </Button>
            )}
          </span>
        )}
      </div>
      <BlobPreview review={review} file={file} hunk={hunk} />
    </section>
  )
})
