/** A run of characters of a line: 0-based, the end is not part of it. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What differs between two lines, in order: everything outside these runs is the same on both sides. */
export interface ChangedSpan {
  readonly old: Span
  readonly new: Span
}

/** Characters that must be the same in a row before two places count as the same place. */
const gram = 24
/** Above so many characters between the first and the last difference, all of them count as one. */
const limit = 1_000_000

function commonHead(old: string, now: string): number {
  const most = Math.min(old.length, now.length)
  let length = 0
  while (length < most && old[length] === now[length]) length += 1
  return length
}

function commonTail(old: string, now: string, head: number): number {
  const most = Math.min(old.length, now.length) - head
  let length = 0
  while (length < most && old[old.length - 1 - length] === now[now.length - 1 - length]) length += 1
  return length
}

/** How many characters two lines have in common at their start and their end: how much they look like versions of one. */
export function commonLength(old: string, now: string): number {
  const head = commonHead(old, now)
  return head + commonTail(old, now, head)
}

/**
 * Where two versions of a long line differ. The time grows with the length alone: after the common head and tail, blocks
 * of the old line are looked for in the new one, in order (the idea of A. Tridgell, "Efficient algorithms for sorting
 * and synchronization", 1999, chapter 3). It may find more than differs, never less.
 */
export function changedSpans(old: string, now: string): readonly ChangedSpan[] {
  if (old === now) return []
  const head = commonHead(old, now)
  const tail = commonTail(old, now, head)
  const oldEnd = old.length - tail
  const newEnd = now.length - tail
  const all: ChangedSpan = { old: { from: head, to: oldEnd }, new: { from: head, to: newEnd } }
  if (oldEnd - head < gram || newEnd - head < gram || oldEnd - head + newEnd - head > limit) return [all]

  const places = new Map<string, number[]>()
  for (let at = head; at + gram <= oldEnd; at += gram) {
    const key = old.slice(at, at + gram)
    const known = places.get(key)
    if (known === undefined) places.set(key, [at])
    else known.push(at)
  }
  const spans: ChangedSpan[] = []
  let oldAt = head
  let newAt = head
  let look = head
  while (look + gram <= newEnd) {
    const place = firstFrom(places.get(now.slice(look, look + gram)), oldAt)
    if (place === null) {
      look += 1
      continue
    }
    let oldFrom = place
    let newFrom = look
    while (oldFrom > oldAt && newFrom > newAt && old[oldFrom - 1] === now[newFrom - 1]) {
      oldFrom -= 1
      newFrom -= 1
    }
    if (oldFrom > oldAt || newFrom > newAt)
      spans.push({ old: { from: oldAt, to: oldFrom }, new: { from: newAt, to: newFrom } })
    oldAt = place + gram
    newAt = look + gram
    while (oldAt < oldEnd && newAt < newEnd && old[oldAt] === now[newAt]) {
      oldAt += 1
      newAt += 1
    }
    look = newAt
  }
  if (oldAt < oldEnd || newAt < newEnd)
    spans.push({ old: { from: oldAt, to: oldEnd }, new: { from: newAt, to: newEnd } })
  return spans
}

/** The first of the places, which grow, from `least` on. */
function firstFrom(places: readonly number[] | undefined, least: number): number | null {
  if (places === undefined) return null
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return places[low] ?? null
}
