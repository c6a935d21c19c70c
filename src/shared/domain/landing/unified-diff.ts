import { toDisplayText } from '../../diff/display-text.ts'

/** One row of a unified difference. Line numbers are 1-based; null on the side that does not have it. */
export interface DiffRow {
  /** `gap`: lines that are the same are left out here. `note`: what git says of the line above. */
  readonly kind: 'gap' | 'same' | 'added' | 'deleted' | 'note'
  readonly old: number | null
  readonly new: number | null
  /** For display: controls are pictures, bytes that are no UTF-8 are read as Latin-1. */
  readonly text: string
}

/** Rows up to a limit, and how many more there are. */
export interface DiffRows {
  readonly rows: readonly DiffRow[]
  readonly more: number
}

const newline = 0x0a

/** Bytes of a line without its end. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(newline, from)
    yield bytes.subarray(from, end < 0 ? bytes.length : end)
    if (end < 0) return
    from = end + 1
  }
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 200))
const kinds: Readonly<Record<number, 'same' | 'added' | 'deleted'>> = {
  0x20: 'same',
  0x2b: 'added',
  0x2d: 'deleted',
}

/**
 * The rows of the difference of one file, as git writes it with context (`-U3`), of which at most `limit` are given; null
 * where git says that the contents are not text. Which lines belong to a hunk is counted, never guessed by how they look.
 */
export function readUnifiedDiff(patch: Uint8Array, limit: number): DiffRows | null {
  const rows: DiffRow[] = []
  let more = 0
  let old = 0
  let now = 0
  let oldLeft = 0
  let newLeft = 0
  const add = (row: DiffRow): void => void (rows.length < limit ? rows.push(row) : (more += 1))
  for (const line of linesOf(patch)) {
    if (line[0] === 0x5c && rows.length + more > 0) {
      add({ kind: 'note', old: null, new: null, text: toDisplayText(line.subarray(2)).text })
      continue
    }
    if (oldLeft === 0 && newLeft === 0) {
      const head = ascii(line)
      if (head.startsWith('Binary files ')) return null
      const range = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head)
      if (range === null) continue
      old = Number(range[1])
      oldLeft = Number(range[2] ?? 1)
      now = Number(range[3])
      newLeft = Number(range[4] ?? 1)
      if (old > 1 || rows.length + more > 0) add({ kind: 'gap', old: null, new: null, text: '' })
      continue
    }
    const kind = kinds[line[0] ?? 0x20] ?? 'same'
    const inOld = kind !== 'added'
    const inNew = kind !== 'deleted'
    // Only what is shown is made text.
    if (rows.length < limit)
      rows.push({
        kind,
        old: inOld ? old : null,
        new: inNew ? now : null,
        text: toDisplayText(line.subarray(1)).text,
      })
    else more += 1
    if (inOld) {
      old += 1
      oldLeft -= 1
    }
    if (inNew) {
      now += 1
      newLeft -= 1
    }
  }
  return { rows, more }
}

/** The rows of a file that is on one side only; null where its content is not text, by git's rule: a NUL near its beginning. */
export function readOneSide(content: Uint8Array, side: 'added' | 'deleted', limit: number): DiffRows | null {
  if (content.subarray(0, 8000).includes(0)) return null
  const rows: DiffRow[] = []
  let count = 0
  for (const line of linesOf(content)) {
    count += 1
    if (rows.length < limit)
      rows.push({
        kind: side,
        old: side === 'deleted' ? count : null,
        new: side === 'added' ? count : null,
        text: toDisplayText(line).text,
      })
  }
  const ended = content.length === 0 || content.at(-1) === newline
  if (!ended && rows.length < limit)
    rows.push({ kind: 'note', old: null, new: null, text: 'No newline at end of file' })
  return { rows, more: count - rows.filter((row) => row.kind === side).length }
}
