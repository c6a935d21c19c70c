import { err, ok, type Result } from '#shared/base/result.ts'
import type { PatchChunk, PatchLine } from './parse.ts'
import type { TextFile, TextLine } from './text-file.ts'

/** Letters that models write for others: dashes, quotes and spaces of typography. */
const plain = (text: string): string =>
  text
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g, ' ')

/** How strictly lines are compared; the first that finds a place wins. */
const comparisons: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.trimEnd(),
  (text) => text.trim(),
  plain,
]

/**
 * Applies the chunks of one file, each looked for after the one before. Kept lines stay the file's own, byte for
 * byte, even where the patch wrote them differently; inserted lines get the line end of their neighbours; whether
 * the file ends in a newline does not change. The error is a sentence for the model.
 */
export function applyChunks(
  file: TextFile,
  chunks: readonly PatchChunk[],
  path: string,
): Result<TextFile, string> {
  const result: TextLine[] = []
  let at = 0
  for (const chunk of chunks) {
    const place = findChunk(file.lines, chunk, at, path)
    if (!place.ok) return place
    result.push(...file.lines.slice(at, place.value.start))
    at = place.value.start
    // Lines that were taken out here: what comes in instead gets their ends, one for one.
    let removed: TextLine[] = []
    for (const line of place.value.lines) {
      const own = file.lines[at]
      if (line.kind === 'insert') {
        const model = removed.length > 1 ? removed.shift() : (removed[0] ?? own)
        result.push({ text: line.text, end: model?.end || result.at(-1)?.end || file.lines[0]?.end || '\n' })
        continue
      }
      at += 1
      if (own === undefined) continue
      if (line.kind === 'remove') removed.push(own)
      else {
        removed = []
        result.push(own)
      }
    }
  }
  result.push(...file.lines.slice(at))
  return ok({ ...file, lines: withFinalEnd(result, file.lines) })
}

function findChunk(
  lines: readonly TextLine[],
  chunk: PatchChunk,
  from: number,
  path: string,
): Result<{ readonly start: number; readonly lines: readonly PatchLine[] }, string> {
  let start = from
  for (const anchor of chunk.anchors) {
    const found = seek(lines, [anchor], start, false)
    if (found < 0)
      return err(`Could not find the line '${anchor}' in ${path}${start > 0 ? ` after line ${start}` : ''}.`)
    start = found + 1
  }
  const wanted = (of: readonly PatchLine[]): string[] =>
    of.filter((line) => line.kind !== 'insert').map((line) => line.text)
  const old = wanted(chunk.lines)
  if (old.length === 0)
    return ok({ start: chunk.anchors.length > 0 && !chunk.atEnd ? start : lines.length, lines: chunk.lines })
  const found = seek(lines, old, start, chunk.atEnd)
  if (found >= 0) return ok({ start: found, lines: chunk.lines })
  // An empty last line may only set off what follows in the patch, or stand for the end of the file.
  const last = chunk.lines.findLastIndex((line) => line.kind !== 'insert')
  if (old.at(-1) === '' && old.length > 1) {
    const shorter = chunk.lines.filter((_, index) => index !== last)
    const again = seek(lines, wanted(shorter), start, chunk.atEnd)
    if (again >= 0) return ok({ start: again, lines: shorter })
  }
  return err(
    `Could not find these lines in ${path}${start > 0 ? ` after line ${start}` : ''}:\n${old.join('\n')}\nRead the file again and write the patch against what it holds now.`,
  )
}

/** Index of the first line of `wanted` at or after `from`, or -1. With `atEnd`, the file's end is tried first. */
function seek(lines: readonly TextLine[], wanted: readonly string[], from: number, atEnd: boolean): number {
  const last = lines.length - wanted.length
  for (const comparison of comparisons) {
    const pattern = wanted.map(comparison)
    const matches = (start: number): boolean =>
      pattern.every((text, index) => comparison(lines[start + index]?.text ?? '') === text)
    if (atEnd && last >= from && matches(last)) return last
    for (let start = from; start <= last; start += 1) if (matches(start)) return start
  }
  return -1
}

/** Every line but the last has an end; the last has one unless the file before had none there. */
function withFinalEnd(lines: readonly TextLine[], before: readonly TextLine[]): readonly TextLine[] {
  const usual = before[0]?.end || '\n'
  const final = before.at(-1)?.end
  return lines.map((line, index) => {
    if (index < lines.length - 1) return line.end === '' ? { ...line, end: usual } : line
    if (final === '') return { ...line, end: '' }
    return line.end === '' ? { ...line, end: usual } : line
  })
}
