import { Pencil, Undo2, UnfoldVertical } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { CommandId } from '#shared/commands/index.ts'
import type { ActClient, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import type { Block } from '#renderer/editor/index.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { ShownChange } from './hunk-view.ts'
import { fromWords, ownWord, StateGlyph, stateWords, VerdictPill, type HunkState } from './verdict-pill.tsx'
import { numberText } from '#shared/base/quantity-text.ts'
import { cameBackWords, changedSince, linesWord } from './words.ts'
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
export interface HunkActions {
  readonly focus: (hunk: string) => void
  readonly decide: (hunk: string, verdict: Verdict | null) => void
  readonly toggleFold: (hunk: string) => void
  readonly edit: (hunk: string) => void
  readonly removeEdit: (edit: string) => void
  readonly showPrevious: (hunk: string) => void
}

interface BlockProperties {
  readonly block: Block
  readonly change: ShownChange
  readonly state: HunkState
  /** Where that came from, if it was no window. */
  readonly client: ActClient | undefined
  readonly focused: boolean
  readonly hovered: boolean
  readonly readOnly: boolean
  /** The new side is being typed into: nothing lies over it. */
  readonly editing: boolean
  /** An edit of it was typed and not saved. */
  readonly drafted: boolean
  readonly quiet: boolean
  /** The workbench does not answer, and has not acknowledged what is shown. */
  readonly unkept: boolean
  /** What else is decided with it, in words, or null. */
  readonly together: string | null
  /** What became of it in earlier revisions, while that still matters. */
  readonly past: Pick<DecidedHunk, 'cameBack' | 'supersedes'> | null
  readonly actions: HunkActions
}

/** On a hunk of which an edit was typed and not saved. */
const draftWords = 'Your edit is not saved'

/** What is drawn over one changed run of lines: its sign, its edge in focus, its actions; or its one folded line. */
export const HunkBlock = memo(function HunkBlock(properties: BlockProperties): ReactNode {
  const {
    block,
    change,
    state,
    client,
    focused,
    hovered,
    readOnly,
    editing,
    drafted,
    quiet,
    unkept,
    actions,
  } = properties
  const hunk = change.hunks[0]
  const id = hunk?.id ?? change.line.id
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
          <StateGlyph state={state} />
          <span className={styles.stubWord}>
            {quiet && state === 'undecided' ? 'White space only' : ownWord(state, client)}
          </span>
          {client === undefined ? null : <span className={styles.stubFrom}>{fromWords}</span>}
          {unkept ? <span className={styles.stubUnkept}>not kept yet</span> : null}
          <span className={styles.stubSize}>{linesWord(change.line)}</span>
          {drafted ? <span className={styles.note}>{draftWords}</span> : null}
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
      data-place={block.top >= 30 ? undefined : block.height < 300 ? 'below' : 'inside'}
      style={{ top: block.top, height: Math.max(2, block.height) }}
    >
      {hunk?.kind === 'delete' ? null : (
        <button
          type="button"
          tabIndex={-1}
          className={styles.sign}
          aria-label={`Hunk, ${linesWord(change.line)}, ${stateWords(state, client).toLowerCase()}`}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => actions.focus(id)}
        >
          <StateGlyph state={state} />
        </button>
      )}
      {drafted && !editing && !focused && !hovered ? (
        <div className={styles.actions}>
          <span className={styles.note}>{draftWords}</span>
        </div>
      ) : null}
      {(focused || hovered) && !editing && hunk?.kind !== 'delete' ? (
        <Actions {...properties} id={id} />
      ) : null}
    </div>
  )
})

function Actions({
  change,
  state,
  client,
  focused,
  readOnly,
  drafted,
  together,
  past,
  actions,
  id,
}: BlockProperties & { readonly id: string }): ReactNode {
  const hunk = change.hunks[0]
  const notes = [
    past?.cameBack === true ? cameBackWords(client) : null,
    past !== null && past.supersedes !== null ? changedSince(past.supersedes) : null,
    together,
  ].filter((note) => note !== null)
  return (
    <div className={styles.actions} data-focused={focused || undefined}>
      {drafted && !readOnly ? (
        <Act command="review.edit" onClick={() => actions.edit(id)} tone="note">
          {draftWords}
        </Act>
      ) : null}
      {notes.map((note) =>
        note.startsWith('Changed since') && hunk !== undefined ? (
          <Act
            key={note}
            command="review.showPrevious"
            onClick={() => actions.showPrevious(hunk.id)}
            tone="note"
          >
            {note}
          </Act>
        ) : (
          <span key={note} className={styles.note}>
            {note}
          </span>
        ),
      )}
      {state === 'undecided' && !readOnly ? (
        <>
          <Act
            command="review.accept"
            label="Accept"
            onClick={() => actions.decide(id, 'accept')}
            tone="accept"
          >
            <StateGlyph state="accept" />
            <span className={styles.word}>Accept</span>
          </Act>
          <Act
            command="review.reject"
            label="Reject"
            onClick={() => actions.decide(id, 'reject')}
            tone="reject"
          >
            <StateGlyph state="reject" />
            <span className={styles.word}>Reject</span>
          </Act>
          <Act command="review.edit" label="Edit" onClick={() => actions.edit(id)} tone="plain">
            <Pencil size={13} strokeWidth={1.75} aria-hidden />
            <span className={styles.word}>Edit</span>
          </Act>
        </>
      ) : (
        <>
          <VerdictPill state={state} client={client} />
          {readOnly || state === 'undecided' ? null : change.edit === null ? (
            <Act command="review.clear" onClick={() => actions.decide(id, null)} tone="plain">
              Take back
            </Act>
          ) : (
            <Act command="review.clear" onClick={() => actions.removeEdit(change.edit ?? '')} tone="plain">
              Remove the edit
            </Act>
          )}
        </>
      )}
    </div>
  )
}

function Act({
  command,
  label,
  tone,
  onClick,
  children,
}: {
  readonly command: CommandId
  readonly label?: string
  readonly tone: 'accept' | 'reject' | 'plain' | 'note'
  readonly onClick: () => void
  readonly children: ReactNode
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.act}
      data-tone={tone}
      title={label}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {children}
      <kbd className={styles.key}>{firstKey(command)}</kbd>
    </button>
  )
}

/** "Decided together with a/b and 2 more". */
export function togetherWords(paths: readonly string[]): string | null {
  const [first, ...others] = paths
  if (first === undefined) return null
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `Also decides ${pathForDisplay(first)}${more}`
}
