/**
 * Lines as git counts them: a line is the bytes up to and including 0x0A; the last one may lack it. Nothing is
 * decoded: carriage returns, byte order marks and encodings stay inside the bytes.
 */
export interface Lines {
  readonly bytes: Uint8Array
  /** Where each line starts, and one more entry: the length of the bytes. */
  readonly offsets: Uint32Array
  readonly count: number
}

const newline = 0x0a

/** Cuts bytes into lines. Takes time in the size of the bytes, and 4 bytes of memory a line. */
export function toLines(bytes: Uint8Array): Lines {
  let count = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1
  if (bytes.length > 0 && bytes[bytes.length - 1] !== newline) count += 1
  const offsets = new Uint32Array(count + 1)
  let line = 0
  for (let at = 0; at < bytes.length;) {
    offsets[line] = at
    line += 1
    const end = bytes.indexOf(newline, at)
    at = end < 0 ? bytes.length : end + 1
  }
  offsets[count] = bytes.length
  return { bytes, offsets, count }
}

/** The bytes of lines `from` (0-based) up to, not including, `to`; a view, not a copy. Out of range is a bug. */
export function sliceLines(lines: Lines, from: number, to: number): Uint8Array {
  const start = lines.offsets[from]
  const end = lines.offsets[to]
  if (start === undefined || end === undefined || to < from) {
    throw new Error(`lines ${from} to ${to} are not within ${lines.count} lines`)
  }
  return lines.bytes.subarray(start, end)
}

/** 0-based index of the first line of a range in -U0 coordinates, where an empty range lies *after* line `start`. */
export function firstLine(start: number, lines: number): number {
  return lines === 0 ? start : start - 1
}

/** The -U0 start of the range that begins at 0-based line `first`: the inverse of `firstLine`. */
export function rangeStart(first: number, lines: number): number {
  return lines === 0 ? first : first + 1
}

/** Whether the bytes end in the middle of a line. */
export function lacksNewline(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[bytes.length - 1] !== newline
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false
  return true
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
