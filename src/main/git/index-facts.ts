/** What an index says about its entries, read without git. */
export interface IndexFacts {
  /**
   * How many entries git cannot tell unchanged by their times alone, because the file was written in the second in
   * which the index was, or later. It reads the content of each of them, each time.
   */
  readonly racy: number
  /** Whether an entry is a commit id: a submodule, or a repository that was added as one. */
  readonly hasCommits: boolean
  /** Whether flags keep git from looking at an entry's file; see `git update-index --assume-unchanged`. */
  readonly hides: boolean
  /** The tree that the entries make, if git has written it already and nothing was changed since. */
  readonly tree: string | null
}

const signature = 0x44495243
const extendedFlag = 0x4000
const assumedFlag = 0x8000
/** Of the extended flags. */
const skippedFlag = 0x4000
const nameMask = 0xfff
const commitMode = 0o160000

/**
 * Reads an index file (git's `index-format`, versions 2 to 4). Null if it cannot be told what is in it: another
 * version, a file that ends early, or a split index, whose entries are in another file.
 *
 * @param seconds the time of the index file, in seconds since 1970
 */
export function readIndexFacts(bytes: Buffer, format: 'sha1' | 'sha256', seconds: number): IndexFacts | null {
  const idLength = format === 'sha1' ? 20 : 32
  const end = bytes.length - idLength
  if (end < 12 || bytes.readUInt32BE(0) !== signature) return null
  const version = bytes.readUInt32BE(4)
  if (version < 2 || version > 4) return null
  let racy = 0
  let hasCommits = false
  let hides = false
  let at = 12
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const flagsAt = at + 40 + idLength
    if (flagsAt + 4 > end) return null
    if (bytes.readUInt32BE(at + 8) >= seconds) racy += 1
    if (bytes.readUInt32BE(at + 24) === commitMode) hasCommits = true
    const flags = bytes.readUInt16BE(flagsAt)
    const extended = version > 2 && (flags & extendedFlag) !== 0
    if ((flags & assumedFlag) !== 0 || (extended && (bytes.readUInt16BE(flagsAt + 2) & skippedFlag) !== 0))
      hides = true
    const nameAt = flagsAt + (extended ? 4 : 2)
    let nameEnd = nameAt + (flags & nameMask)
    // The length does not fit, or says nothing, since only the end of the name is there: a NUL ends it.
    if (version === 4 || (flags & nameMask) === nameMask) {
      let from = nameAt
      if (version === 4) {
        while (((bytes[from] ?? 0) & 0x80) !== 0) from += 1
        from += 1
      }
      nameEnd = bytes.indexOf(0, from)
      if (nameEnd < 0) return null
    }
    at = version === 4 ? nameEnd + 1 : at + ((nameEnd - at + 8) & ~7)
  }
  let tree: string | null = null
  while (at + 8 <= end) {
    const extension = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32BE(at + 4)
    if (extension === 'link') return null
    if (extension === 'TREE') tree = rootOf(bytes.subarray(at + 8, at + 8 + size), idLength)
    at += 8 + size
  }
  return at === end ? { racy, hasCommits, hides, tree } : null
}

/** The first record of the cached trees is the root's: a count of entries, negative if the tree is out of date. */
function rootOf(trees: Buffer, idLength: number): string | null {
  const lineEnd = trees.indexOf(10)
  if (!/^\0\d+ \d+$/.test(trees.toString('latin1', 0, lineEnd))) return null
  const oid = trees.toString('hex', lineEnd + 1, lineEnd + 1 + idLength)
  return oid.length === idLength * 2 ? oid : null
}
