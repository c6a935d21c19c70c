/** How many lines two texts have in common before and behind the one run between the first and the last that differ. */
export interface DifferingRun {
  readonly head: number
  readonly tail: number
}

/** The one run of lines that holds all that differs; where nothing does it is empty, and all is before it. */
export function differingRun(old: readonly string[], now: readonly string[]): DifferingRun {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1
  return { head, tail }
}
