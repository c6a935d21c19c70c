import { Layers, MapPin, Pencil, TriangleAlert } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { CommandId } from '#shared/commands/index.ts'
import type { ActClient, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { decideBy } from '#renderer/view/decide-by.ts'
import { draftWords } from './hunk-overlay.tsx'
import { Reason, shownState, StateGlyph, VerdictPill, type HunkState } from './verdict-pill.tsx'
import { urgentWords } from './file-order.ts'
import { cameBackWords, changedSince, outsidePlanWords } from './words.ts'
import styles from './hunk-bar.module.css'

/** What the bar may do to the hunk in focus. */
export interface HunkBarActions {
  readonly decide: (hunk: string, verdict: Verdict | null) => void
  readonly edit: (hunk: string) => void
  readonly removeEdit: (edit: string) => void
  readonly showPrevious: (hunk: string) => void
  readonly showProposed: () => void
  readonly takeSide: (hunk: string) => void
}

/**
 * What the hunk in focus is, and what can be done to it. It has a line of its own below the code: a bar at the hunk would
 * lie over the lines beside it, and move away from a pointer that decides one after the other.
 */
export const HunkBar = memo(function HunkBar({
  hunk,
  edit,
  state,
  client,
  reason,
  readOnly,
  editing,
  drafted,
  fresh,
  seen,
  comparable,
  lostEdit,
  unit,
  byUnit,
  conflict,
  leavesUndefined,
  together,
  past,
  pins,
  actions,
}: {
  readonly hunk: DecidedHunk
  /** The own edit that stands in its place. */
  readonly edit: string | null
  readonly state: HunkState
  readonly client: ActClient | undefined
  /** Why it was rejected, in words; undefined without. */
  readonly reason: string | undefined
  readonly readOnly: boolean
  /** The new side is being typed into, and decided afterwards. */
  readonly editing: boolean
  /** An edit of it was typed and not saved. */
  readonly drafted: boolean
  /** "New in r2", or null. */
  readonly fresh: string | null
  /** It was on screen long enough to be read. */
  readonly seen: boolean
  /** It can be held against the revision that was on screen before. */
  readonly comparable: boolean
  /** An edit of yours was of these lines, which the agent changed since. */
  readonly lostEdit: boolean
  /** The unit that it is of, in words; null where that is the hunk alone. */
  readonly unit: string | null
  /** Keys decide units. */
  readonly byUnit: boolean
  /** Why it is in a conflict, in a sentence; null where it is in none. */
  readonly conflict: string | null
  /** Names that its verdict leaves undefined, as a sentence; null where none. */
  readonly leavesUndefined: string | null
  /** What else is decided with it, in words, or null. */
  readonly together: string | null
  /** What became of it in earlier revisions, while that still matters. */
  readonly past: Pick<DecidedHunk, 'cameBack' | 'supersedes'> | null
  /** Why the agent finds it worth reading; empty where it does not say so. */
  readonly pins: readonly string[]
  readonly actions: HunkBarActions
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const superseded = past?.supersedes ?? null
  const { id } = hunk
  const sign = urgentWords(hunk.reading)
  return (
    <div className={styles.bar} role="group" aria-label="The hunk in focus">
      <VerdictPill state={shownState(state, seen)} client={client} />
      {reason === undefined ? null : <Reason words={reason} className={styles.reason} />}
      {fresh === null ? null : comparable && superseded === null ? (
        <Act command="review.showPrevious" onClick={() => actions.showPrevious(id)} tone="new">
          {fresh}
        </Act>
      ) : (
        <span className={styles.new}>{fresh}</span>
      )}
      {lostEdit ? (
        <Act command="review.showPrevious" onClick={() => actions.showPrevious(id)} tone="note">
          Changed since you edited it
        </Act>
      ) : null}
      {drafted && !readOnly && !editing ? (
        <Act command="review.edit" onClick={() => actions.edit(id)} tone="note">
          {draftWords}
        </Act>
      ) : null}
      {past?.cameBack === true ? <Note words={cameBackWords(client)} /> : null}
      {superseded === null || lostEdit ? null : (
        <Act command="review.showPrevious" onClick={() => actions.showPrevious(id)} tone="note">
          {changedSince(superseded)}
        </Act>
      )}
      {conflict === null ? null : hunk.kind === 'text' && !readOnly && edit === null ? (
        <Act command="review.takeSide" onClick={() => actions.takeSide(id)} tone="note" title={conflict}>
          <TriangleAlert size={13} strokeWidth={1.75} aria-hidden />
          <span className={styles.label}>Conflict: {conflict}</span>
        </Act>
      ) : (
        <Note words={`Conflict: ${conflict}`} />
      )}
      {unit === null ? null : (
        <Act
          command="review.toggleUnits"
          onClick={() => decideBy(byUnit ? 'hunk' : 'unit')}
          tone={byUnit ? 'new' : 'plain'}
          title={unit}
        >
          <Layers size={13} strokeWidth={1.75} aria-hidden />
          <span className={styles.label}>{byUnit ? unit : `One of ${unit}`}</span>
        </Act>
      )}
      {leavesUndefined === null ? null : <Note words={leavesUndefined} isFirst />}
      {sign === null ? null : <Note words={sign} />}
      {hunk.outsidePlan === true ? <Note words={outsidePlanWords} /> : null}
      {together === null ? null : <Note words={together} />}
      {pins.length === 0 ? null : (
        <Act command="review.showProposed" onClick={actions.showProposed} tone="pin" title={pins.join('\n')}>
          <MapPin size={13} strokeWidth={1.75} aria-hidden />
          <span className={styles.label}>{pins.join(' · ')}</span>
        </Act>
      )}
      <span className={styles.space} />
      {readOnly || editing ? null : state === 'undecided' ? (
        <>
          <Act command="review.accept" onClick={() => actions.decide(id, 'accept')} tone="accept">
            <StateGlyph state="accept" />
            <span className={styles.word}>Accept</span>
          </Act>
          <Act command="review.reject" onClick={() => actions.decide(id, 'reject')} tone="reject">
            <StateGlyph state="reject" />
            <span className={styles.word}>Reject</span>
          </Act>
          {hunk.kind !== 'text' ? null : (
            <Act command="review.edit" onClick={() => actions.edit(id)} tone="plain">
              <Pencil size={13} strokeWidth={1.75} aria-hidden />
              <span className={styles.word}>Edit</span>
            </Act>
          )}
        </>
      ) : edit === null ? (
        <Act command="review.clear" onClick={() => actions.decide(id, null)} tone="plain">
          Take back
        </Act>
      ) : (
        <>
          <Act command="review.edit" onClick={() => actions.edit(id)} tone="plain">
            Edit it again
          </Act>
          <Act command="review.clear" onClick={() => actions.removeEdit(edit)} tone="plain">
            Remove the edit
          </Act>
        </>
      )}
    </div>
  )
})

/** The line below lines while none of their hunks is in focus: it keeps its height, so that they do not move. */
export function EmptyHunkBar(): ReactNode {
  return <div className={styles.bar} aria-hidden />
}

/** What is said of the hunk; where it is cut off its tooltip says the rest. */
function Note({
  words,
  isFirst = false,
}: {
  readonly words: string
  /** Other words are cut off sooner. */
  readonly isFirst?: boolean
}): ReactNode {
  return (
    <span className={styles.note} data-first={isFirst || undefined} title={words}>
      {words}
    </span>
  )
}

function Act({
  command,
  tone,
  onClick,
  title,
  children,
}: {
  readonly command: CommandId
  readonly tone: 'accept' | 'reject' | 'plain' | 'note' | 'new' | 'pin'
  /** What is cut off. */
  readonly title?: string
  readonly onClick: () => void
  readonly children: ReactNode
}): ReactNode {
  const key = firstKey(command)
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.act}
      data-tone={tone}
      title={title}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {typeof children === 'string' ? (
        <span className={styles.label} title={tone === 'note' ? children : undefined}>
          {children}
        </span>
      ) : (
        children
      )}
      {key === null ? null : <kbd className={styles.key}>{key}</kbd>}
    </button>
  )
}
