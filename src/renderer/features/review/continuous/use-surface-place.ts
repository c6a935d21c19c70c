import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Review } from '../review-store.ts'
import type { Anchor, Stretch, SurfaceLayout } from './surface-layout.ts'
import { drawnAround, roomOf, topToShow, type Window } from './surface-place.ts'

/** What the place on the surface depends on. */
interface Placing {
  readonly review: Review
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly layout: SurfaceLayout
  readonly focusFile: number
  /** The change or whole-file unit in focus. */
  readonly focus: string | null
  /** The heights that items were drawn with. */
  readonly measured: RefObject<Map<string, number>>
  readonly onMeasured: () => void
  readonly onScrolled: () => void
  /** The lines of what is in focus are there. */
  readonly isThere: boolean
  /** How rows are drawn, as a word: in another way they have other heights. */
  readonly look: string
}

/** Where the surface is scrolled to, and what of it is drawn. */
export interface SurfacePlace {
  readonly drawn: Stretch
  /** Room below the last file, so that it can stand at the upper edge. */
  readonly below: number
  readonly top: () => number
  readonly onScroll: () => void
  readonly scrollTo: (top: number) => void
  /** Brings what is in focus on screen. */
  readonly show: () => void
}

/**
 * Holds the surface where the reader is: what is in focus stays where it is on screen, or what is first in view, whatever
 * is laid out above; and a hunk that gets the focus comes on screen, if it is not wholly there.
 */
export function useSurfacePlace(placing: Placing): SurfacePlace {
  const { review, scroller, layout, focusFile, focus, measured, onMeasured, onScrolled, isThere, look } =
    placing
  const top = useRef(0)
  const latest = useRef(placing)
  /** The layout that the place is of. */
  const placed = useRef(layout)
  /** What got the focus and may not be laid out as it is drawn. */
  const showing = useRef<string | null>(null)
  const [height, setHeight] = useState(0)
  const [drawn, setDrawn] = useState<Stretch>({ top: 0, bottom: 2000 })
  useLayoutEffect(() => {
    latest.current = placing
  })

  const windowNow = (): Window => ({ top: top.current, height: scroller.current?.clientHeight ?? 0 })
  const drawAround = (isSelecting = false): void => {
    const window = windowNow()
    setDrawn((before) => drawnAround(before, window, isSelecting))
  }
  const scrollTo = (to: number): void => {
    const element = scroller.current
    if (element === null || Math.abs(to - element.scrollTop) < 0.5) return
    element.scrollTop = to
    top.current = element.scrollTop
    drawAround()
  }
  const show = (): void => {
    const { layout: now, focusFile: file, focus: id } = latest.current
    const found = now.sectionOf(file)
    if (found === null) return
    const stretch = id === null ? null : now.stretchOf(file, id)
    const own = stretch ?? { top: found.top, bottom: found.top + 28 }
    const to = topToShow(own, stretch === null ? found.top + 28 : leadOf(now, file, own), windowNow())
    if (to !== null) scrollTo(to)
  }

  /** Has the hunk in focus where it stood on screen before all files were on the surface, once. */
  const standAgain = (): void => {
    const { stoodAt } = review.look.getState()
    const { layout: now, focusFile: file, focus: id, isThere: isWhole } = latest.current
    const stretch = id === null ? null : now.stretchOf(file, id)
    const edge = scroller.current?.getBoundingClientRect().top ?? 0
    if (stoodAt === null) return
    if (isWhole) review.look.setState({ stoodAt: null })
    if (stretch !== null) scrollTo(Math.max(0, stretch.top - (stoodAt - edge)))
  }

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = (): void => {
      setHeight(element.clientHeight)
      drawAround()
    }
    measure()
    let width = element.clientWidth
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) {
        width = element.clientWidth
        measured.current.clear()
        onMeasured()
      }
      measure()
    })
    observer.observe(element)
    return () => observer.disconnect()
    // Once: all else is read when it is asked for.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  const lastLook = useRef(look)
  const shownFor = useRef<string | null>(null)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    if (lastLook.current !== look) {
      lastLook.current = look
      measured.current.clear()
    }
    if (placed.current !== layout) {
      const anchor = anchorOf(placed.current, latest.current, windowNow())
      placed.current = layout
      const to = anchor === null ? null : layout.topFor(anchor)
      if (to !== null && Math.abs(to - top.current) >= 0.5) {
        element.scrollTop = to
        top.current = element.scrollTop
      }
    }
    const target = `${focusFile} ${focus ?? ''}`
    if (shownFor.current !== target) {
      shownFor.current = target
      showing.current = review.focus.state.pointed ? null : target
    }
    if (showing.current === target) {
      standAgain()
      show()
    }
    drawAround()
    // What is drawn has the height that it has.
    let changed = false
    const heights = new Map<string, number>()
    for (const { section } of layout.within(drawn.top, drawn.bottom))
      for (const { key, height: laid } of section.items) heights.set(key, laid)
    for (const item of element.querySelectorAll<HTMLElement>('[data-item]')) {
      const key = item.dataset['item'] ?? ''
      const now = item.offsetHeight
      if (now > 0 && heights.has(key) && now !== heights.get(key)) {
        measured.current.set(key, now)
        changed = true
      }
    }
    if (changed) onMeasured()
    else if (isThere) showing.current = null
  })

  return {
    drawn,
    below: Math.max(0, height - 120),
    top: () => top.current,
    onScroll: () => {
      const element = scroller.current
      if (element === null || Math.abs(element.scrollTop - top.current) < 0.5) return
      top.current = element.scrollTop
      // The reader went on by hand: what comes now does not take them back.
      showing.current = null
      // Keys that go far must not draw all that is between.
      drawAround(holdsSelection(element))
      onScrolled()
    },
    scrollTo: (to) => {
      showing.current = null
      scrollTo(to)
      onScrolled()
    },
    show,
  }
}

/** Whether text is selected from somewhere in an element on. */
function holdsSelection(element: HTMLElement): boolean {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode)
}

/** What stays where it is: what is in focus, if it is in view, else what is first there. */
function anchorOf(
  layout: SurfaceLayout,
  { layout: next, focusFile, focus }: Placing,
  window: Window,
): Anchor | null {
  const found = next.sectionOf(focusFile)
  const before = focus === null || found === null ? null : stretchOfPath(layout, found.section.path, focus)
  const { top, bottom } = roomOf(window)
  // Of one that begins above, what is read is somewhere within it.
  if (before === null || focus === null || found === null || before.top < top || before.top >= bottom)
    return layout.anchorAt(window.top)
  const below = before.top - window.top
  return { path: found.section.path, id: focus, below, fileBelow: below }
}

/** Another revision has other files: they are known by their paths. */
function stretchOfPath(layout: SurfaceLayout, path: string, id: string): Stretch | null {
  const section = layout.sections.find((one) => one.path === path)
  return section === undefined ? null : layout.stretchOf(section.file, id)
}

/** Where the lines before a change begin that are shown with it; of a file's first one that is its header. */
function leadOf(layout: SurfaceLayout, file: number, { top }: Stretch): number {
  const found = layout.sectionOf(file)
  if (found === null) return top
  const own = found.section.items.findLast((item) => found.top + item.top < top - 0.5)
  return own?.part.kind === 'rows' && own.part.block.kind === 'context' ? found.top + own.top : top
}
