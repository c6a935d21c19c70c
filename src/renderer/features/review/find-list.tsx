import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useMemo, useRef, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { findsHunks, foundNothing, resultHere, showsList, type Find } from './find.ts'
import { stateCounts, type FindResult } from './find-results.ts'
import { stateOf } from './hunk-view.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'
import { lineOf, useFirstLines } from './use-first-lines.ts'
import { useFocus, useReviewState } from './use-review.ts'
import { shownState, StateGlyph, stateWords } from './verdict-pill.tsx'
import { kindWord, linesWord, unitSentence } from './words.ts'
import styles from './find-list.module.css'

/** A file's own row has no result; `index` is that of the result. */
type Row = { readonly file: number; readonly index: number | null; readonly count: number }

const rowHeight = 24
const noRows: readonly Row[] = []
/** Id of the list, for the field that leads through it. */
export const findListId = 'find-results'

/** Id of the row of a result. */
export function findOptionId(index: number): string {
  return `${findListId}-${index}`
}

/** Everything that is found, file by file, below the changes: it covers none of them. */
export const FindList = memo(function FindList({
  review,
  model,
  cache,
  find,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly find: Find
}): ReactNode {
  const isShown = useStore(find.store, showsList)
  return isShown ? <Results {...{ review, model, cache, find }} /> : null
})

function Results({
  review,
  model,
  cache,
  find,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly find: Find
}): ReactNode {
  const found = useStore(find.store)
  const { results, parsed } = found
  const { version } = useReviewState(review, 'version')
  const { at } = useFocus(review, 'at')
  const ofHunks = findsHunks(parsed)
  const rows = useMemo(() => rowsOf(results), [results])
  const counts = useMemo(
    () => stateCounts(model, results),
    // The version tells when decisions changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, results, version],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const visible = ofHunks ? items.map((item) => rows[item.index]?.file ?? 0) : []
  const firstLines = useFirstLines(model, cache, [...new Set(visible)])
  const here = resultHere(found, at)
  const position = useMemo(() => {
    const index = here === null ? -1 : results.indexOf(here)
    return index === -1 ? -1 : rows.findIndex((row) => row.index === index)
  }, [rows, results, here])
  useEffect(() => {
    if (position >= 0) virtual.scrollToIndex(position, { align: 'auto' })
  }, [position, virtual])
  const open = (result: FindResult): void => {
    if (find.goTo(result)) focusPane('review')
  }
  return (
    <aside className={styles.panel} aria-label="What is found">
      <header className={styles.header}>
        <span className={styles.total}>
          {ofHunks ? countOf(results.length, 'hunk') : countOf(results.length, 'place')}
        </span>
        {counts.map(([state, count]) => (
          <span key={state} className={styles.state} data-state={state}>
            {numberText(count)} {state}
          </span>
        ))}
        <span className={styles.keys}>
          {
            'In the field \u2191 \u2193 pick, Enter goes there, Esc goes back. Elsewhere F3 goes on, Esc closes.'
          }
        </span>
      </header>
      {foundNothing(found) && found.units === 'known' && parsed.filters.length > 0 ? (
        <p className={styles.none}>No hunk is all of that. Take a filter away to see more.</p>
      ) : null}
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height: rows.length * rowHeight }}
        onMouseDown={(event) => event.preventDefault()}
      >
        <div
          id={findListId}
          role="listbox"
          aria-label="What is found"
          className={styles.rows}
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const row = rows[item.index]
            const result = row?.index == null ? undefined : results[row.index]
            if (row === undefined) return null
            return (
              <div
                key={item.key}
                role="presentation"
                className={styles.place}
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
              >
                {row.index === null || result === undefined ? (
                  <FileRow path={model.files[row.file]?.path ?? ''} count={row.count} />
                ) : (
                  <ResultRow
                    review={review}
                    model={model}
                    result={result}
                    id={findOptionId(row.index)}
                    isHere={result === here}
                    line={
                      result.at === null
                        ? result.words
                        : result.words || lineOf(firstLines, model.hunks[result.at]?.hunk)
                    }
                    onOpen={open}
                  />
                )}
              </div>
            )
          })}
        </div>
      </div>
    </aside>
  )
}

function rowsOf(results: readonly FindResult[]): readonly Row[] {
  if (results.length === 0) return noRows
  const counts = new Map<number, number>()
  for (const { file } of results) counts.set(file, (counts.get(file) ?? 0) + 1)
  return results.flatMap(({ file }, index): readonly Row[] => {
    const own = { file, index, count: 1 }
    return results[index - 1]?.file === file
      ? [own]
      : [{ file, index: null, count: counts.get(file) ?? 0 }, own]
  })
}

function FileRow({ path, count }: { readonly path: string; readonly count: number }): ReactNode {
  return (
    <div className={styles.file}>
      <bdi className={styles.path} title={pathForDisplay(path)}>
        {pathForDisplay(path)}
      </bdi>
      <span className={styles.count}>{numberText(count)}</span>
    </div>
  )
}

function ResultRow({
  review,
  model,
  result,
  id,
  isHere,
  line,
  onOpen,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly result: FindResult
  readonly id: string
  readonly isHere: boolean
  readonly line: string
  readonly onOpen: (result: FindResult) => void
}): ReactNode {
  const isSeen = useStore(review.seen.store, ({ seen }) =>
    seen.has(model.hunks[result.at ?? -1]?.hunk.id ?? ''),
  )
  const hunk = result.at === null ? undefined : model.hunks[result.at]?.hunk
  const file = model.files[result.file]
  if (file === undefined) return null
  const state = hunk === undefined ? null : shownState(stateOf(model, hunk), isSeen)
  const inHunk = result.place === null || result.place.change !== null
  const number =
    result.place?.line ??
    (hunk?.kind === 'text' ? Math.max(1, hunk.newLines > 0 ? hunk.newStart : hunk.oldStart) : '')
  return (
    <div
      id={id}
      role="option"
      aria-selected={isHere}
      className={styles.result}
      data-here={isHere || undefined}
      onClick={() => onOpen(result)}
    >
      <span className={styles.sign} data-state={state}>
        {state === null || hunk === undefined || !inHunk ? null : (
          <>
            <StateGlyph state={state} />
            <span className="visually-hidden">{stateWords(state, model.effectOf(hunk.id).client)}</span>
          </>
        )}
      </span>
      <span className={styles.number}>{number}</span>
      {hunk !== undefined && hunk.kind !== 'text' && result.place === null ? (
        <span className={styles.code}>{unitSentence(file, hunk)}</span>
      ) : (
        <code className={styles.code}>{line}</code>
      )}
      {result.place?.side === 'old' ? <span className={styles.kind}>before</span> : null}
      {hunk === undefined || result.place !== null ? null : (
        <span className={styles.kind}>{hunk.kind === 'text' ? linesWord(hunk) : kindWord[hunk.kind]}</span>
      )}
    </div>
  )
}
