/** A changed run of text on both sides: 0-based lines within the hunk, 1-based columns, ends exclusive. */
export interface WordChange {
  readonly old: TextSpan
  readonly new: TextSpan
}
export interface TextSpan {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

interface Word {
  readonly text: string
  readonly line: number
  readonly column: number
}

/** Bounds that keep one hunk under a few milliseconds; above them no words are marked. */
const maxWords = 6000
const maxEdits = 600

const wordPattern = /[\p{L}\p{N}_]+|[^\S\n]+|./gsu

function splitWords(lines: readonly string[]): Word[] | null {
  const words: Word[] = []
  for (const [line, text] of lines.entries()) {
    if (text.length > 4000) return null
    for (const match of text.matchAll(wordPattern))
      words.push({ text: match[0], line, column: match.index + 1 })
    words.push({ text: '\n', line, column: text.length + 1 })
    if (words.length > maxWords) return null
  }
  return words
}

/** A changed run: 0-based on both sides, the ends are not part of it. */
interface Run {
  readonly oldStart: number
  readonly oldEnd: number
  readonly newStart: number
  readonly newEnd: number
}

/**
 * Changed runs between two word lists: the greedy algorithm of E. Myers, "An O(ND) difference algorithm and its
 * variations" (1986), section 2. Null when more than `maxEdits` words differ.
 */
function changedRuns(old: readonly Word[], now: readonly Word[]): Run[] | null {
  const size = old.length + now.length
  const limit = Math.min(size, maxEdits)
  const offset = limit + 1
  let reach = new Int32Array(2 * limit + 3)
  const history: Int32Array[] = []
  for (let edits = 0; edits <= limit; edits += 1) {
    history.push(reach.slice())
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && (reach[offset + diagonal - 1] ?? 0) < (reach[offset + diagonal + 1] ?? 0))
      let x = down ? (reach[offset + diagonal + 1] ?? 0) : (reach[offset + diagonal - 1] ?? 0) + 1
      let y = x - diagonal
      while (x < old.length && y < now.length && old[x]?.text === now[y]?.text) {
        x += 1
        y += 1
      }
      reach[offset + diagonal] = x
      if (x >= old.length && y >= now.length) return backtrack(history, offset, old.length, now.length)
    }
  }
  return null
}

function backtrack(history: readonly Int32Array[], offset: number, oldEnd: number, newEnd: number): Run[] {
  const runs: Run[] = []
  let x = oldEnd
  let y = newEnd
  for (let edits = history.length - 1; edits > 0; edits -= 1) {
    const reach = history[edits] as Int32Array
    const diagonal = x - y
    const down =
      diagonal === -edits ||
      (diagonal !== edits && (reach[offset + diagonal - 1] ?? 0) < (reach[offset + diagonal + 1] ?? 0))
    const from = down ? diagonal + 1 : diagonal - 1
    const fromX = reach[offset + from] ?? 0
    const fromY = fromX - from
    while (x > fromX + (down ? 0 : 1) && y > fromY + (down ? 1 : 0)) {
      x -= 1
      y -= 1
    }
    const last = runs.at(-1)
    const step = { oldStart: fromX, oldEnd: x, newStart: fromY, newEnd: y }
    if (last !== undefined && last.oldStart === x && last.newStart === y)
      runs[runs.length - 1] = { ...last, oldStart: fromX, newStart: fromY }
    else runs.push(step)
    x = fromX
    y = fromY
  }
  return runs.toReversed()
}

/** The changed runs between two lists of lines, or null when too many differ. */
export function diffLines(old: readonly string[], now: readonly string[]): readonly Run[] | null {
  const words = (lines: readonly string[]): Word[] => lines.map((text, line) => ({ text, line, column: 1 }))
  return changedRuns(words(old), words(now))
}

/** Joins runs that are parted by a blank or a single sign only: confetti is harder to read than one mark. */
function joinNear(runs: readonly Run[], old: readonly Word[]): Run[] {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    const between = last === undefined ? null : old.slice(last.oldEnd, run.oldStart)
    const near =
      between !== null &&
      between.length <= 1 &&
      between.every((word) => word.text !== '\n' && !/[\p{L}\p{N}_]/u.test(word.text))
    if (last !== undefined && near)
      joined[joined.length - 1] = { ...last, oldEnd: run.oldEnd, newEnd: run.newEnd }
    else joined.push(run)
  }
  return joined
}

function spanOf(words: readonly Word[], start: number, end: number, lines: readonly string[]): TextSpan {
  const at = (index: number): { line: number; column: number } => {
    const word = words[index]
    if (word !== undefined) return word
    const line = Math.max(0, lines.length - 1)
    return { line, column: (lines[line]?.length ?? 0) + 1 }
  }
  const first = at(start)
  const last = words[end - 1]
  if (end === start || last === undefined)
    return { startLine: first.line, startColumn: first.column, endLine: first.line, endColumn: first.column }
  const column = last.text === '\n' ? last.column : last.column + last.text.length
  return { startLine: first.line, startColumn: first.column, endLine: last.line, endColumn: column }
}

/**
 * The words that differ between a hunk's old and new lines, for highlighting only. Null when marking words would not
 * help: one side is empty, the hunk is too large, or hardly anything is left of the old text.
 */
export function diffWords(oldLines: readonly string[], newLines: readonly string[]): WordChange[] | null {
  if (oldLines.length === 0 || newLines.length === 0) return null
  const old = splitWords(oldLines)
  const now = splitWords(newLines)
  if (old === null || now === null) return null
  const runs = changedRuns(old, now)
  if (runs === null) return null
  const letters = (words: readonly Word[]): number =>
    words.reduce((sum, word) => sum + (/[\p{L}\p{N}_]/u.test(word.text) ? word.text.length : 0), 0)
  const changed = runs.reduce((sum, run) => sum + letters(old.slice(run.oldStart, run.oldEnd)), 0)
  const all = letters(old)
  if (all > 0 && changed / all > 0.7 && changed > 12) return null
  return joinNear(runs, old).map((run) => ({
    old: spanOf(old, run.oldStart, run.oldEnd, oldLines),
    new: spanOf(now, run.newStart, run.newEnd, newLines),
  }))
}
