import { isUtf8 } from 'node:buffer'
import { pathToText } from '#shared/base/path-text.ts'
import type { Git } from '../git/run.ts'
import { TimeSlice } from './time-slice.ts'

const most = 50
/** Bytes of git's list that are decoded at once. */
const pieceBytes = 64 * 1024
const freshMilliseconds = 5000
/** A list this old is still shown while a new one is read: the next key finds that. */
const usableMilliseconds = 60_000

interface Name {
  readonly text: string
  /** In lower case, to be searched. */
  readonly lower: string
}

interface Names {
  readonly at: number
  readonly read: Promise<readonly Name[]>
  /** What the last query left of them: a longer query that begins with it needs to look at no other. */
  narrowed: { readonly query: string; readonly names: readonly Name[] } | null
}

/** Names of tracked files by a fuzzy query; the list of names is kept for some time. */
export class TrackedFiles {
  readonly #git: Git
  readonly #lists = new Map<string, Names>()
  readonly #refreshing = new Set<string>()

  constructor(git: Git) {
    this.#git = git
  }

  /** At most 50 names, best first. An empty query gives the first ones. */
  async find(folder: string, query: string): Promise<readonly string[]> {
    const list = this.#list(folder)
    const all = await list.read
    const wanted = plainQuery(query)
    const { narrowed } = list
    const among = narrowed && wanted.startsWith(narrowed.query) ? narrowed.names : all
    const matching: Name[] = []
    const best = new Best()
    const slice = new TimeSlice()
    for (const name of among) {
      if (slice.isOver) await slice.next()
      const score = scoreOf(name.lower, wanted)
      if (score === null) continue
      matching.push(name)
      if (query !== '') best.add(name.text, score)
    }
    list.narrowed = { query: wanted, names: matching }
    return query === '' ? all.slice(0, most).map((name) => name.text) : best.names
  }

  #list(folder: string): Names {
    const known = this.#lists.get(folder)
    const age = known ? performance.now() - known.at : Infinity
    if (known && age < freshMilliseconds) return known
    if (known && age < usableMilliseconds) {
      if (this.#refreshing.has(folder)) return known
      this.#refreshing.add(folder)
      const next = this.#read(folder)
      void next.read.finally(() => {
        this.#refreshing.delete(folder)
        this.#lists.set(folder, next)
      })
      return known
    }
    const list = this.#read(folder)
    this.#lists.set(folder, list)
    return list
  }

  #read(folder: string): Names {
    const read = this.#git
      .run({ purpose: 'list tracked files', folder, args: ['ls-files', '-z'] })
      .then((listed) => (listed.ok ? namesIn(listed.value.stdout) : []))
    return { at: performance.now(), read, narrowed: null }
  }
}

/** The names of a list of paths that each end in a NUL, of which the same ones follow each other. */
async function namesIn(bytes: Buffer): Promise<readonly Name[]> {
  const names: Name[] = []
  const slice = new TimeSlice()
  let before: string | null = null
  for (let from = 0; from < bytes.length;) {
    if (slice.isOver) await slice.next()
    const end = bytes.indexOf(0, Math.min(from + pieceBytes, bytes.length - 1))
    const piece = bytes.subarray(from, end < 0 ? bytes.length : end + 1)
    from += piece.length
    for (const text of pathsOf(piece)) {
      if (text !== before) names.push({ text, lower: text.toLowerCase() })
      before = text
    }
  }
  return names
}

/** Paths that each end in a NUL. */
function pathsOf(bytes: Buffer): readonly string[] {
  // Nearly always; five times as fast for many thousands.
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\0').slice(0, -1)
  const paths: string[] = []
  let from = 0
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
    paths.push(pathToText(bytes.subarray(from, at)))
    from = at + 1
  }
  return paths
}

/** The best names so far, best first; among equals the shorter one, then the one first in the alphabet. */
class Best {
  readonly #found: { readonly name: string; readonly score: number }[] = []

  get names(): readonly string[] {
    return this.#found.map(({ name }) => name)
  }

  add(name: string, score: number): void {
    const found = this.#found
    const isBetter = (than: { readonly name: string; readonly score: number }): boolean =>
      (score - than.score || than.name.length - name.length || (name < than.name ? 1 : -1)) > 0
    const last = found.at(-1)
    if (found.length === most && last && !isBetter(last)) return
    let low = 0
    for (let high = found.length; low < high;) {
      const middle = (low + high) >> 1
      const than = found[middle]
      if (than && isBetter(than)) high = middle
      else low = middle + 1
    }
    found.splice(low, 0, { name, score })
    if (found.length > most) found.pop()
  }
}

const plainQuery = (query: string): string => query.toLowerCase().replaceAll(' ', '')

/**
 * How well a path fits a query whose characters must come in this order, ignoring case; null if they do not. A
 * character counts more at the start of a word, right after the one before, and in the file's own name.
 */
export function matchScore(path: string, query: string): number | null {
  return scoreOf(path.toLowerCase(), plainQuery(query))
}

const none = -1_000_000_000
/** Scores of the characters so far, the last of them standing at each place; used again for each path. */
let scores = new Int32Array(256)
/** The first and last place that each character of the query may stand at. */
let firsts = new Int32Array(64)
let lasts = new Int32Array(64)

/** Smith and Waterman's scheme, only where each character may stand for those around it to have a place too. */
function scoreOf(text: string, wanted: string): number | null {
  const count = wanted.length
  if (count === 0) return 0
  if (firsts.length < count) [firsts, lasts] = [new Int32Array(2 * count), new Int32Array(2 * count)]
  for (let index = 0, at = -1; index < count; index += 1) {
    at = text.indexOf(wanted[index] as string, at + 1)
    if (at < 0) return null
    firsts[index] = at
  }
  for (let index = count - 1, at = text.length; index >= 0; index -= 1) {
    at = text.lastIndexOf(wanted[index] as string, at - 1)
    lasts[index] = at
  }
  if (scores.length < text.length) scores = new Int32Array(2 * text.length)
  const nameStart = text.lastIndexOf('/') + 1
  let best = none
  for (let index = 0; index < count; index += 1) {
    const code = wanted.charCodeAt(index)
    const last = lasts[index] as number
    const previousFirst = index === 0 ? 0 : (firsts[index - 1] as number)
    const previousLast = index === 0 ? -1 : (lasts[index - 1] as number)
    let before = index === 0 ? 0 : none
    let adjacent = none
    best = none
    for (let at = index === 0 ? (firsts[0] as number) : previousFirst; at <= last; at += 1) {
      const above = at <= previousLast ? (scores[at] as number) : none
      let score = none
      if (at >= (firsts[index] as number) && text.charCodeAt(at) === code) {
        score = (adjacent + 4 > before ? adjacent + 4 : before) + 1 + (at >= nameStart ? 2 : 0)
        if (at === 0 || startsWord(text.charCodeAt(at - 1))) score += 3
        if (score > best) best = score
      }
      scores[at] = score
      adjacent = above
      if (above > before) before = above
    }
  }
  return best
}

/** Whether a word starts after this character: a slash, a hyphen, an underscore, a dot or a space. */
function startsWord(code: number): boolean {
  return code === 47 || code === 45 || code === 95 || code === 46 || code === 32
}
