import { pathToText } from '#shared/base/path-text.ts'

/** One entry of `git diff-tree --raw -z`. Absent sides have mode "000000" and an id of zeros. */
export interface RawEntry {
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string
  readonly newOid: string
  /** A, D, M, R or T. */
  readonly status: string
  readonly path: string
  /** Of a rename: where it came from. */
  readonly source: string | null
}

/** Git said something that the parser does not know; never expected. */
export class DiffFormatError extends Error {}

const header = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]+) ([0-9a-f]+) ([ADMRT])\d*$/

/**
 * Reads the entries that come before a patch, in pieces of any size. `push` gives the bytes after the entries (the
 * start of the patch) once they came, and null while entries are still to come.
 */
export class RawParser {
  readonly entries: RawEntry[] = []
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Buffer | null {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    for (;;) {
      if (at < bytes.length && bytes[at] === 0) {
        this.#rest = Buffer.alloc(0)
        return bytes.subarray(at + 1)
      }
      const next = this.#entry(bytes, at)
      if (next < 0) break
      at = next
    }
    // A copy: the chunk's memory belongs to the stream.
    this.#rest = Buffer.from(bytes.subarray(at))
    return null
  }

  /** Whether nothing is left half-read. */
  get complete(): boolean {
    return this.#rest.length === 0
  }

  /** Reads the entry at `at`; gives where it ends, or -1 if it is not all there. */
  #entry(bytes: Buffer, at: number): number {
    const headerEnd = bytes.indexOf(0, at)
    if (headerEnd < 0) return -1
    const text = bytes.toString('latin1', at, headerEnd)
    const match = header.exec(text)
    if (!match) throw new DiffFormatError(`not a raw entry: ${JSON.stringify(text.slice(0, 200))}`)
    const [, oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = match
    const firstEnd = bytes.indexOf(0, headerEnd + 1)
    if (firstEnd < 0) return -1
    const first = pathToText(bytes.subarray(headerEnd + 1, firstEnd))
    if (status !== 'R') {
      this.entries.push({ oldMode, newMode, oldOid, newOid, status, path: first, source: null })
      return firstEnd + 1
    }
    const secondEnd = bytes.indexOf(0, firstEnd + 1)
    if (secondEnd < 0) return -1
    const second = pathToText(bytes.subarray(firstEnd + 1, secondEnd))
    this.entries.push({ oldMode, newMode, oldOid, newOid, status, path: second, source: first })
    return secondEnd + 1
  }
}
