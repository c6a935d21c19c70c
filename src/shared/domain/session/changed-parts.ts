/** The parts of `now` that are others than those of `before`, or null where none is. Parts are plain values. */
export function changedParts<Whole extends object>(before: Whole, now: Whole): Partial<Whole> | null {
  const names = (Object.keys(now) as (keyof Whole)[]).filter((name) => !isSame(before[name], now[name]))
  if (names.length === 0) return null
  const parts: Partial<Whole> = {}
  for (const name of names) parts[name] = now[name]
  return parts
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
