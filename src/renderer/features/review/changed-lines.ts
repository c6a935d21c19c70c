import { differingRun } from './differing-run.ts'

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
  const run = differingRun(old, now)
  // At the end of the file the line before belongs to it: whether it ends with a line break may change too.
  const { tail } = run
  const head = tail === 0 && run.head > 0 ? run.head - 1 : run.head
  const lines = old.length - head - tail
  const fresh = now.slice(head, now.length - tail)
  const text = tail === 0 ? fresh.join('\n') : fresh.map((line) => `${line}\n`).join('')
  return { start: lines === 0 ? head : head + 1, lines, text }
}
