import { CircleDot, MapPin, PencilLine, Undo2, UnfoldVertical } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { ActClient, Verdict } from '#shared/domain/review/decided.ts'
import type { Block } from '#renderer/editor/index.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { ShownChange } from './hunk-view.ts'
import {
  fromWords,
  ownWord,
  Reason,
  shownState,
  StateGlyph,
  stateWords,
  type HunkState,
} from './verdict-pill.tsx'
import { numberText } from '#shared/base/quantity-text.ts'
import { linesWord } from './words.ts'
import styles from './hunk-overlay.module.css'

/** The row that stands for unchanged lines far from any change. */
export const GapRow = memo(function GapRow({
  block,
  onOpen,
}: {
  readonly block: Block
  readonly onOpen: (gap: string, which: 'all' | 'top' | 'bottom') => void
}): ReactNode {
  const open = (which: 'all' | 'top' | 'bottom', label: string, children: ReactNode): ReactNode => (
    <button
      type="button"
      tabIndex={-1}
      className={which === 'all' ? styles.gapAll : styles.gapMore}
      title={label}
      aria-label={label}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(block.id, which)}
    >
      {children}
    </button>
  )
  return (
    <div className={styles.gap} style={{ top: block.top, height: block.height }}>
      {open(
        'all',
        `Show ${block.hidden} unchanged lines`,
        <>
          <UnfoldVertical size={14} strokeWidth={1.5} aria-hidden />
          {`${numberText(block.hidden)} unchanged lines`}
        </>,
      )}
      {block.hidden <= 40 ? null : (
        <>
          {open('top', 'Show 20 more lines below the upper part', '20 above')}
          {open('bottom', 'Show 20 more lines above the lower part', '20 below')}
        </>
      )}
    </div>
  )
})

/** What the overlay may do to a hunk. */
export interface OverlayActions {
  readonly focus: (hunk: string) => void
  readonly decide: (hunk: string, verdict: Verdict | null) => void
  readonly toggleFold: (hunk: string) => void
  readonly removeEdit: (edit: string) => void
}

interface BlockProperties {
  readonly block: Block
  readonly change: ShownChange
  readonly state: HunkState
  /** Where that came from, if it was no window. */
  readonly client: ActClient | undefined
  /** Why it was rejected, in words; undefined without. */
  readonly reason: string | undefined
  readonly focused: boolean
  /** It is decided together with the one in focus. */
  readonly inUnit: boolean
  readonly readOnly: boolean
  /** An edit of it was typed and not saved. */
  readonly drafted: boolean
  /** Why it is folded though nobody decided it; null where it is not. */
  readonly fact: string | null
  /** The workbench does not answer, and has not acknowledged what is shown. */
  readonly unkept: boolean
  /** "New in r2", or null. */
  readonly fresh: string | null
  /** It was on screen long enough to be read. */
  readonly seen: boolean
  /** Why the agent finds it worth reading; empty where it does not say so. */
  readonly pins: readonly string[]
  readonly actions: OverlayActions
}

/** On a hunk of which an edit was typed and not saved. */
export const draftWords = 'Your edit is not saved'

/** What is drawn over one changed run of lines: its sign and its edge in focus, never over its code; or its one folded line. */
export const HunkBlock = memo(function HunkBlock(properties: BlockProperties): ReactNode {
  const {
    block,
    change,
    state,
    client,
    reason,
    focused,
    inUnit,
    readOnly,
    drafted,
    fact,
    unkept,
    fresh,
    seen,
    pins,
    actions,
  } = properties
  const hunk = change.hunks[0]
  const id = hunk?.id ?? change.line.id
  const marks = [
    ...(fresh === null ? [] : [fresh]),
    ...(drafted ? [draftWords] : []),
    ...pins.map((words) => `Pinned: ${words}`),
  ]
  if (block.folded)
    return (
      <div
        className={styles.stub}
        data-state={unkept ? 'undecided' : state}
        style={{ top: block.top, height: block.height }}
      >
        <button
          type="button"
          tabIndex={-1}
          className={styles.open}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => actions.toggleFold(id)}
        >
          <StateGlyph state={shownState(state, seen)} />
          <span className={styles.stubWord}>
            {fact !== null && state === 'undecided' ? sentence(fact) : ownWord(state, client)}
          </span>
          {client === undefined ? null : <span className={styles.stubFrom}>{fromWords}</span>}
          {unkept ? <span className={styles.stubUnkept}>not kept yet</span> : null}
          <span className={styles.stubSize}>{linesWord(change.line)}</span>
          {reason === undefined ? null : <Reason words={reason} className={styles.reason} />}
          {fresh === null ? null : <span className={styles.new}>{fresh}</span>}
          {drafted ? <span className={styles.note}>{draftWords}</span> : null}
          {pins.length === 0 ? null : <MapPin size={12} strokeWidth={1.75} aria-label="Pinned" />}
        </button>
        {readOnly || state === 'undecided' ? null : (
          <button
            type="button"
            tabIndex={-1}
            className={styles.back}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() =>
              change.edit === null ? actions.decide(id, null) : actions.removeEdit(change.edit)
            }
          >
            <Undo2 size={14} strokeWidth={1.5} aria-hidden />
            {change.edit === null ? 'Take back' : 'Remove the edit'}
          </button>
        )}
      </div>
    )
  return (
    <div
      className={styles.block}
      data-state={state}
      data-change={block.id}
      data-focused={focused || undefined}
      data-unit={inUnit || undefined}
      data-new={fresh !== null || undefined}
      data-drafted={drafted || undefined}
      style={{ top: block.top, height: Math.max(2, block.height) }}
    >
      {hunk?.kind === 'delete' ? null : (
        <button
          type="button"
          tabIndex={-1}
          className={styles.sign}
          title={marks.length === 0 ? undefined : marks.join('. ')}
          aria-label={[
            `Hunk, ${linesWord(change.line)}, ${stateWords(shownState(state, seen), client).toLowerCase()}`,
            ...marks,
          ].join('. ')}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => actions.focus(id)}
        >
          {drafted ? (
            <PencilLine size={14} strokeWidth={1.75} aria-hidden />
          ) : fresh !== null && state === 'undecided' ? (
            <CircleDot size={14} strokeWidth={2} aria-hidden />
          ) : (
            <StateGlyph state={shownState(state, seen)} />
          )}
          {pins.length === 0 ? null : <MapPin className={styles.pin} size={12} strokeWidth={2} aria-hidden />}
        </button>
      )}
    </div>
  )
})

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "Decided together with a/b and 2 more". */
export function togetherWords(paths: readonly string[]): string | null {
  const [first, ...others] = paths
  if (first === undefined) return null
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `Also decides ${pathForDisplay(first)}${more}`
}
