/** A conflict as its marks stand in a text: lines from 0, `to` is behind the last one. */
export interface MarkedConflict {
  /** With all its marks. */
  readonly from: number
  readonly to: number
  /** What the mark at its start names, and what that side has. */
  readonly first: ConflictSide
  /** What both come from; null where no mark begins it. */
  readonly before: { readonly from: number; readonly to: number } | null
  readonly second: ConflictSide
}

export interface ConflictSide {
  readonly label: string
  readonly from: number
  readonly to: number
}

const first = /^<{7} (.*?)\r?\n?$/s
const before = /^\|{7}( |\r?\n?$)/
const middle = /^={7}\r?\n?$/
const last = /^>{7} (.*?)\r?\n?$/s

/**
 * The conflicts that git marked in a text and that nobody resolved: only whole ones, with all their marks in order. `lines`
 * are with their ends, bytes as Latin-1.
 */
export function markedConflicts(lines: readonly string[]): readonly MarkedConflict[] {
  const found: MarkedConflict[] = []
  let open: { from: number; label: string; before: number | null; middle: number | null } | null = null
  for (const [at, line] of lines.entries()) {
    const code = line.charCodeAt(0)
    if (code !== 60 && code !== 124 && code !== 61 && code !== 62) continue
    const begins: RegExpExecArray | null = code === 60 ? first.exec(line) : null
    if (begins) open = { from: at, label: begins[1] ?? '', before: null, middle: null }
    else if (open === null) continue
    else if (open.middle === null && open.before === null && before.test(line)) open.before = at
    else if (open.middle === null && middle.test(line)) open.middle = at
    else if (open.middle !== null) {
      const ends: RegExpExecArray | null = last.exec(line)
      if (ends === null) continue
      found.push({
        ...{ from: open.from, to: at + 1 },
        first: { label: open.label, from: open.from + 1, to: open.before ?? open.middle },
        before: open.before === null ? null : { from: open.before + 1, to: open.middle },
        second: { label: ends[1] ?? '', from: open.middle + 1, to: at },
      })
      open = null
    }
  }
  return found
}
