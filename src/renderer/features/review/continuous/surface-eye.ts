import { coversOver } from '../use-eye.ts'
import { sightOf, type Sight, type Span } from '../key-rule.ts'
import { rowsOnScreen, type RowsOnScreen } from '../reading-time.ts'
import type { Eye, ReadingPlace } from '../review-focus.ts'
import type { ReviewModel } from '../review-model.ts'
import { heights, type Stretch, type SurfaceLayout } from './surface-layout.ts'
import { isInView, roomOf, topOfNextPage, type Window } from './surface-place.ts'

/** What the surface has on screen. */
export interface Surface {
  readonly model: ReviewModel
  readonly layout: SurfaceLayout
  readonly scroller: HTMLElement
  /** Where it is scrolled to. */
  readonly top: number
  /** What of it is drawn, in its own heights. */
  readonly drawn: Stretch
  readonly rowHeight: number
  /** The file in focus, and its change or whole-file unit. */
  readonly file: number
  readonly focus: string | null
  /** Ids of the hunks that a change or whole-file unit on the surface stands for, if all of it is drawn as it can be read. */
  readonly readable: (file: number, id: string) => readonly string[]
  /** The id that a hunk has on the surface. */
  readonly idOf: (file: number, hunk: string) => string
  readonly scrollTo: (top: number) => void
  /** Brings the hunk in focus on screen, and tells once it is painted. */
  readonly bring: () => void
}

/** Tells what of the surface can be seen: all of it is known without asking the page but what lies over it. */
export function surfaceEye(now: () => Surface | null): Eye {
  const ask =
    <T>(none: T, tell: (surface: Surface) => T) =>
    (): T => {
      const surface = now()
      return surface === null ? none : tell(surface)
    }
  return {
    sight: ask(null, (surface) => {
      const stretch = focusOf(surface)
      return stretch === null ? null : sightIn(surface, stretch)
    }),
    row: ask(null, (surface) => {
      const found = surface.layout.sectionOf(surface.file)
      if (found === null) return null
      // Its header stays at the upper edge as long as anything of the file is there.
      const bottom = found.top + found.section.height - heights.between
      const top = Math.min(Math.max(found.top, surface.top), bottom - heights.header)
      return sightIn(surface, { top, bottom: top + heights.header }, 0)
    }),
    wholly: ask([], (surface) =>
      rowsIn(surface).flatMap(({ rows, from, to, hunk }) => (from === 0 && to === rows ? [hunk] : [])),
    ),
    rows: ask([], rowsIn),
    bring: ask(undefined, ({ bring }) => bring()),
    scrollOn: ask(false, (surface) => {
      const stretch = focusOf(surface)
      const top = stretch === null ? null : topOfNextPage(stretch, windowOf(surface))
      if (top === null) return false
      surface.scrollTo(top)
      return true
    }),
    inside: ask(false, (surface) => {
      const stretch = focusOf(surface)
      const { top } = roomOf(windowOf(surface))
      return stretch !== null && stretch.top < top && stretch.bottom > top
    }),
    reading: ask(null, readingIn),
  }
}

export function windowOf({ top, scroller }: Pick<Surface, 'top' | 'scroller'>): Window {
  return { top, height: scroller.clientHeight }
}

function focusOf({ layout, file, focus }: Surface): Stretch | null {
  return focus === null ? null : layout.stretchOf(file, focus)
}

function sightIn({ scroller, top }: Surface, stretch: Stretch, header: number = heights.header): Sight {
  const box = scroller.getBoundingClientRect()
  const place = (height: number): number => box.top + height - top
  const span: Span = { top: place(stretch.top), bottom: place(stretch.bottom) }
  return sightOf(
    span,
    { top: box.top + header, bottom: box.top + scroller.clientHeight },
    coversOver(scroller),
  )
}

/** What can be read, in the order of the files. */
function rowsIn(surface: Surface): readonly RowsOnScreen[] {
  const { layout, scroller, drawn, rowHeight, readable } = surface
  if (coversOver(scroller).length > 0) return []
  const room = roomOf(windowOf(surface))
  const found: RowsOnScreen[] = []
  for (const { top, section } of layout.within(room.top, room.bottom))
    for (const [id, own] of section.stretches) {
      const stretch = { top: top + own.top, bottom: top + own.bottom }
      if (stretch.bottom <= room.top || stretch.top >= room.bottom) continue
      // The part in the room is drawn, whatever else of it is not.
      if (Math.max(stretch.top, room.top) < drawn.top || Math.min(stretch.bottom, room.bottom) > drawn.bottom)
        continue
      const rows = rowsOnScreen(
        { top: stretch.top - room.top, bottom: stretch.bottom - room.top },
        room.bottom - room.top,
        rowHeight,
      )
      if (rows !== null) for (const hunk of readable(section.file, id)) found.push({ hunk, ...rows })
    }
  return found
}

/** Where a step from here begins, while the hunk in focus is out of sight. */
function readingIn(surface: Surface): ReadingPlace | null {
  const { model, layout, idOf } = surface
  const window = windowOf(surface)
  const focused = focusOf(surface)
  if (focused !== null && isInView(focused, window)) return null
  const room = roomOf(window)
  let [within, next, previous]: [number | null, number, number] = [null, model.hunks.length, -1]
  for (const { at, file, hunk } of model.hunks) {
    const section = layout.sectionOf(file)
    if (section === null) continue
    // Of a file whose lines are not shown its header stands for all of its hunks.
    const stretch = layout.stretchOf(file, idOf(file, hunk.id)) ?? {
      top: section.top,
      bottom: section.top + heights.header,
    }
    if (stretch.top < room.top && stretch.bottom > room.bottom) within = at
    if (stretch.bottom <= room.bottom) previous = at
    if (stretch.top >= room.top && next === model.hunks.length) next = at
  }
  return { within, next, previous }
}
