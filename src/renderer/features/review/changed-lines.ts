/** An edit as the workbench takes it: lines in -U0 coordinates become `text`. */
export interface LineEdit {
  readonly start: number
  readonly lines: number
  readonly text: string
}

/**
 * The one run of lines between the first and the last that differ, or null when nothing does. Lines are those an
 * editor shows: behind a line break at the end there is an empty one. An edit that reaches it carries the end of the
 * file as it is; any other is made of whole lines.
 */
export function changedLines(before: string, after: string): LineEdit | null {
  if (before === after) return null
  const old = before.split('\n')
  const now = after.split('\n')
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1
  // At the end of the file the line before belongs to it: whether it ends with a line break may change too.
  if (tail === 0 && head > 0) head -= 1
  const lines = old.length - head - tail
  const fresh = now.slice(head, now.length - tail)
  const text = tail === 0 ? fresh.join('\n') : fresh.map((line) => `${line}\n`).join('')
  return { start: lines === 0 ? head : head + 1, lines, text }
}
