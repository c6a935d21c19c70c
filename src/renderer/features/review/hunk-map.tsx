import { useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { countOf } from '#shared/base/quantity-text.ts'
import type { DiffDocument } from '#renderer/editor/index.ts'
import { hunkOfMark, marksOf, sharesOf, type MapMark } from './hunk-places.ts'
import { stateOf, type ShownChange } from './hunk-view.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { StateGlyph, stateWord } from './verdict-pill.tsx'
import styles from './hunk-map.module.css'

/** Where in the file its changes stand and which are decided, beside the scrollbar; a click goes to one. */
export function HunkMap({
  review,
  model,
  version,
  focus,
  changes,
  document,
}: {
  readonly review: Review
  readonly model: ReviewModel
  /** The model's: changes when a decision does. */
  readonly version: number
  /** The change in focus. */
  readonly focus: string | null
  readonly changes: ReadonlyMap<string, ShownChange>
  readonly document: DiffDocument
}): ReactNode {
  const strip = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(0)
  const isShown = changes.size > 1
  useLayoutEffect(() => {
    const watched = strip.current
    if (watched === null) return
    const observer = new ResizeObserver(() => setHeight(watched.clientHeight))
    observer.observe(watched)
    return () => observer.disconnect()
  }, [isShown])
  const shares = useMemo(() => sharesOf(document), [document])
  const marks = useMemo(
    () =>
      marksOf(
        [...changes].map(([id, { hunks }]) => ({
          id,
          at: shares.get(id) ?? 0,
          state: hunks[0] === undefined ? 'edited' : stateOf(model, hunks[0]),
          hunk: hunks[0]?.id ?? null,
        })),
        height,
      ),
    // The version tells when decisions changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [changes, shares, height, model, version],
  )
  if (!isShown) return null
  return (
    <div
      ref={strip}
      className={styles.map}
      role="group"
      aria-label="Map of the file"
      // The focus stays where the keys are.
      onMouseDown={(event) => event.preventDefault()}
    >
      {height === 0
        ? null
        : marks.map((mark) => {
            const isFocused = mark.changes.some(({ id }) => id === focus)
            const hunk = hunkOfMark(mark)
            const look = {
              className: styles.mark,
              style: { top: mark.top },
              'data-state': mark.state,
              'data-focused': isFocused || undefined,
              'aria-current': isFocused || undefined,
              'aria-label': wordsOf(mark, changes),
              title: wordsOf(mark, changes),
            }
            const sign = <StateGlyph state={mark.state} size={9} />
            // An own edit that covers no hunk is no place to go to.
            return hunk === null ? (
              <span key={mark.top} role="img" {...look}>
                {sign}
              </span>
            ) : (
              <button
                key={mark.top}
                type="button"
                tabIndex={-1}
                {...look}
                onClick={() => review.focus.goTo(model.find(hunk)?.at ?? null)}
              >
                {sign}
              </button>
            )
          })}
    </div>
  )
}

function wordsOf({ changes, state }: MapMark, shown: ReadonlyMap<string, ShownChange>): string {
  const line = shown.get(changes[0]?.id ?? '')?.line
  const place = `Line ${Math.max(1, (line?.newLines ?? 0) > 0 ? (line?.newStart ?? 1) : (line?.oldStart ?? 1))}`
  if (changes.length === 1) return `${place}: ${stateWord[state]}`
  const left = changes.filter((one) => one.state === 'undecided').length
  return `From ${place.toLowerCase()}: ${countOf(changes.length, 'hunk')}, ${left === 0 ? 'all decided' : `${left} undecided`}`
}
