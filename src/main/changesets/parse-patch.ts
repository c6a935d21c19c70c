import { KeptSection, type KeptHunk } from './kept-lines.ts'
import { TextHunkHash } from './hunk-id.ts'
import { DiffFormatError } from './parse-raw.ts'

/** A hunk of a patch in -U0 coordinates; `id` is empty where the section's hunks are not identified. */
export interface PatchHunk {
  readonly id: string
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** What `git diff -p` says of one file, or of one half of a type change. */
export interface PatchSection {
  /** Ids of the "index" line; null where there is none (only a mode or a path changed). */
  readonly oldOid: string | null
  readonly newOid: string | null
  readonly binary: boolean
  readonly hunks: readonly PatchHunk[]
}

/** Asked when a section's first hunk comes: the common start of its hunks' hash, or null not to hash them. */
export type SectionPrefix = (index: number) => Uint8Array | null

/** Told of each section that is over, with the lines of its hunks; null where they were too many to be kept. */
export type SectionReader = (index: number, hunks: readonly KeptHunk[] | null) => void

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
const indexLine = /^index ([0-9a-f]+)\.\.([0-9a-f]+)(?: \d+)?$/
const newline = 10
const minus = 45
const plus = 43
const backslash = 92

interface OpenSection {
  oldOid: string | null
  newOid: string | null
  binary: boolean
  hunks: PatchHunk[]
}

/**
 * Reads the output of `git diff -p -U0 --full-index` as bytes, in pieces of any size. Content is never decoded, and
 * never looked at to find where a hunk ends: the hunk's header counts its lines.
 */
export class PatchParser {
  readonly sections: PatchSection[] = []
  /** How many came so far. */
  hunks = 0
  readonly #prefixOf: SectionPrefix
  readonly #read: SectionReader | null
  readonly #kept = new KeptSection()
  readonly #hash = new TextHunkHash()
  #section: OpenSection | null = null
  #prefix: Uint8Array | null | undefined
  #hunk: { oldStart: number; oldLines: number; newStart: number; newLines: number } | null = null
  #oldLeft = 0
  #newLeft = 0
  /** Where the next byte stands: in a header line, at the start of a body line, inside one, or in a "\ No newline". */
  #state: 'header' | 'bodyStart' | 'body' | 'noNewline' = 'header'
  #line: Buffer[] = []

  constructor(prefixOf: SectionPrefix, read: SectionReader | null = null) {
    this.#prefixOf = prefixOf
    this.#read = read
  }

  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#state === 'header') at = this.#readHeader(chunk, at)
      else if (this.#state === 'bodyStart') at = this.#startBodyLine(chunk, at)
      else if (this.#state === 'body') at = this.#readBody(chunk, at)
      else at = this.#skipNoNewline(chunk, at)
    }
  }

  /** The patch is over; throws if it broke off. */
  end(): void {
    if (this.#line.length > 0) throw new DiffFormatError('the patch ends inside a line')
    if (this.#state === 'body') throw new DiffFormatError('the patch ends inside a hunk')
    this.#endHunk()
    this.#endSection()
  }

  #readHeader(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(newline, at)
    if (end < 0) {
      this.#line.push(Buffer.from(chunk.subarray(at)))
      return chunk.length
    }
    let text = chunk.toString('latin1', at, end)
    if (this.#line.length > 0) {
      text = Buffer.concat(this.#line).toString('latin1') + text
      this.#line = []
    }
    this.#header(text)
    return end + 1
  }

  #header(text: string): void {
    if (text.startsWith('diff --git ')) {
      this.#endSection()
      this.#section = { oldOid: null, newOid: null, binary: false, hunks: [] }
      this.#prefix = undefined
      return
    }
    const section = this.#section
    if (!section) throw new DiffFormatError(`not a patch: ${JSON.stringify(text.slice(0, 200))}`)
    if (text.startsWith('@@ ')) this.#startHunk(text)
    else if (text.startsWith('index ')) {
      const match = indexLine.exec(text)
      if (!match) throw new DiffFormatError(`not an index line: ${JSON.stringify(text.slice(0, 200))}`)
      section.oldOid = match[1] ?? null
      section.newOid = match[2] ?? null
    } else if (text.startsWith('Binary files ')) section.binary = true
    // The other header lines repeat what the raw entries say.
  }

  #startHunk(text: string): void {
    const match = hunkHeader.exec(text)
    if (!match) throw new DiffFormatError(`not a hunk: ${JSON.stringify(text.slice(0, 200))}`)
    const count = (digits: string | undefined): number => (digits === undefined ? 1 : Number(digits))
    this.#hunk = {
      oldStart: Number(match[1]),
      oldLines: count(match[2]),
      newStart: Number(match[3]),
      newLines: count(match[4]),
    }
    this.#oldLeft = this.#hunk.oldLines
    this.#newLeft = this.#hunk.newLines
    if (this.#prefix === undefined) this.#prefix = this.#prefixOf(this.sections.length)
    if (this.#prefix) this.#hash.begin(this.#prefix, this.#hunk.oldStart, this.#hunk.oldLines)
    if (this.#oldLeft === 0) this.#hash.startNew()
    this.#kept.begin()
    this.#state = 'bodyStart'
  }

  #startBodyLine(chunk: Buffer, at: number): number {
    const byte = chunk[at]
    if (byte === backslash) {
      if (this.#prefix) this.#hash.dropLast()
      this.#state = 'noNewline'
      return at
    }
    if (this.#oldLeft > 0 && byte === minus) this.#oldLeft -= 1
    else if (this.#oldLeft === 0 && this.#newLeft > 0 && byte === plus) {
      if (this.#hunk?.newLines === this.#newLeft) this.#hash.startNew()
      this.#newLeft -= 1
    } else if (this.#oldLeft === 0 && this.#newLeft === 0) {
      this.#endHunk()
      this.#state = 'header'
      return at
    } else throw new DiffFormatError('a hunk has another number of lines than its header says')
    this.#state = 'body'
    return at + 1
  }

  #readBody(chunk: Buffer, at: number): number {
    if (!this.#prefix) {
      const end = chunk.indexOf(newline, at)
      this.#keep(chunk, at, end < 0 ? chunk.length : end + 1)
      if (end < 0) return chunk.length
      this.#state = 'bodyStart'
      return end + 1
    }
    const end = this.#hash.writeLine(chunk, at, chunk.length)
    this.#keep(chunk, at, end)
    if (end > at && chunk[end - 1] === newline) this.#state = 'bodyStart'
    return end
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    if (this.#read === null) return
    const isNew = this.#oldLeft === 0 && this.#newLeft < (this.#hunk?.newLines ?? 0)
    this.#kept.add(isNew ? 'added' : 'removed', chunk, from, to)
  }

  #skipNoNewline(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(newline, at)
    if (end < 0) return chunk.length
    this.#state = 'bodyStart'
    return end + 1
  }

  #endHunk(): void {
    const hunk = this.#hunk
    if (!hunk) return
    if (this.#oldLeft > 0 || this.#newLeft > 0) throw new DiffFormatError('the patch ends inside a hunk')
    this.#section?.hunks.push({ id: this.#prefix ? this.#hash.end() : '', ...hunk })
    this.hunks += 1
    this.#hunk = null
  }

  #endSection(): void {
    if (this.#section) {
      this.sections.push(this.#section)
      this.#read?.(this.sections.length - 1, this.#kept.end())
    }
    this.#section = null
  }
}
