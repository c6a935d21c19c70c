import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { fromBase64 } from '#shared/diff/base64.ts'
import { toDisplayText } from '#shared/diff/display-text.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import type { PreviousText } from '#shared/domain/review/previous-text.ts'
import { compareTexts, markedPieces, type ComparedLine, type ComparedRow } from '#renderer/editor/index.ts'
import { copiedRow, copyRows, selectColumn } from '#renderer/ui/copy-rows.ts'
import { BesidePanel } from './beside-panel.tsx'
import type { Review } from './review-store.ts'
import styles from './previous-panel.module.css'

/** `edit`: what the agent wrote, where an own edit stands now. */
type Shown = Omit<PreviousText, 'what'> & { readonly what: PreviousText['what'] | 'edit' }
type Loaded = Shown | { readonly failure: string } | null

/** What is said of the two texts. */
function wordsOf({ what, number }: Pick<Shown, 'what' | 'number'>): {
  readonly title: string
  readonly old: string
  readonly new: string
} {
  switch (what) {
    case 'decided':
      return { title: 'Changed since it was decided', old: `Then, in r${number}`, new: 'Now' }
    case 'seen':
      return { title: `Changed since r${number}`, old: `Then, in r${number}`, new: 'Now' }
    case 'edit':
      return { title: 'Your edit', old: 'It was', new: 'You wrote' }
    case 'lostEdit':
      return { title: 'Changed since you edited it', old: 'You wrote', new: 'It is now' }
  }
}

/** An own edit in a hunk's place keeps what it replaced. */
function ownEditOf({ state: { model } }: Review, id: string, encoding: TextEncoding | null): Shown | null {
  const entry = model?.find(id)
  const edit = model?.files[entry?.file ?? -1]?.edits.find((one) => one.id === entry?.hunk.editedBy)
  if (edit === undefined) return null
  const text = (base64: string): string => toDisplayText(fromBase64(base64), encoding).text
  // oxlint-disable-next-line unicorn/no-thenable -- a text, as the contract names it; never called
  return { what: 'edit', number: null, then: text(edit.replaced), now: text(edit.bytes) }
}

/** What stood at the hunk's place when it was decided, edited or looked at, against what stands there now. */
export function PreviousPanel({
  review,
  hunk,
  text,
}: {
  readonly review: Review
  readonly hunk: string
  /** The file, in whose encoding an own edit is read; null until it is here. */
  readonly text: FileText | null
}): ReactNode {
  const encoding = text?.after?.encoding ?? null
  const [loaded, setLoaded] = useState<Loaded>(null)
  const seen = review.seenBefore
  useEffect(() => {
    let wanted = true
    const own = ownEditOf(review, hunk, encoding)
    setLoaded(own)
    if (own !== null) return
    review.client.changeset
      .previous({ session: review.session, hunk, whole: true, ...(seen === null ? {} : { seen }) })
      .then((result) => {
        if (wanted) setLoaded(result.ok ? result.value : { failure: result.error.message })
      })
      .catch(() => {
        if (wanted) setLoaded({ failure: 'The workbench did not answer, so the earlier text is not shown.' })
      })
    return () => {
      wanted = false
    }
  }, [review, hunk, encoding, seen])
  const close = (): void => review.dialogs.setState({ previousOf: null })
  const words = loaded === null || 'failure' in loaded ? null : wordsOf(loaded)
  return (
    <BesidePanel
      title={words?.title ?? ''}
      label={words?.title ?? 'Before and now'}
      command="review.showPrevious"
      onClose={close}
    >
      {loaded === null || words === null || 'failure' in loaded ? (
        <p className={styles.failure}>
          {loaded !== null && 'failure' in loaded ? loaded.failure : 'Reading the earlier text'}
        </p>
      ) : loaded.then === loaded.now ? (
        <p className={styles.failure}>
          {loaded.now === ''
            ? 'There are no lines of it to hold against each other.'
            : 'It is the same as it was.'}
        </p>
      ) : (
        <Compared {...loaded} words={words} />
      )}
    </BesidePanel>
  )
}

/** Both texts whole, line beside line; the arrows scroll it. */
const Compared = memo(function Compared({
  then,
  now,
  words,
}: Pick<PreviousText, 'then' | 'now'> & { readonly words: ReturnType<typeof wordsOf> }): ReactNode {
  const rows = useMemo(() => compareTexts(then, now), [then, now])
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => scroller.current?.focus({ preventScroll: true }), [])
  const ends = then.endsWith('\n') === now.endsWith('\n') || then === '' || now === ''
  return (
    <div
      ref={scroller}
      className={styles.sides}
      style={{ gridTemplateRows: `repeat(${rows.length + (ends ? 1 : 2)}, auto)` }}
      tabIndex={0}
      role="group"
      aria-label="Both texts"
      data-keys="commands"
      onMouseDown={selectColumn}
      onCopy={copyRows}
    >
      <Side label={words.old} rows={rows} side="old" open={!ends && !then.endsWith('\n')} ends={ends} />
      <Side label={words.new} rows={rows} side="new" open={!ends && !now.endsWith('\n')} ends={ends} />
    </div>
  )
})

function Side({
  label,
  rows,
  side,
  open,
  ends,
}: {
  readonly label: string
  readonly rows: readonly ComparedRow[]
  readonly side: 'old' | 'new'
  /** Its last line does not end, as the other side's does. */
  readonly open: boolean
  readonly ends: boolean
}): ReactNode {
  return (
    <figure className={styles.side} data-side={side} data-column={side}>
      <figcaption>{label}</figcaption>
      {rows.map((row, at) => (
        // Lines have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key -- the lines of a comparison never move
        <Line key={at} line={row[side]} />
      ))}
      {ends ? null : <code data-kind={open ? 'note' : 'none'}>{open ? '⟨no newline at the end⟩' : ''}</code>}
    </figure>
  )
}

function Line({ line }: { readonly line: ComparedLine | null }): ReactNode {
  if (line === null) return <code data-kind="none" />
  const parts: ReactNode[] = []
  let at = 0
  const put = (to: number, isMarked: boolean): void => {
    if (to <= at) return
    const isInside = to < line.text.length
    const pieces = markedPieces(line.text.slice(at, to)).map((piece, index) =>
      // A space where a mark begins is none at the end of the line.
      isInside && piece.text === '\u00b7' ? (
        ' '
      ) : piece.mark === null ? (
        piece.text
      ) : (
        // oxlint-disable-next-line react/no-array-index-key -- the pieces of a line never move
        <span key={index} className={styles.sign} data-source={piece.source}>
          {piece.text}
        </span>
      ),
    )
    parts.push(isMarked ? <mark key={at}>{pieces}</mark> : <span key={at}>{pieces}</span>)
    at = to
  }
  for (const { from, to } of line.words) {
    put(from, false)
    put(to, true)
  }
  put(line.text.length, false)
  return (
    <code {...copiedRow} data-kind={line.isChanged ? 'changed' : 'same'}>
      {parts}
    </code>
  )
}
