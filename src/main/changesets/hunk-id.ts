import { createHash, type Hash } from 'node:crypto'
import { assertNever } from '#shared/base/result.ts'
import type { FileDiff, Hunk, HunkKind } from '#shared/domain/changeset/file-diff.ts'
import { pathToBytes } from '#shared/base/path-text.ts'
import { firstLine, sliceLines, type Lines } from '#shared/diff/lines.ts'
import { replacementOf } from '#shared/diff/splice.ts'

/** 160 bits: 27 characters of base64url, after a letter that keeps an id from looking like an option. */
const idBytes = 20
const capacity = 1 << 18

/** What a whole-file unit is about; what does not matter for its kind is the empty string. */
export interface UnitIdentity {
  readonly kind: Exclude<HunkKind, 'text'>
  /** Path in the base; of an added file, its own. */
  readonly basePath: string
  /** The new path of a rename. */
  readonly newPath?: string
  readonly oldMode?: string
  readonly newMode?: string
  readonly oldOid?: string
  readonly newOid?: string
}

/** A file's change, as git's raw entry has it: an absent side has an id of zeros. */
export interface UnitSides {
  readonly path: string
  readonly basePath: string
  readonly added: boolean
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string
  readonly newOid: string
}

/** What of a file's change a unit of this kind is about. */
export function unitIdentity(kind: UnitIdentity['kind'], sides: UnitSides): UnitIdentity {
  const { path, basePath, added, oldMode, newMode, oldOid, newOid } = sides
  switch (kind) {
    case 'delete':
      return { kind, basePath, oldMode, oldOid }
    case 'type':
      return { kind, basePath, oldMode, newMode, oldOid, newOid }
    case 'rename':
      return { kind, basePath, newPath: path }
    case 'mode':
      return { kind, basePath, oldMode, newMode }
    case 'add':
    case 'symlink':
    case 'binary':
    case 'submodule':
      return { kind, basePath, ...(added ? { newMode } : {}), oldOid, newOid }
    default:
      return assertNever(kind)
  }
}

/** What a text hunk is about: neither where it stands in the new text nor a rename's new path. */
export interface TextIdentity {
  /** Path in the base; of an added file, its own. */
  readonly basePath: string
  /** The mode of an added file, else null: a file that becomes executable is another addition. */
  readonly addedMode: string | null
  /** -U0 coordinates. */
  readonly oldStart: number
  readonly oldLines: number
}

function encode(fields: readonly (string | Uint8Array)[]): Buffer {
  const parts: Uint8Array[] = []
  for (const field of fields) {
    const bytes = typeof field === 'string' ? Buffer.from(field, 'latin1') : field
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    parts.push(length, bytes)
  }
  return Buffer.concat(parts)
}

function finish(hash: Hash): string {
  return `h${hash.digest().subarray(0, idBytes).toString('base64url')}`
}

/** The id of a whole-file unit: SHA-256 of its length-prefixed fields, cut to 160 bits, as "h" and base64url. */
export function unitHunkId(unit: UnitIdentity): string {
  const fields = [
    unit.kind,
    pathToBytes(unit.basePath),
    pathToBytes(unit.newPath ?? ''),
    unit.oldMode ?? '',
    unit.newMode ?? '',
    unit.oldOid ?? '',
    unit.newOid ?? '',
  ]
  return finish(createHash('sha256').update(encode(fields)))
}

/** The id of a text hunk with these old and new bytes; the same as `TextHunkHash` gives. */
export function textHunkId(text: TextIdentity, oldBytes: Uint8Array, newBytes: Uint8Array): string {
  const hash = new TextHunkHash()
  hash.begin(textHunkPrefix(text.basePath, text.addedMode), text.oldStart, text.oldLines)
  hash.write(oldBytes, 0, oldBytes.length)
  hash.startNew()
  hash.write(newBytes, 0, newBytes.length)
  return hash.end()
}

/** Where a hunk would stand in another base; the range is only of text. */
export interface HunkPlace {
  readonly path: string
  readonly oldStart: number
  readonly oldLines: number
}

/**
 * The id that a hunk of this file has at another place, with the very same content. `lines` are the file's, which a text
 * hunk needs.
 */
export function hunkIdAt(
  file: FileDiff,
  hunk: Hunk,
  place: HunkPlace,
  lines: { readonly base: Lines; readonly revision: Lines } | null,
): string {
  const added = file.change === 'added'
  const basePath = place.path
  if (hunk.kind !== 'text') {
    const zero = '0'.repeat((file.newOid ?? file.oldOid ?? '').length)
    const oids = { oldOid: file.oldOid ?? zero, newOid: file.newOid ?? zero }
    return unitHunkId(unitIdentity(hunk.kind, { ...file, ...oids, basePath, added }))
  }
  if (!lines) throw new Error('the id of a text hunk needs its lines')
  const { oldStart, oldLines } = place
  const from = firstLine(hunk.oldStart, hunk.oldLines)
  return textHunkId(
    { basePath, addedMode: added ? file.newMode : null, oldStart, oldLines },
    sliceLines(lines.base, from, from + hunk.oldLines),
    replacementOf(lines.revision, hunk).bytes,
  )
}

/** What all text hunks of a file have in common at the start of their hash. */
export function textHunkPrefix(basePath: string, addedMode: string | null): Buffer {
  return encode(['text', pathToBytes(basePath), addedMode === null ? 'changed' : `added ${addedMode}`])
}

/**
 * Hashes one text hunk after another while its bytes come in, in bounded memory: length-prefixed fields, range, old
 * bytes, new bytes, and both lengths in eight bytes each at the end, which makes the encoding unambiguous.
 */
export class TextHunkHash {
  readonly #buffer = Buffer.allocUnsafe(capacity)
  #length = 0
  #hash: Hash | null = null
  #oldBytes = 0
  #newBytes = 0
  #inNew = false

  begin(prefix: Uint8Array, oldStart: number, oldLines: number): void {
    this.#hash = null
    this.#length = 0
    this.#oldBytes = 0
    this.#newBytes = 0
    this.#inNew = false
    this.#append(prefix, 0, prefix.length)
    this.#number(oldStart)
    this.#number(oldLines)
  }

  /** Adds `bytes[from, to)` to the side that is being read. */
  write(bytes: Uint8Array, from: number, to: number): void {
    this.#append(bytes, from, to)
    if (this.#inNew) this.#newBytes += to - from
    else this.#oldBytes += to - from
  }

  /**
   * Adds one line, or what of it lies before `to`, without a call for each; gives where it ended: after the line feed,
   * or at `to`.
   */
  writeLine(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > capacity - this.#length) {
      if (to - from > capacity) to = from + capacity
      this.#flush()
    }
    const target = this.#buffer
    let length = this.#length
    let at = from
    while (at < to) {
      const byte = bytes[at] as number
      at += 1
      target[length] = byte
      length += 1
      if (byte === 10) break
    }
    this.#length = length
    if (this.#inNew) this.#newBytes += at - from
    else this.#oldBytes += at - from
    return at
  }

  /** Takes back the last byte written: the line feed of a last line that has none. */
  dropLast(): void {
    this.#length -= 1
    if (this.#inNew) this.#newBytes -= 1
    else this.#oldBytes -= 1
  }

  /** From here on the bytes are the new side's. */
  startNew(): void {
    this.#inNew = true
  }

  end(): string {
    this.#number(this.#oldBytes)
    this.#number(this.#newBytes)
    const hash = this.#hash ?? createHash('sha256')
    this.#hash = null
    return finish(hash.update(this.#buffer.subarray(0, this.#length)))
  }

  #number(value: number): void {
    if (capacity - this.#length < 8) this.#flush()
    this.#buffer.writeUInt32BE(Math.floor(value / 0x1_0000_0000), this.#length)
    this.#buffer.writeUInt32BE(value % 0x1_0000_0000, this.#length + 4)
    this.#length += 8
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to;) {
      if (this.#length === capacity) this.#flush()
      const piece = bytes.subarray(at, Math.min(to, at + capacity - this.#length))
      this.#buffer.set(piece, this.#length)
      this.#length += piece.length
      at += piece.length
    }
  }

  /** Called only when more bytes follow, so what is flushed is never taken back by `dropLast`. */
  #flush(): void {
    this.#hash ??= createHash('sha256')
    // The hash reads the bytes at once; the buffer can be used again.
    this.#hash.update(this.#buffer.subarray(0, this.#length))
    this.#length = 0
  }
}
