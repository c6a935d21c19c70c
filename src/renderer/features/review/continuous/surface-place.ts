import { heights, type Stretch } from './surface-layout.ts'

/** The part of the surface that is on screen, in CSS pixels: the header of a file stays at its upper edge. */
export interface Window {
  readonly top: number
  readonly height: number
}

/** Heights are rounded in several places on the way. */
const rounding = 1

/** Where code can be read: below the header that stays. */
export function roomOf({ top, height }: Window): Stretch {
  return { top: top + heights.header, bottom: top + height }
}

/** Whether all of a stretch can be read. */
export function isWholly(stretch: Stretch, window: Window): boolean {
  const room = roomOf(window)
  return stretch.top >= room.top - rounding && stretch.bottom <= room.bottom + rounding
}

/** Whether anything of a stretch can be read. */
export function isInView(stretch: Stretch, window: Window): boolean {
  const room = roomOf(window)
  return stretch.top < room.bottom && stretch.bottom > room.top
}

/**
 * Where the surface is scrolled to for a hunk that gets the focus; null where all of it can be read, and nothing moves. It
 * comes near the upper edge, with its file's header and the lines before it: `lead` is where those begin.
 */
export function topToShow(stretch: Stretch, lead: number, window: Window): number | null {
  if (isWholly(stretch, window)) return null
  return Math.max(0, Math.min(lead, stretch.top) - heights.header)
}

/** What is drawn above and below the screen, as a share of its height, so that scrolling finds it there. */
const overscan = 0.75
/** Pixels that are drawn at most for a selection: each line of them costs something. */
const mostSelected = 60_000

/**
 * What is drawn around a window, given what is drawn now: that stays while it reaches far enough. With `isSelecting` it is
 * added to, so that a selection keeps the lines that it began in, as far as that can be.
 */
export function drawnAround(before: Stretch, { top, height }: Window, isSelecting: boolean): Stretch {
  const margin = height * overscan
  if (before.top <= Math.max(0, top - margin / 3) && before.bottom >= top + height + margin / 3) return before
  const next = { top: top - margin, bottom: top + height + margin }
  const both = { top: Math.min(before.top, next.top), bottom: Math.max(before.bottom, next.bottom) }
  return isSelecting && both.bottom - both.top <= mostSelected ? both : next
}

/** Where a page further on into a hunk is; null where its end is in view. */
export function topOfNextPage(stretch: Stretch, window: Window): number | null {
  const { bottom } = roomOf(window)
  if (stretch.bottom <= bottom + rounding) return null
  // A little of what was read stays, and at the end most of the screen still is the hunk.
  return Math.min(bottom - heights.header - 40, stretch.bottom - window.height + 40)
}
