import { countOf, durationText, numberText } from '#shared/base/quantity-text.ts'
import type { FigureKind } from '#shared/domain/figures/figure.ts'
import type { FiguresOfTime } from '#shared/domain/figures/summary.ts'

/** What a verdict was on, as a table says it. */
export const kindWords: Readonly<Record<FigureKind, string>> = {
  hunk: 'one hunk',
  block: 'a function’s hunks',
  part: 'lines of a hunk',
  class: 'the same edit in several places',
  move: 'a move',
  generated: 'a generated file',
  deleted: 'deleted files',
  imports: 'imports',
  ends: 'ends of lines',
  formatting: 'formatting',
  conflict: 'a conflict',
  run: 'all that was on screen or read',
  file: 'the rest of a file',
  everything: 'everything at once',
  edit: 'your own edit',
  reading: 'no verdict',
}

/** "12 %", "0.4 %" of a part; "–" of nothing. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–'
  const share = (100 * part) / whole
  return `${share > 0 && share < 10 ? share.toFixed(1) : Math.round(share)} %`
}

/** A duration, or "–" where there is none. */
export function spanText(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : durationText(milliseconds)
}

/** A number, or "–" where there is none. */
export function someText(number: number | undefined): string {
  return number === undefined ? '–' : numberText(number)
}

const dayFormat = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short' })

/** "Mon, Nov 30". */
export const dayText = (time: number): string => dayFormat.format(time)

/** How many changes there were, and how they spread, in the last `days`. */
export function wordsOfChanges(
  { perChange, keysPerChange, changes }: Pick<FiguresOfTime, 'perChange' | 'keysPerChange' | 'changes'>,
  days: number,
): string {
  if (perChange === null) return `Nothing that you read in a window landed in the last ${days} days.`
  const keys = countOf(keysPerChange?.p50 ?? 0, 'key')
  if (changes === 1) return `The only one in ${days} days, with ${keys}.`
  return `The middle one of ${countOf(changes, 'change')} in ${days} days; nine in ten took at most ${spanText(perChange.p90)}. Half of all took at most ${keys}.`
}
