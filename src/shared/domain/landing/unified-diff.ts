import { toDisplayText } from '../../diff/display-text.ts'
import { linesOf as shownLines, spanOfChange } from '../../diff/span-of-change.ts'
import type { TextEncoding } from '../../diff/text-encoding.ts'

/** One row of a unified difference. Line numbers are 1-based; null on the side that does not have it. */
export interface DiffRow {
  /** `gap`: lines that are the same are left out here. `note`: what git says of the line above. */
  readonly kind: 'gap' | 'same' | 'added' | 'deleted' | 'note'
  readonly old: number | null
  readonly new: number | null
  /** For display: controls are pictures, bytes are read in their file's encoding. */
  readonly text: string
}

/** Rows up to a limit, and how many more there are. */
export interface DiffRows {
  readonly rows: readonly DiffRow[]
  readonly more: number
}

/** The encodings that both sides are read in; null: as each line looks like. */
export interface SideEncodings {
  readonly old: TextEncoding | null
  readonly new: TextEncoding | null
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
export function readUnifiedDiff(
  patch: Uint8Array,
  limit: number,
  encodings: SideEncodings = { old: null, new: null },
): DiffRows | null {
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
        text: toDisplayText(line.subarray(1), inNew ? encodings.new : encodings.old).text,
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
export function readOneSide(
  content: Uint8Array,
  side: 'added' | 'deleted',
  limit: number,
  encoding: TextEncoding | null = null,
): DiffRows | null {
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
        text: toDisplayText(line, encoding).text,
      })
  }
  const ended = content.length === 0 || content.at(-1) === newline
  if (!ended && rows.length < limit)
    rows.push({ kind: 'note', old: null, new: null, text: 'No newline at end of file' })
  return { rows, more: count - rows.filter((row) => row.kind === side).length }
}

/** Lines before and behind a change that are shown with it, as git does. */
const around = 3

/** The rows of a text that is decided as a whole: the lines from the first that differs to the last, with some around. */
export function readWholeTexts(before: string | null, after: string | null, limit: number): DiffRows {
  const [old, now] = [shownLines(before), shownLines(after)]
  const { oldStart, oldLines, newStart, newLines } = spanOfChange(before, after)
  // Lines of each side before the change.
  const [oldHead, newHead] = [
    oldLines === 0 ? oldStart : oldStart - 1,
    newLines === 0 ? newStart : newStart - 1,
  ]
  const same = (at: number, shift: number): DiffRow => ({
    kind: 'same',
    old: at + 1,
    new: at + 1 + shift,
    text: old[at] ?? '',
  })
  const gap: DiffRow = { kind: 'gap', old: null, new: null, text: '' }
  const from = Math.max(0, oldHead - around)
  const behind = oldHead + oldLines
  const rows: DiffRow[] = from > 0 ? [gap] : []
  for (let at = from; at < oldHead; at += 1) rows.push(same(at, newHead - oldHead))
  for (let at = oldHead; at < behind; at += 1)
    rows.push({ kind: 'deleted', old: at + 1, new: null, text: old[at] ?? '' })
  for (let at = newHead; at < newHead + newLines; at += 1)
    rows.push({ kind: 'added', old: null, new: at + 1, text: now[at] ?? '' })
  const shift = newHead + newLines - behind
  for (let at = behind; at < Math.min(old.length, behind + around); at += 1) rows.push(same(at, shift))
  return { rows: rows.slice(0, limit), more: Math.max(0, rows.length - limit) }
}
