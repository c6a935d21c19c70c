import { SquareTerminal } from 'lucide-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { useStore } from 'zustand'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { shownCountsOf, tallyWords } from './counts.ts'
import { undecidedByFile, isFresh } from './fresh-hunks.ts'
import { stateOf } from './hunk-view.ts'
import { sightOf } from './key-rule.ts'
import { urgentReason } from './file-order.ts'
import type { createPainter } from './paint.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'
import { fromWords, shownState, StateGlyph, stateWord, stateWords } from './verdict-pill.tsx'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { changeLetter, changeWord, kindWord, linesWord, modeFact, sizeOf, unitSentence } from './words.ts'
import styles from './overview.module.css'
import { lineOf, useFirstLines } from './use-first-lines.ts'
import { useFocus, useLook, useReviewState } from './use-review.ts'

type Row = { readonly file: number; readonly at: number | null }

const fileHeight = 32
const hunkHeight = 24

/** Every file and hunk on one surface of light rows, to see the whole before the parts. */
export function Overview({
  review,
  model,
  cache,
  painter,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly painter: ReturnType<typeof createPainter>
}): ReactNode {
  const { at, file: current } = useFocus(review, 'at', 'file')
  const { version, older, fresh, waiting } = useReviewState(review, 'version', 'older', 'fresh', 'waiting')
  const seen = useStore(review.seen.store, (state) => state.seen)
  const { commandLineOnly } = useLook(review, 'commandLineOnly')
  const only = commandLineOnly && model.fromCommandLine() > 0
  const rows = useMemo(
    () => overviewRows(model, only),
    // The version tells when decisions changed; without the filter they change no row.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, only, only || model.isPart ? version : 0],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.at === null ? fileHeight : hunkHeight),
    overscan: 16,
  })
  const items = virtual.getVirtualItems()
  const firstLines = useFirstLines(model, cache, [
    ...new Set(items.map((item) => rows[item.index]?.file ?? 0)),
  ])
  const freshOf = useMemo(
    () => (older ? new Map<number, number>() : undecidedByFile(model, fresh)),
    // The version tells when decisions changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, older, fresh, version],
  )
  const position = useMemo(
    () => rows.findIndex((row) => (at === null ? row.file === current : row.at === at)),
    [rows, at, current],
  )
  useEffect(() => {
    scroller.current?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    if (position >= 0) virtual.scrollToIndex(position, { align: 'auto' })
  }, [position, virtual])

  useEffect(() => painter.soonFile(current), [painter, current])
  const showRow = useRef(() => {})
  useLayoutEffect(() => {
    showRow.current = () => virtual.scrollToIndex(position, { align: 'auto' })
  })
  useLayoutEffect(() => {
    review.focus.watchWith({
      sight: () => null,
      wholly: () => [],
      rows: () => [],
      row: () => rowSight(scroller.current),
      bring: () => showRow.current(),
      scrollOn: () => false,
      inside: () => false,
      reading: () => null,
    })
    return () => review.focus.watchWith(null)
  }, [review])

  const open = (row: Row): void => {
    if (row.at === null) review.focus.goToFile(row.file)
    else review.focus.goTo(row.at)
    review.look.setState({ overview: false })
  }
  /** Goes on by this many of the hunks that have a row. */
  const goBy = (by: number): void => {
    const places = rows.flatMap((row) => row.at ?? [])
    const here = places.findLastIndex((place) => place <= (at ?? 0))
    const next = places[Math.min(places.length - 1, Math.max(0, here + by))]
    if (next !== undefined) review.focus.goTo(next)
  }
  const onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }
    const key = keyOf(event)
    const by = steps[key ?? '']
    if (key === 'Escape') review.look.setState({ overview: false })
    else if (by !== undefined && model.hunks.length > 0) goBy(by)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={scroller}
      className={styles.overview}
      tabIndex={0}
      role="region"
      aria-label={
        only
          ? `Overview of what came ${fromWords}`
          : `Overview of ${countOf(rows.filter((row) => row.at === null).length, 'file')} and ${countOf(model.shownTotal.hunks, 'hunk')}`
      }
      data-keys="commands"
      data-pane-focus=""
      onKeyDown={onKey}
    >
      <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          const file = row === undefined ? undefined : model.files[row.file]
          if (row === undefined || file === undefined) return null
          return (
            <div
              key={item.key}
              className={styles.place}
              style={{ transform: `translateY(${item.start}px)`, height: item.size }}
            >
              {row.at === null ? (
                <FileLine
                  model={model}
                  file={file}
                  index={row.file}
                  waiting={waiting}
                  fresh={freshOf.get(row.file) ?? 0}
                  onOpen={() => open(row)}
                />
              ) : (
                <HunkLine
                  model={model}
                  file={file}
                  at={row.at}
                  focused={row.at === at}
                  fresh={!older && isFresh(model, fresh, model.hunks[row.at]?.hunk.id ?? '')}
                  seen={seen.has(model.hunks[row.at]?.hunk.id ?? '')}
                  line={lineOf(firstLines, model.hunks[row.at]?.hunk)}
                  onOpen={() => open(row)}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** How much can be seen of the row in focus; nothing, where it is too far away to be drawn. */
function rowSight(scroller: HTMLElement | null): ReturnType<typeof sightOf> | null {
  if (scroller === null) return null
  const room = scroller.getBoundingClientRect()
  const row = scroller.querySelector('[data-focused]')?.getBoundingClientRect()
  return sightOf(row ?? { top: room.top - 1, bottom: room.top - 1 }, room, [])
}

/** Each file, then its hunks; `at` is null for the file's own row. `only` what came from a command line, if asked for. */
export function overviewRows(model: ReviewModel, only = false): readonly Row[] {
  const rows: Row[] = []
  for (const [file, { hunks }] of model.files.entries()) {
    if (only && model.fromCommandLine(file) === 0) continue
    if (model.isPart && model.shownTallyOf(file).hunks === 0) continue
    rows.push({ file, at: null })
    const first = model.firstOf(file)
    for (let at = first; at < first + hunks.length; at += 1)
      if (model.isShown(at) && (!only || model.clientAt(at) !== undefined)) rows.push({ file, at })
  }
  return rows
}

function FileLine({
  model,
  file,
  index,
  waiting,
  fresh,
  onOpen,
}: {
  readonly model: ReviewModel
  readonly file: DecidedFile
  readonly index: number
  readonly waiting: boolean
  /** How many of its hunks are new. */
  readonly fresh: number
  readonly onOpen: () => void
}): ReactNode {
  const tally = shownCountsOf(model, index, { waiting })
  const { added, deleted } = sizeOf(file)
  const mode = modeFact(file)
  const reading = model.places[index]?.reading ?? null
  return (
    <button type="button" tabIndex={-1} className={styles.file} onClick={onOpen}>
      <span className={styles.letter} title={changeWord[file.change]}>
        {changeLetter[file.change]}
      </span>
      <span className={styles.path}>{pathForDisplay(file.path)}</span>
      {reading?.reason == null ? null : (
        <span className={styles.why} data-class={reading.class} title={reading.reason}>
          {reading.reason}
        </span>
      )}
      {mode === null ? null : <span className={styles.mode}>{mode}</span>}
      <span className={styles.size}>
        {added > 0 ? <span className={styles.added}>+{numberText(added)}</span> : null}
        {deleted > 0 ? <span className={styles.deleted}>{`\u2212${numberText(deleted)}`}</span> : null}
      </span>
      {fresh === 0 ? null : <span className={styles.new}>{numberText(fresh)} new</span>}
      <span className={styles.left}>{tallyWords(tally)}</span>
    </button>
  )
}

function HunkLine({
  model,
  file,
  at,
  focused,
  fresh,
  seen,
  line,
  onOpen,
}: {
  readonly model: ReviewModel
  readonly file: DecidedFile
  readonly at: number
  readonly focused: boolean
  readonly fresh: boolean
  /** It was on screen long enough to be read. */
  readonly seen: boolean
  readonly line: string
  readonly onOpen: () => void
}): ReactNode {
  const hunk = model.hunks[at]?.hunk
  if (hunk === undefined) return null
  const state = stateOf(model, hunk)
  const client = model.clientAt(at)
  const sign = urgentReason(hunk.reading)
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.hunk}
      data-state={state}
      data-focused={focused || undefined}
      aria-current={focused || undefined}
      onClick={onOpen}
    >
      <span className={styles.sign} title={stateWords(shownState(state, seen), client)}>
        <StateGlyph state={shownState(state, seen)} />
        {seen && state === 'undecided' ? <span className="visually-hidden">{stateWord.seen}</span> : null}
      </span>
      {client === undefined ? null : (
        <span className={styles.from} title={stateWords(state, client)}>
          <SquareTerminal size={13} strokeWidth={1.5} aria-hidden />
          <span className="visually-hidden">{stateWords(state, client)}</span>
        </span>
      )}
      {fresh ? <span className={styles.new}>new</span> : null}
      {hunk.kind === 'text' ? (
        <>
          <span className={styles.number}>
            {Math.max(1, hunk.newLines > 0 ? hunk.newStart : hunk.oldStart)}
          </span>
          <code className={styles.code}>{line}</code>
          {sign === null ? null : (
            <span className={styles.why} data-class={hunk.reading?.class}>
              {sign}
            </span>
          )}
          <span className={styles.lines}>{linesWord(hunk)}</span>
        </>
      ) : (
        <>
          <span className={styles.number} />
          <span className={styles.unit}>{unitSentence(file, hunk)}</span>
          <span className={styles.lines}>{kindWord[hunk.kind]}</span>
        </>
      )}
    </button>
  )
}
