import { concatBytes, equalBytes, firstLine, sliceLines, type Lines } from './lines.ts'
import { compareRanges, type Replacement } from './splice.ts'

export interface IdentifiedReplacement extends Replacement {
  readonly id: string
}

/** One replacement that does what others did together. */
export interface SameEffect {
  readonly were: readonly string[]
  readonly now: string
}

const fromOf = (range: Replacement): number => firstLine(range.oldStart, range.oldLines)
const toOf = (range: Replacement): number => fromOf(range) + range.oldLines

/**
 * Whether two sets of replacements of the same text give the same text. Only the window that both lie in is compared:
 * what is outside stays as it is in both.
 */
export function haveSameEffect(
  base: Lines,
  left: readonly Replacement[],
  right: readonly Replacement[],
): boolean {
  const all = [...left, ...right]
  if (all.length === 0) return true
  const from = Math.min(...all.map(fromOf))
  const to = Math.max(...all.map(toOf))
  return equalBytes(textWithin(base, left, from, to), textWithin(base, right, from, to))
}

/** The text that lines `from` up to `to` become. All replacements lie within them, and do not overlap. */
function textWithin(base: Lines, replacements: readonly Replacement[], from: number, to: number): Uint8Array {
  // Not `replaceRanges`: a replacement that was made for another end of the text is a difference, not a bug.
  const parts: Uint8Array[] = []
  let next = from
  for (const one of [...replacements].sort(compareRanges)) {
    parts.push(sliceLines(base, next, fromOf(one)), one.bytes)
    next = toOf(one)
  }
  return concatBytes([...parts, sliceLines(base, next, to)])
}

/**
 * Finds, for two ways of cutting changes of one base, the replacements of `now` that do exactly what replacements of
 * `were` did: the same ones, neighbouring ones cut in another way, and ones that slid along equal lines. A replacement
 * that slid past another one of `now` does something else in combination with that one, and is matched only with all
 * that lie between; so are whole stretches that were cut in another way, with the unchanged ones in them.
 */
export function matchSameEffect(
  base: Lines,
  were: readonly IdentifiedReplacement[],
  now: readonly IdentifiedReplacement[],
): readonly SameEffect[] {
  const found: SameEffect[] = []
  const oldLeft = new Set(were)
  const newLeft = new Set(now)
  const match = (olds: readonly IdentifiedReplacement[], news: readonly IdentifiedReplacement[]): void => {
    for (const one of olds) oldLeft.delete(one)
    for (const one of news) newLeft.delete(one)
    for (const one of news) found.push({ were: olds.map(({ id }) => id), now: one.id })
  }
  const key = (one: Replacement): string => `${one.oldStart},${one.oldLines}`
  const byRange = new Map(were.map((one) => [key(one), one]))
  for (const one of now) {
    const same = byRange.get(key(one))
    if (same && equalBytes(same.bytes, one.bytes)) match([same], [one])
  }
  for (const { olds, news } of clusters(oldLeft, newLeft)) {
    if (olds.length > 0 && news.length > 0 && haveSameEffect(base, olds, news)) match(olds, news)
  }
  const line = [...oldLeft, ...now].sort(compareRanges)
  for (let index = 1; index < line.length; index += 1) {
    const [left, right] = [line[index - 1], line[index]]
    if (!left || !right) continue
    const [old, fresh] = oldLeft.has(left) ? [left, right] : [right, left]
    if (!oldLeft.has(old) || !newLeft.has(fresh)) continue
    if (old.bytes.length - fresh.bytes.length !== sizeOf(base, old) - sizeOf(base, fresh)) continue
    if (haveSameEffect(base, [old], [fresh])) match([old], [fresh])
  }
  const open = clusters(new Set(were), new Set(now))
  for (let first = 0; first < open.length; first += 1) {
    if (
      !open[first]?.news.some((one) => newLeft.has(one)) &&
      !open[first]?.olds.some((one) => oldLeft.has(one))
    )
      continue
    const window = windowFrom(base, open, first)
    if (!window) continue
    for (const one of window.news)
      if (newLeft.has(one)) found.push({ were: window.olds.map(({ id }) => id), now: one.id })
    first = window.last
  }
  return found
}

/** How far a window is widened. It bounds the time for texts that have little to do with each other. */
const widest = 200

/**
 * The fewest neighbouring clusters from this one on that make the same text together; null if there are none. Texts that
 * differ before the shorter one ends stay different, whatever follows.
 */
function windowFrom(
  base: Lines,
  all: readonly Cluster[],
  first: number,
): (Cluster & { readonly last: number }) | null {
  const olds: IdentifiedReplacement[] = []
  const news: IdentifiedReplacement[] = []
  let growth = 0
  let start = Infinity
  let end = 0
  const grown = (some: readonly Replacement[]): number =>
    some.reduce((sum, one) => sum + one.bytes.length - sizeOf(base, one), 0)
  for (let last = first; last < Math.min(all.length, first + widest); last += 1) {
    const cluster = all[last]
    if (!cluster) break
    olds.push(...cluster.olds)
    news.push(...cluster.news)
    growth += grown(cluster.olds) - grown(cluster.news)
    for (const one of [...cluster.olds, ...cluster.news]) {
      start = Math.min(start, fromOf(one))
      end = Math.max(end, toOf(one))
    }
    if (growth !== 0 && last > first) continue
    const made = textWithin(base, olds, start, end)
    const makes = textWithin(base, news, start, end)
    // What one makes of the end of the window may still be followed by more: only as far as both go is certain.
    const length = Math.min(made.length, makes.length)
    if (!equalBytes(made.subarray(0, length), makes.subarray(0, length))) return null
    if (growth === 0 && olds.length > 0 && news.length > 0) return { olds, news, last }
  }
  return null
}

function sizeOf(base: Lines, range: Replacement): number {
  return (base.offsets[toOf(range)] ?? 0) - (base.offsets[fromOf(range)] ?? 0)
}

interface Cluster {
  readonly olds: IdentifiedReplacement[]
  readonly news: IdentifiedReplacement[]
}

/** Groups what touches: shares a line or an edge. */
function clusters(
  olds: ReadonlySet<IdentifiedReplacement>,
  news: ReadonlySet<IdentifiedReplacement>,
): readonly Cluster[] {
  const all = [...olds, ...news].sort(compareRanges)
  const result: Cluster[] = []
  let end = -1
  for (const one of all) {
    let cluster = result.at(-1)
    if (!cluster || fromOf(one) > end) {
      cluster = { olds: [], news: [] }
      result.push(cluster)
    }
    if (olds.has(one)) cluster.olds.push(one)
    else cluster.news.push(one)
    end = Math.max(end, toOf(one))
  }
  return result
}
