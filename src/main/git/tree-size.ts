import { err, type Result } from '#shared/base/result.ts'
import type { GitObject } from './batch.ts'
import type { GitFailure } from './run.ts'

/** Reads an object by id; null if there is none. */
export type ReadObject = (oid: string) => Promise<Result<GitObject | null, GitFailure>>

interface TreeEntry {
  readonly mode: string
  readonly oid: string
}

const folder = '40000'

/**
 * Whether a tree (or a commit's) unfolds to more than `limit` files. Equal folders are read once, so that a few
 * objects that unfold to millions of files are counted at once. What cannot be read counts as nothing.
 */
export function hasMoreFiles(read: ReadObject, oid: string, limit: number): Promise<boolean> {
  return new FileCount(read, limit).exceeds(() => [[oid, null]])
}

/** Whether more than `limit` files differ between two trees. */
export function hasMoreChanges(read: ReadObject, from: string, to: string, limit: number): Promise<boolean> {
  return new FileCount(read, limit).exceeds(() => [[from, to]])
}

type Pair = readonly [string, string | null]

/** Counts over pairs of trees, each pair once; a pair without a second tree stands for all files of the first. */
class FileCount {
  readonly #read: ReadObject
  readonly #limit: number
  readonly #trees = new Map<string, ReadonlyMap<string, TreeEntry>>()
  readonly #counts = new Map<string, number>()

  constructor(read: ReadObject, limit: number) {
    this.#read = read
    this.#limit = limit
  }

  async exceeds(roots: () => readonly Pair[]): Promise<boolean> {
    // A stack of its own: folders may be nested deeper than calls can be.
    const stack = [...roots()]
    const [root] = stack
    while (stack.length > 0) {
      const pair = stack.at(-1)
      if (!pair) break
      const key = keyOf(pair)
      if (this.#counts.has(key)) {
        stack.pop()
        continue
      }
      // Each pair holds at least one file, but for empty folders.
      if (this.#counts.size > this.#limit) return true
      const { files, below } = await this.#look(pair)
      const waiting = below.filter((each) => !this.#counts.has(keyOf(each)))
      // A pair below itself is impossible: an id is a hash of what is below.
      if (waiting.length > 0) {
        stack.push(...waiting)
        continue
      }
      let count = files
      for (const each of below) count += this.#counts.get(keyOf(each)) ?? 0
      if (count > this.#limit) return true
      this.#counts.set(key, count)
      stack.pop()
    }
    return root !== undefined && (this.#counts.get(keyOf(root)) ?? 0) > this.#limit
  }

  async #look([one, other]: Pair): Promise<{ readonly files: number; readonly below: readonly Pair[] }> {
    const left = await this.#tree(one)
    const right = other === null ? new Map<string, TreeEntry>() : await this.#tree(other)
    let files = 0
    const below: Pair[] = []
    for (const [name, entry] of left) {
      const opposite = right.get(name)
      if (opposite && opposite.oid === entry.oid && opposite.mode === entry.mode) continue
      const folders = [entry, opposite].filter((each) => each?.mode === folder)
      const [first, second] = folders
      if (first && second) below.push([first.oid, second.oid])
      else if (first) below.push([first.oid, null])
      // Of a file and a folder at one place, the file counts too.
      if (folders.length < (opposite ? 2 : 1)) files += 1
    }
    for (const [name, entry] of right) {
      if (left.has(name)) continue
      if (entry.mode === folder) below.push([entry.oid, null])
      else files += 1
    }
    return { files, below }
  }

  async #tree(oid: string): Promise<ReadonlyMap<string, TreeEntry>> {
    const known = this.#trees.get(oid)
    if (known) return known
    const object = await this.#read(oid)
    const found = object.ok ? object.value : null
    if (found?.type === 'commit')
      return this.#tree(found.bytes.toString('latin1').slice(5).split('\n')[0] ?? '')
    const entries =
      found?.type === 'tree' ? parseTree(found.bytes, oid.length / 2) : new Map<string, TreeEntry>()
    this.#trees.set(oid, entries)
    return entries
  }
}

const keyOf = ([one, other]: Pair): string => (other === null ? one : `${one} ${other}`)

/** The entries of a tree object by name, names as Latin-1; see git's `tree-walk.c`. */
function parseTree(bytes: Buffer, idLength: number): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>()
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(32, at)
    const end = bytes.indexOf(0, blank)
    if (blank < 0 || end < 0) break
    const mode = bytes.toString('latin1', at, blank).replace(/^0+/, '')
    at = end + 1 + idLength
    entries.set(bytes.toString('latin1', blank + 1, end), { mode, oid: bytes.toString('hex', end + 1, at) })
  }
  return entries
}

/**
 * Runs `work`. If it still runs after `patience` milliseconds, looks whether it is too large for this machine, and if so
 * stops it: git holds all of a tree's or of a comparison's files in memory.
 */
export async function unlessTooLarge<T>(
  options: {
    readonly tooLarge: () => Promise<boolean>
    /** What is too large, after "git could not …: ". */
    readonly sentence: string
    readonly purpose: string
    readonly patience: number
    readonly signal?: AbortSignal | undefined
  },
  work: (signal: AbortSignal) => Promise<Result<T, GitFailure>>,
): Promise<Result<T, GitFailure>> {
  const stop = new AbortController()
  let refused = false
  const timer = setTimeout(() => {
    void options.tooLarge().then((is) => {
      refused = is
      if (is) stop.abort()
    })
  }, options.patience)
  const done = await work(options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal)
  clearTimeout(timer)
  if (done.ok || !refused || options.signal?.aborted) return done
  return err(tooLargeFailure(options.purpose, options.sentence))
}

/** The failure of what is not even tried, or was stopped, because of its size. */
export function tooLargeFailure(purpose: string, sentence: string): GitFailure {
  return { kind: 'tooLarge', purpose, args: [], exitCode: null, stderr: sentence }
}

/** How many files a checkout may have: the largest repositories that are known to be worked in have fewer. */
export const mostFiles = 4_000_000
