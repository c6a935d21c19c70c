import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { numberText } from '#shared/base/quantity-text.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { markedPieces } from '#renderer/editor/index.ts'
import { copiedRow, copyRows } from '#renderer/ui/copy-rows.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import type { HunkEntry, ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'
import { useLeftElsewhere } from './unit-look.tsx'
import styles from './unit-panel.module.css'

/** Most lines of a place that are shown; what is longer is not decided from here. */
export const mostShown = 16

/**
 * The places of the unit of the hunk in focus that are in other files, each with its lines: what is on screen here counts as
 * read, as it does in its file.
 */
export function UnitPanel({
  review,
  model,
  cache,
  title,
  places,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly title: string
  readonly places: readonly HunkEntry[]
}): ReactNode {
  // Its key is shown.
  useBoundCommands()
  const scroller = useRef<HTMLUListElement>(null)
  const left = useLeftElsewhere(review, places[0]?.hunk.id ?? '')
  const wanted = useStore(review.units.store, (state) => state.wanted)
  useLayoutEffect(() => {
    if (wanted === null) return
    scroller.current?.querySelector(`[data-place="${wanted.hunk}"]`)?.scrollIntoView({ block: 'start' })
  }, [wanted])
  useWatchedRows(review, scroller, places)
  return (
    <aside className={styles.panel} aria-label="Other places of the unit">
      <h3 className={styles.title}>{title}</h3>
      {left === null ? null : <p className={styles.left}>{left}</p>}
      <ul ref={scroller} className={styles.places} onCopy={copyRows}>
        {places.map((entry) => (
          <Place key={entry.hunk.id} review={review} model={model} cache={cache} entry={entry} />
        ))}
      </ul>
    </aside>
  )
}

/** Tells which rows are wholly in view, once their lines are there. */
function useWatchedRows(
  review: Review,
  scroller: React.RefObject<HTMLUListElement | null>,
  places: readonly HunkEntry[],
): void {
  useEffect(() => {
    const list = scroller.current
    if (list === null) return
    const seen = new IntersectionObserver(
      (rows) => {
        // An observer is told after the frame in which they are drawn.
        const shown = rows
          .filter((row) => row.intersectionRatio >= 0.99)
          .map((row) => row.target as HTMLElement)
        review.units.see(
          shown.flatMap((row) => (row.dataset['read'] === 'yes' ? (row.dataset['place'] ?? []) : [])),
        )
      },
      { root: list, threshold: [0.99, 1] },
    )
    const watch = (): void => {
      seen.disconnect()
      for (const row of list.querySelectorAll('[data-read="yes"]')) seen.observe(row)
    }
    const changes = new MutationObserver(watch)
    changes.observe(list, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-read'],
    })
    watch()
    return () => {
      seen.disconnect()
      changes.disconnect()
    }
  }, [review, scroller, places])
}

function Place({
  review,
  model,
  cache,
  entry,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly entry: HunkEntry
}): ReactNode {
  const { hunk } = entry
  const file = model.files[entry.file]
  const { number } = model.changeset
  const [text, setText] = useState<FileText | null>(file === undefined ? null : cache.peek(number, file))
  useEffect(() => {
    if (file === undefined || hunk.kind !== 'text') return
    let isWanted = true
    void cache.load(number, file).then((result) => {
      if (isWanted && result.ok) setText(result.value)
    })
    return () => {
      isWanted = false
    }
  }, [cache, number, file, hunk.kind])
  if (file === undefined) return null
  const lines = hunk.kind === 'text' ? linesOf(text, hunk.id) : []
  const isWhole = lines !== null && lines.length <= mostShown
  return (
    <li className={styles.place} data-place={hunk.id} data-read={isWhole ? 'yes' : undefined}>
      <button
        type="button"
        tabIndex={-1}
        className={styles.path}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => review.focus.goTo(entry.at)}
      >
        {pathForDisplay(file.path)}
        {hunk.kind === 'text' ? <span className={styles.line}>{`:${numberText(hunk.newStart)}`}</span> : null}
        {hunk.kind === 'delete' ? <span className={styles.line}>deleted</span> : null}
      </button>
      {lines === null ? (
        <p className={styles.line}>Reading the file</p>
      ) : (
        <pre className={styles.lines}>
          {lines.slice(0, mostShown).map((one, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- the lines of a hunk do not change
            <code key={at} data-side={one.side}>
              <span aria-hidden>{one.side === 'old' ? '−' : '+'}</span>
              <span {...copiedRow}>
                {markedPieces(one.text).map((piece, place) => (
                  <span
                    // oxlint-disable-next-line react/no-array-index-key -- the pieces of a line never move
                    key={place}
                    className={piece.mark === null ? undefined : styles.sign}
                    data-source={piece.source}
                  >
                    {piece.text}
                  </span>
                ))}
              </span>
            </code>
          ))}
          {isWhole ? null : <span className={styles.line}>and more, in its file</span>}
        </pre>
      )}
    </li>
  )
}

interface Line {
  readonly side: 'old' | 'new'
  readonly text: string
}

/** The lines of a hunk, taken away and put in; null where the text is not there. */
function linesOf(text: FileText | null, hunk: string): readonly Line[] | null {
  const change = text?.lines.find((one) => one.hunk === hunk)
  if (text === null || change === undefined) return null
  const cut = (side: string | undefined, start: number, count: number): readonly string[] =>
    count === 0 || side === undefined ? [] : side.split('\n').slice(start - 1, start - 1 + count)
  return [
    ...cut(text.before?.text, change.oldStart, change.oldLines).map((one) => ({
      side: 'old' as const,
      text: one,
    })),
    ...cut(text.after?.text, change.newStart, change.newLines).map((one) => ({
      side: 'new' as const,
      text: one,
    })),
  ]
}
