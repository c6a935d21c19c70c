import type { OutputWindow } from '#shared/domain/timeline/output-window.ts'
import type { Client } from '#renderer/client/context.ts'

/** Bytes of a log that the page holds at most; the rest stays on disk. */
export const windowBytes = 512 * 1024
/** Bytes read in one request. */
const chunk = 256 * 1024

export interface OutputSlice {
  /** Offset of the first byte. */
  readonly from: number
  /** Size of the whole log when it was read. */
  readonly total: number
  readonly bytes: Uint8Array
  /** Where it is kept on the workbench's machine. */
  readonly file: string
  /** The middle that is not kept. */
  readonly leftOut: OutputWindow['leftOut']
}

/** Where what can be read before a slice ends; 0 when it is the beginning. */
export function earlierEnd({ from, leftOut }: Pick<OutputSlice, 'from' | 'leftOut'>): number {
  return leftOut !== null && from > leftOut.from && from <= leftOut.to ? leftOut.from : from
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}

/**
 * Reads `length` bytes of an item's log from `from` (negative: from the end), at most a window's worth, and not beyond
 * what was left out. null when the log can't be read.
 */
export async function readOutput(
  client: Client,
  at: { readonly session: string; readonly item: string },
  from: number,
  length: number,
): Promise<OutputSlice | null> {
  const parts: Uint8Array[] = []
  let start: number | null = null
  let next = from
  let total = 0
  let leftOut: OutputSlice['leftOut'] = null
  let file = ''
  let left = Math.min(length, windowBytes)
  while (left > 0) {
    const result = await client.session.output({ ...at, from: next, length: Math.min(chunk, left) })
    if (!result.ok) return null
    const bytes = fromBase64(result.value.base64)
    if (parts.length > 0 && result.value.from !== next) break
    start ??= result.value.from
    total = result.value.total
    ;({ leftOut, file } = result.value)
    if (bytes.length === 0) break
    parts.push(bytes)
    left -= bytes.length
    next = result.value.from + bytes.length
    if (next >= total) break
  }
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return { from: start ?? 0, total, bytes: joined, file, leftOut }
}
