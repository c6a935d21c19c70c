import { ChevronDown, ChevronRight, Eye, Search } from 'lucide-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import type { Reading } from '#shared/domain/order/reading.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { useStore } from 'zustand'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { CommandLineFilter } from './command-line-filter.tsx'
import { classWords, urgentReason } from './file-order.ts'
import { fileRows, foldersAbove, type FileRow } from './file-tree.ts'
import { OrderMenu } from './order-menu.tsx'
import { shownCountsOf, seenWords, tallyWords } from './counts.ts'
import { undecidedByFile } from './fresh-hunks.ts'
import type { ReviewModel, Tally } from './review-model.ts'
import type { Review } from './review-store.ts'
import { StateGlyph } from './verdict-pill.tsx'
import { countOf } from '#shared/base/quantity-text.ts'
import { changeLetter, changeWord } from './words.ts'
import styles from './file-list.module.css'
import { useLook, useFocus, useReviewState } from './use-review.ts'

const rowHeight = 26
const classHeight = 28
/** With its reason below its name. */
const reasonHeight = 42

/** The files of the changeset as a tree, with what is undecided in each. */
export const FileList = memo(function FileList({
  review,
  model,
}: {
  readonly review: Review
  readonly model: ReviewModel
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const { version, older, fresh, waiting } = useReviewState(review, 'version', 'older', 'fresh', 'waiting')
  const { filter, filterWanted, commandLineOnly } = useLook(
    review,
    'filter',
    'filterWanted',
    'commandLineOnly',
  )
  const seen = useStore(review.seen.store, (state) => state.seen)
  const { file: current } = useFocus(review, 'file')
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const fromCommandLine = model.fromCommandLine()
  const only = commandLineOnly && fromCommandLine > 0
  const rows = useMemo(
    () =>
      only
        ? fileRows(model.places, model.order, new Set(), filter, (file) => model.fromCommandLine(file) > 0)
        : fileRows(
            model.places,
            model.order,
            folded,
            filter,
            (file) => !model.isPart || model.shownTallyOf(file).hunks > 0,
          ),
    // The version tells when decisions changed; without this filter they change no row.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, folded, filter, only, only || model.isPart, only || model.isPart ? version : 0],
  )
  const freshOf = useMemo(
    () => (older ? new Map<number, number>() : undecidedByFile(model, fresh)),
    // The version tells when decisions changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, older, fresh, version],
  )
  const seenOf = useMemo(
    () => undecidedByFile(model, seen),
    // The version tells when decisions changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, seen, version],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index], model),
    overscan: 12,
  })
  const position = useMemo(
    () => rows.findIndex((row) => row.kind === 'file' && row.file === current),
    [rows, current],
  )
  useEffect(() => {
    const place = model.places[current]
    if (place === undefined || filter !== '') return
    setFolded((before) => {
      const above = foldersAbove(place, model.order).filter((folder) => before.has(folder))
      if (above.length === 0) return before
      const next = new Set(before)
      for (const folder of above) next.delete(folder)
      return next
    })
  }, [model, current, filter])
  // It is measured after it is mounted, and other rows, or a lower list, put the file elsewhere.
  const room = virtual.scrollRect?.height ?? 0
  // Rows of other heights stand where these were.
  useLayoutEffect(() => virtual.measure(), [rows, virtual])
  useEffect(() => {
    if (position >= 0 && room > 0) virtual.scrollToIndex(position, { align: 'auto' })
  }, [position, rows, room, virtual])

  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    if (!filterWanted) return
    field.current?.select()
    review.look.setState({ filterWanted: false })
  }, [filterWanted, review])

  const toggle = useCallback(
    (key: string): void =>
      setFolded((before) => {
        const next = new Set(before)
        if (!next.delete(key)) next.add(key)
        return next
      }),
    [],
  )
  const first = rows.find((row) => row.kind === 'file')
  const onFilterKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    const key = keyOf(event)
    if (key === 'Escape') {
      review.look.setState({ filter: '' })
      focusPane('review')
    } else if (key === 'Enter' && first?.kind === 'file') {
      review.focus.goToFile(first.file)
      focusPane('review')
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className={styles.list} aria-label="Files">
      <div className={styles.filter}>
        <Search size={14} strokeWidth={1.5} aria-hidden />
        <input
          ref={field}
          id="review-file-filter"
          data-opened-by="review.filterFiles"
          type="text"
          value={filter}
          placeholder={`Filter ${countOf(model.isPart ? rows.filter(({ kind }) => kind === 'file').length : model.files.length, 'file')}`}
          aria-label="Filter the files"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => review.look.setState({ filter: event.currentTarget.value })}
          onKeyDown={onFilterKey}
        />
        <kbd className={styles.hint}>{firstKey('review.filterFiles')}</kbd>
        <OrderMenu review={review} model={model} />
      </div>
      <CommandLineFilter review={review} count={fromCommandLine} pressed={only} />
      {rows.length === 0 ? <p className={styles.none}>No path contains that. Esc shows all files.</p> : null}
      <div ref={scroller} className={styles.scroller} tabIndex={-1}>
        <ul className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <li
                key={row.kind === 'file' ? row.file : row.kind === 'folder' ? row.key : row.of}
                className={styles.place}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'class' ? (
                  <span className={styles.class}>{classWords[row.of]}</span>
                ) : row.kind === 'folder' ? (
                  <FolderRow
                    row={row}
                    undecided={
                      row.folded
                        ? row.files.reduce(
                            (sum, file) => sum + shownCountsOf(model, file, { waiting }).undecided,
                            0,
                          )
                        : 0
                    }
                    fresh={
                      row.folded ? row.files.reduce((sum, file) => sum + (freshOf.get(file) ?? 0), 0) : 0
                    }
                    onToggle={toggle}
                  />
                ) : (
                  <FileRowButton
                    row={row}
                    file={model.files[row.file]}
                    reading={model.places[row.file]?.reading ?? null}
                    review={review}
                    current={row.file === current}
                    fresh={freshOf.get(row.file) ?? 0}
                    seen={seenOf.get(row.file) ?? 0}
                    {...shownCountsOf(model, row.file, { waiting })}
                  />
                )}
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
})

/** The height of a row in pixels: a file that is read first says below its name why. */
function heightOf(row: FileRow | undefined, model: ReviewModel): number {
  if (row?.kind === 'class') return classHeight
  const reading = row?.kind === 'file' ? (model.places[row.file]?.reading ?? null) : null
  return urgentReason(reading) !== null ? reasonHeight : rowHeight
}

const FolderRow = memo(function FolderRow({
  row,
  undecided,
  fresh,
  onToggle,
}: {
  readonly row: Extract<FileRow, { kind: 'folder' }>
  readonly undecided: number
  readonly fresh: number
  readonly onToggle: (path: string) => void
}): ReactNode {
  const Chevron = row.folded ? ChevronRight : ChevronDown
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.folder}
      aria-expanded={!row.folded}
      style={{ paddingLeft: 8 + row.depth * 12 }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onToggle(row.key)}
    >
      <Chevron size={14} strokeWidth={1.5} aria-hidden />
      <span className={styles.name}>{pathForDisplay(row.label)}</span>
      {fresh > 0 ? <span className={styles.new}>{fresh} new</span> : null}
      {undecided > 0 ? <span className={styles.count}>{undecided}</span> : null}
    </button>
  )
})

/** A file of the list. Its tally comes as numbers, so that a decision draws the row of its own file only. */
const FileRowButton = memo(function FileRowButton({
  row,
  file,
  reading,
  review,
  current,
  fresh,
  seen,
  ...tally
}: Tally & {
  readonly row: Extract<FileRow, { kind: 'file' }>
  readonly file: DecidedFile | undefined
  readonly reading: Reading | null
  readonly review: Review
  readonly current: boolean
  /** How many of its hunks are new. */
  readonly fresh: number
  /** How many of those that are undecided were on screen long enough to be read. */
  readonly seen: number
}): ReactNode {
  if (file === undefined) return null
  const done = tally.undecided === 0
  const state =
    tally.rejected === tally.hunks
      ? 'reject'
      : tally.accepted === tally.hunks
        ? 'accept'
        : tally.deferred > 0
          ? 'defer'
          : 'accept'
  const words = tallyWords(tally)
  const reason = reading?.reason ?? null
  const urgent = urgentReason(reading)
  const path = `${pathForDisplay(file.path)}${reason === null ? '' : ` (${reason})`}`
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.file}
      data-urgent={urgent === null ? undefined : reading?.class}
      data-current={current || undefined}
      data-done={done || undefined}
      aria-current={current || undefined}
      title={done ? path : `${path}: ${words}${seenWords(seen, tally.undecided)}`}
      style={{ paddingLeft: 12 + row.depth * 12 }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => review.focus.goToFile(row.file)}
    >
      <span className={styles.change} data-change={file.change} aria-hidden>
        {changeLetter[file.change]}
      </span>
      <span className={styles.name}>
        {pathForDisplay(row.label)}
        {row.folder === null ? null : <span className={styles.folderOf}>{pathForDisplay(row.folder)}</span>}
        {urgent === null ? null : <span className={styles.reason}>{urgent}</span>}
      </span>
      <span className="visually-hidden">{changeWord[file.change]}</span>
      {fresh > 0 ? <span className={styles.new}>{fresh} new</span> : null}
      {done ? (
        <span
          className={styles.state}
          data-state={
            tally.accepted + tally.rejected === tally.hunks && tally.accepted * tally.rejected > 0
              ? 'mixed'
              : state
          }
        >
          <StateGlyph state={state} size={13} />
          <span className="visually-hidden">{words}</span>
        </span>
      ) : (
        <span className={styles.count} data-seen={seen >= tally.undecided || undefined}>
          {seen >= tally.undecided ? <Eye size={12} strokeWidth={1.5} aria-hidden /> : null}
          {tally.undecided}
          <span className="visually-hidden">{` undecided${seenWords(seen, tally.undecided)}`}</span>
        </span>
      )}
    </button>
  )
})
