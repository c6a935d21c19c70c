import { Check } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { countOf } from '#shared/base/quantity-text.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { firstKey, useCommand } from '#renderer/commands/use-command.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { markedPieces } from '#renderer/editor/index.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import { BesidePanel } from './beside-panel.tsx'
import { changedLines } from './changed-lines.ts'
import { decideOne } from './decisions.ts'
import { choiceLines, chosenText, mostChosen, type ChoiceLine, type LeftLines } from './line-choice.ts'
import { nextUndecided } from './navigation.ts'
import { showBeside } from './review-dialogs.ts'
import { editedWhat, measured } from './measured.ts'
import type { ReviewRequest } from './review-request.ts'
import type { Review } from './review-store.ts'
import styles from './line-choice-panel.module.css'

/** The lines of a hunk, each of which is taken or left as it was; what comes of it is an own edit of the person. */
export function LineChoicePanel({
  review,
  hunk,
  path,
  text,
}: {
  readonly review: Review
  readonly hunk: string
  readonly path: string
  /** The file; null until it is here. */
  readonly text: FileText | null
}): ReactNode {
  const lines = useMemo(() => (text === null ? null : choiceLines(text, hunk)), [text, hunk])
  const close = (): void => {
    showBeside(review.dialogs)
    focusPane('review')
  }
  const problem =
    text === null
      ? 'Reading the file'
      : lines === null
        ? 'Its lines are not shown, so none of them can be chosen. Accept or reject it.'
        : lines.length > mostChosen
          ? `The hunk has ${countOf(lines.length, 'line')}, too many to choose from. Edit it instead: ${firstKey('review.edit') ?? 'Edit'}.`
          : (text.after?.readOnly ?? null)
  return (
    <BesidePanel
      title="Choose lines"
      label="Lines of the hunk"
      command={problem === null ? 'lines.close' : 'review.chooseLines'}
      onClose={close}
    >
      {problem !== null || lines === null || text === null ? (
        <p className={styles.alone} tabIndex={-1} data-opened-by="review.chooseLines">
          {problem}
        </p>
      ) : (
        <Lines {...{ review, hunk, path, text, lines, close }} />
      )}
    </BesidePanel>
  )
}

function Lines({
  review,
  hunk,
  path,
  text,
  lines,
  close,
}: {
  readonly review: Review
  readonly hunk: string
  readonly path: string
  readonly text: FileText
  readonly lines: readonly ChoiceLine[]
  readonly close: () => void
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const [left, setLeft] = useState<LeftLines>(new Set())
  const [at, setAt] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => list.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    list.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const step = (by: 1 | -1): number => Math.max(0, Math.min(lines.length - 1, at + by))
  const set = (index: number, isLeft: boolean): void => {
    setLeft((before) => {
      const after = new Set(before)
      if (isLeft) after.add(index)
      else after.delete(index)
      return after
    })
    const line = lines[index]
    if (line !== undefined) announce(`${stateWord(line.side, isLeft)}: ${line.text}`)
  }
  useCommand('lines.toggle', () => set(at, !left.has(at)))
  useCommand('lines.next', () => setAt(step(1)))
  useCommand('lines.previous', () => setAt(step(-1)))
  useCommand('lines.toggleOn', () => {
    set(step(1), left.has(at))
    setAt(step(1))
  })
  useCommand('lines.close', close)
  const taken = lines.length - left.size
  const accept = (): void => {
    close()
    if (left.size === 0 || taken === 0) decideOne(review, hunk, taken === 0 ? 'reject' : 'accept')
    else if (!sendChoice(review, { hunk, path, text, left })) return
    const { model } = review.state
    const place = model?.find(hunk)?.at
    const next = model === null || place === undefined ? null : nextUndecided(model, place)
    if (next !== null) review.focus.goTo(next)
  }
  useCommand('lines.accept', accept)
  return (
    <div className={styles.body} data-scope="lines" data-opened-by="review.chooseLines">
      <ul
        ref={list}
        className={styles.lines}
        tabIndex={0}
        role="listbox"
        aria-multiselectable
        aria-label="Lines of the hunk"
        aria-activedescendant={`line-choice-${at}`}
        data-keys="list"
      >
        {lines.map((line, index) => (
          <li
            // Lines have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key -- the lines of a hunk never move
            key={index}
            id={`line-choice-${index}`}
            role="option"
            aria-selected={!left.has(index)}
            aria-label={`${wordOf[line.side]}: ${line.text}`}
            className={styles.line}
            data-side={line.side}
            data-left={left.has(index) || undefined}
            data-current={index === at || undefined}
            onMouseDown={(event) => {
              event.preventDefault()
              list.current?.focus({ preventScroll: true })
              setAt(index)
              set(index, event.shiftKey ? left.has(at) : !left.has(index))
            }}
          >
            <span className={styles.mark}>
              {left.has(index) ? null : <Check size={13} strokeWidth={2} aria-hidden />}
            </span>
            <span className={styles.sign}>{signOf[line.side]}</span>
            <code>
              {markedPieces(line.text).map((piece, place) => (
                // oxlint-disable-next-line react/no-array-index-key -- the pieces of a line never move
                <span key={place} className={piece.mark === null ? undefined : styles.hidden}>
                  {piece.text}
                </span>
              ))}
            </code>
            {left.has(index) ? <em>{stateWord(line.side, true)}</em> : null}
          </li>
        ))}
      </ul>
      <p className={styles.count}>
        <span>
          {left.size === 0
            ? 'All lines are taken.'
            : taken === 0
              ? 'No line is taken: the hunk is rejected.'
              : `${countOf(taken, 'line')} of ${lines.length} taken; the others stay as they were.`}
        </span>
        <button
          type="button"
          tabIndex={-1}
          className={styles.accept}
          onMouseDown={(event) => event.preventDefault()}
          onClick={accept}
        >
          {taken === 0 ? 'Reject the hunk' : 'Accept these'}
          <kbd>{firstKey('lines.accept')}</kbd>
        </button>
      </p>
    </div>
  )
}

const wordOf = { old: 'removed', new: 'added' } as const
const signOf = { old: '\u2212', new: '+' } as const

function stateWord(side: ChoiceLine['side'], isLeft: boolean): string {
  if (!isLeft) return 'taken'
  return side === 'old' ? 'stays' : 'left out'
}

/** Sends what was chosen as an own edit; false where nothing of it differs from what is there. */
function sendChoice(
  review: Review,
  {
    hunk,
    path,
    text,
    left,
  }: { readonly hunk: string; readonly path: string; readonly text: FileText; readonly left: LeftLines },
): boolean {
  const { after } = text
  const chosen = chosenText(text, hunk, left)
  const change = after === null || chosen === null ? null : changedLines(after.text, chosen)
  if (after === null || change === null) return false
  const { oid, encoding } = after
  const request: ReviewRequest = {
    send: (act) =>
      review.client.review.edit({ session: review.session, act, path, oid, ...change, encoding }),
    step: null,
    words: `accept lines of ${pathForDisplay(path)}`,
    done: () => announce('the lines are accepted'),
  }
  review.ask(measured(review, editedWhat('part', change), request))
  return true
}
