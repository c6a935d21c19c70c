/** A stretch of the window from top to bottom, in CSS pixels. */
export interface Span {
  readonly top: number
  readonly bottom: number
}

/** How much of a hunk can be seen, in CSS pixels of height. */
export interface Sight {
  readonly height: number
  /** Height of the place that it is shown in. */
  readonly room: number
  /** What of the hunk is inside that place. */
  readonly visible: number
  /** What of that has no message over it. */
  readonly uncovered: number
}

/** Measures what of a hunk can be seen inside its place, with other things lying over that. */
export function sightOf(hunk: Span, room: Span, covers: readonly Span[]): Sight {
  const top = Math.max(hunk.top, room.top)
  const bottom = Math.min(hunk.bottom, room.bottom)
  const visible = Math.max(0, bottom - top)
  let uncovered = visible
  let from = top
  for (const cover of covers.toSorted((one, other) => one.top - other.top)) {
    const begin = Math.max(from, cover.top)
    const end = Math.min(bottom, cover.bottom)
    if (end <= begin) continue
    uncovered -= end - begin
    from = end
  }
  return {
    height: Math.max(0, hunk.bottom - hunk.top),
    room: Math.max(0, room.bottom - room.top),
    visible,
    uncovered: Math.max(0, uncovered),
  }
}

/** Of a hunk that is higher than its place, so much is enough: it can only be read in parts. */
const someLines = 40
/** Heights are rounded in several places on the way. */
const rounding = 3

/** How much of a hunk must be in view before a key decides it: all, if it is small, else half a screen, else some lines. */
export function enoughOf({ height, room }: Pick<Sight, 'height' | 'room'>): number {
  const enough = height > room ? Math.min(someLines, room / 2) : Math.min(height, room / 2)
  return Math.max(0, enough - rounding)
}

/** What is known of the screen when a key is pressed. */
export interface Looked {
  /** The hunk in focus; null in a file without hunks. */
  readonly selected: string | null
  /** The hunk that is painted as the one in focus, and since when on the clock of the keys. */
  readonly painted: { readonly id: string; readonly since: number } | null
  /** Since when anything of the file in focus has been on screen; null before that. */
  readonly fileSince: number | null
  /** How much of the hunk in focus can be seen now; null where nothing can measure it. */
  readonly sight: Sight | null
  /** How much can be seen of what stands for the file, where that is one row of many; else null. */
  readonly row: Sight | null
  /** When the focus moved or what is on screen was replaced: until that is laid out, what is meant is on its way. */
  readonly movedAt: number
}

/** Milliseconds within which what is in focus comes on screen by itself. */
export const layoutTime = 500

/** What a key that decides comes to. */
export type KeyOutcome =
  | { readonly kind: 'decide' }
  /** It was pressed before what it would decide was on screen: it meant something else. */
  | { readonly kind: 'early' }
  /** The hunk is out of sight: it is shown, and the next press counts. */
  | { readonly kind: 'bring'; readonly note: string }
  | { readonly kind: 'refuse'; readonly note: string }

const decide: KeyOutcome = { kind: 'decide' }
const early: KeyOutcome = { kind: 'early' }

/** Brings what was out of sight. */
function bring(what: 'hunk' | 'file'): KeyOutcome {
  return {
    kind: 'bring',
    note: `The ${what} was out of sight, so nothing was decided. Here it is: press the key again.`,
  }
}

function isOutOfView(sight: Sight): boolean {
  return sight.visible < enoughOf(sight) || sight.visible <= 0
}

/**
 * What a key pressed at `at` does to what it is about: a key decides only what could be read when it went down. Bulk
 * decisions are about more than a screen holds, so of these only the file, or the revision, has to be on screen.
 */
export function outcomeOfKey(about: 'hunk' | 'file' | 'everything', looked: Looked, at: number): KeyOutcome {
  const { selected, painted, fileSince, sight, row, movedAt } = looked
  const isOnItsWay = at - movedAt < layoutTime
  if (about === 'file' && row !== null && isOutOfView(row)) return isOnItsWay ? early : bring('file')
  if (about !== 'hunk') return fileSince !== null && fileSince <= at ? decide : early
  if (selected === null || (painted !== null && painted.id !== selected)) return early
  if (sight === null) return painted !== null && painted.since <= at ? decide : early
  if (isOutOfView(sight)) return painted === null && isOnItsWay ? early : bring('hunk')
  if (painted === null || painted.since > at) return early
  if (sight.uncovered < enoughOf(sight))
    return {
      kind: 'refuse',
      note: 'A message lies over the hunk, so nothing was decided. Esc closes the message; then press the key again.',
    }
  return decide
}
