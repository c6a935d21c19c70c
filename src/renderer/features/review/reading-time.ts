/** A hunk, or the part of one higher than the screen, that is on screen: its rows `from`…`to` of `rows`. */
export interface RowsOnScreen {
  readonly hunk: string
  readonly rows: number
  readonly from: number
  readonly to: number
}

/**
 * Milliseconds for a row of changed text: five rows a second, which is about five times as fast as prose is read. Nobody
 * reads faster; who reads more slowly has it on screen for longer.
 */
export const timeOfRow = 200
/** The least for a hunk, however few rows it has: an eye that passes over it needs as long to stop there. */
export const leastTime = 600
/** The most for what is on screen of one hunk: from then on it is looked over, not read. */
export const mostTime = 10_000

/** What is read of one hunk. */
interface Reading {
  readonly rows: number
  readonly read: Uint8Array
  left: number
  /** Milliseconds spent on the first of its rows on screen that is not read. */
  spent: number
}

/**
 * Tells from what is on screen, and for how long, which hunks were there long enough to be read: every row of a hunk was,
 * and the time is spent once, on one hunk after the other in the order given.
 */
export class ReadingTime {
  readonly #readings = new Map<string, Reading>()
  readonly #isRead: (hunk: string) => boolean
  #shown: readonly RowsOnScreen[] = []
  #since = 0

  /** `isRead` says which hunks need no time any more. */
  constructor(isRead: (hunk: string) => boolean) {
    this.#isRead = isRead
  }

  /**
   * Tells what is on screen from `now` on, in the order in which it is read. Returns the hunks that were read until now, of
   * what was there before.
   */
  shows(shown: readonly RowsOnScreen[], now: number): readonly string[] {
    const read = this.#spend(now - this.#since)
    this.#shown = shown
    this.#since = now
    return read
  }

  /** Whether time is needed for anything on screen. */
  get isReading(): boolean {
    return this.#shown.some(({ hunk }) => !this.#isRead(hunk))
  }

  #spend(time: number): readonly string[] {
    const done: string[] = []
    let budget = time
    for (const shown of this.#shown) {
      if (budget <= 0) break
      if (this.#isRead(shown.hunk)) continue
      const reading = this.#of(shown)
      budget = readOn(reading, shown, budget)
      if (reading.left > 0) continue
      this.#readings.delete(shown.hunk)
      done.push(shown.hunk)
    }
    return done
  }

  /** What is read of a hunk; nothing, where it has other rows than before: it is laid out in another way. */
  #of({ hunk, rows }: RowsOnScreen): Reading {
    const known = this.#readings.get(hunk)
    if (known?.rows === rows) return known
    const reading: Reading = { rows, read: new Uint8Array(rows), left: rows, spent: 0 }
    this.#readings.set(hunk, reading)
    return reading
  }
}

/** Spends time on the rows on screen, from the first to the last; returns what is left of it. */
function readOn(reading: Reading, { rows, from, to }: RowsOnScreen, time: number): number {
  const each = Math.max(leastTime / rows, Math.min(timeOfRow, mostTime / (to - from)))
  let budget = time + reading.spent
  for (let row = from; row < to; row += 1) {
    if (reading.read[row] === 1) continue
    if (budget < each) {
      reading.spent = budget
      return 0
    }
    budget -= each
    reading.read[row] = 1
    reading.left -= 1
  }
  reading.spent = 0
  return budget
}

/**
 * The rows of something that are wholly in a room, or null for none; `top` and `bottom` are in pixels from the room's upper
 * edge. What would fit the room counts only as a whole.
 */
export function rowsOnScreen(
  { top, bottom }: { readonly top: number; readonly bottom: number },
  room: number,
  rowHeight: number,
): Omit<RowsOnScreen, 'hunk'> | null {
  const rows = Math.max(1, Math.round((bottom - top) / rowHeight))
  const each = (bottom - top) / rows
  // Give or take a pixel of rounding.
  const from = top >= -1 ? 0 : Math.ceil((-top - 1) / each)
  const to = bottom <= room + 1 ? rows : Math.floor((room + 1 - top) / each)
  if (from >= to || (bottom - top <= room && to - from < rows)) return null
  return { rows, from, to }
}
