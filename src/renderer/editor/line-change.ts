/** A run of replaced lines in git's -U0 coordinates: 1-based; an empty range stands after its start line. */
export interface LineChange {
  /** Id of the hunk or own edit. */
  readonly id: string
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** The half-open line range of one side. */
export function lineRangeOf(start: number, lines: number): { readonly start: number; readonly end: number } {
  return lines === 0 ? { start: start + 1, end: start + 1 } : { start, end: start + lines }
}
