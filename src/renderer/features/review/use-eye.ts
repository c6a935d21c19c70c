import { useLayoutEffect, useRef, type RefObject } from 'react'
import type { DiffSurface } from '#renderer/editor/index.ts'
import type { DiffEditorHandle } from './diff-editor.tsx'
import type { ShownChange } from './hunk-view.ts'
import { sightOf, type Sight, type Span } from './key-rule.ts'
import type { createPainter } from './paint.ts'
import { rowsOnScreen, type RowsOnScreen } from './reading-time.ts'
import type { ReadingPlace } from './review-focus.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'

/** What the pane of changes shows, for telling what of it can be seen. */
interface Shows {
  readonly review: Review
  readonly model: ReviewModel
  readonly painter: ReturnType<typeof createPainter>
  readonly pane: RefObject<HTMLElement | null>
  readonly editor: RefObject<DiffEditorHandle | null>
  /** The line change in focus. */
  readonly focus: string | null
  /** The hunk in focus is a card, not lines. */
  readonly onCard: boolean
  /** Line changes whose lines are not shown. */
  readonly folded: readonly string[]
  readonly shown: { readonly changes: ReadonlyMap<string, ShownChange> } | null
}

/** Tells the review what of the hunk in focus can be seen, while the pane of changes is on screen. */
export function useEye(shows: Shows): void {
  const latest = useRef(shows)
  useLayoutEffect(() => {
    latest.current = shows
  })
  const { review } = shows
  useLayoutEffect(() => {
    review.focus.watchWith({
      sight: () => sightNow(latest.current),
      wholly: () => whollyNow(latest.current),
      rows: () => rowsNow(latest.current),
      row: () => null,
      bring: () => bring(latest.current),
      scrollOn: () => scrollOn(latest.current),
      inside: () => isInside(latest.current),
      reading: () => readingNow(latest.current),
    })
    return () => review.focus.watchWith(null)
  }, [review])
}

function sightNow({ pane, editor, focus, onCard }: Shows): Sight | null {
  if (pane.current === null) return null
  if (!onCard) {
    const spans = focus === null ? null : (editor.current?.surface?.spanOf(focus) ?? null)
    return spans === null ? null : sightOf(spans.hunk, spans.room, coversOver(pane.current))
  }
  const card = pane.current.querySelector('[data-card][data-focused]')
  if (card?.parentElement == null) return null
  return sightOf(
    card.getBoundingClientRect(),
    card.parentElement.getBoundingClientRect(),
    coversOver(pane.current),
  )
}

function whollyNow({ pane, editor, shown, folded }: Shows): readonly string[] {
  const surface = editor.current?.surface
  if (pane.current === null || shown === null || surface == null) return []
  if (coversOver(pane.current).length > 0) return []
  return hunksInView(surface, shown.changes, folded).flatMap(({ rows, from, to, hunk }) =>
    from === 0 && to === rows ? [hunk] : [],
  )
}

/** What can be read, cards and then lines, each in the order of the file. */
function rowsNow({ pane, editor, shown, folded }: Shows): readonly RowsOnScreen[] {
  const surface = editor.current?.surface
  if (pane.current === null || coversOver(pane.current).length > 0) return []
  const cards = [...pane.current.querySelectorAll<HTMLElement>('[data-card]')].flatMap((card) => {
    const room = card.parentElement?.getBoundingClientRect()
    if (room === undefined) return []
    const { top, bottom } = card.getBoundingClientRect()
    const rows = rowsOnScreen({ top: top - room.top, bottom: bottom - room.top }, room.height, rowHeight)
    return rows === null ? [] : [{ hunk: card.dataset['card'] ?? '', ...rows }]
  })
  const hasLines = shown !== null && surface != null && surface.hasText()
  return hasLines ? [...cards, ...hunksInView(surface, shown.changes, folded)] : cards
}

/** Pixels of a row of text, about: what is higher has more to read. */
const rowHeight = 20

/** The rows of hunks that a surface shows; none while parts of its long lines are left out. */
export function hunksInView(
  surface: Pick<DiffSurface, 'inView' | 'longLines'>,
  changes: ReadonlyMap<string, Pick<ShownChange, 'hunks'>>,
  folded: readonly string[],
): readonly RowsOnScreen[] {
  if (surface.longLines === 'cut') return []
  const hidden = new Set(folded)
  const { room, changes: inView } = surface.inView()
  return inView.flatMap(({ id, ...span }) => {
    const rows = hidden.has(id) ? null : rowsOnScreen(span, room, rowHeight)
    return rows === null ? [] : (changes.get(id)?.hunks ?? []).map((hunk) => ({ hunk: hunk.id, ...rows }))
  })
}

function scrollOn({ editor, focus }: Shows): boolean {
  return focus !== null && editor.current?.surface?.scrollWithin(focus) === true
}

function isInside({ editor, focus, onCard }: Shows): boolean {
  const spans = onCard || focus === null ? null : (editor.current?.surface?.spanOf(focus) ?? null)
  return spans !== null && spans.hunk.top < spans.room.top && spans.hunk.bottom > spans.room.top
}

/** Messages that lie over the pane, unless they touch only its edge. */
export function coversOver(pane: Element): readonly Span[] {
  const covers = document.querySelectorAll('[data-covers]')
  // To ask where something is lays the page out, after each key.
  if (covers.length === 0) return []
  const box = pane.getBoundingClientRect()
  return [...covers]
    .map((element) => element.getBoundingClientRect())
    .filter(({ left, right }) => Math.min(right, box.right) - Math.max(left, box.left) > box.width / 8)
}

function bring({ review, pane, painter, editor, focus, onCard }: Shows): void {
  const { model } = review.state
  const { at } = review.focus.state
  const hunk = at === null ? undefined : model?.hunks[at]?.hunk
  if (hunk === undefined) return
  if (onCard) pane.current?.querySelector('[data-card][data-focused]')?.scrollIntoView({ block: 'nearest' })
  else editor.current?.reveal()
  painter.soon(hunk.id, () => onCard || focus === null || editor.current?.surface?.hasText() === true)
}

function readingNow(shows: Shows): ReadingPlace | null {
  const { review, model, editor, focus, onCard, shown } = shows
  const { file } = review.focus.state
  const sight = sightNow(shows)
  if (onCard || focus === null || shown === null || sight === null || sight.visible > 0) return null
  const around = editor.current?.surface?.around()
  if (around === undefined) return null
  const atOf = (id: string | null): number | null =>
    id === null ? null : (model.find(shown.changes.get(id)?.hunks[0]?.id ?? '')?.at ?? null)
  const first = model.firstOf(file)
  return {
    within: atOf(around.within),
    next: atOf(around.next) ?? first + (model.files[file]?.hunks.length ?? 0),
    previous: atOf(around.previous) ?? first - 1,
  }
}
