const day = 86_400_000

/** For how many days a copy of each is kept, and for how many weeks one of each. */
const days = 4
const weeks = 4

/** Whether a copy is wanted: none is younger than a day. One that is dated in the future does not count. */
export function isCopyDue(copies: readonly number[], now: number): boolean {
  return !copies.some((at) => at <= now && now - at < day)
}

/**
 * Which copies can go, of those made at `copies` (milliseconds since the Unix epoch, in any order): of each of the last
 * days, and of each of the last weeks, the newest stays; so does the newest of all.
 */
export function copiesToRemove(copies: readonly number[], now: number): readonly number[] {
  const newestFirst = copies.toSorted((one, other) => other - one)
  const kept = new Set(newestFirst.slice(0, 1))
  const taken = new Set<string>()
  for (const at of newestFirst) {
    const age = Math.max(0, now - at)
    const names = [
      ...(age < days * day ? [`day ${Math.floor(at / day)}`] : []),
      ...(age < weeks * 7 * day ? [`week ${Math.floor(at / (7 * day))}`] : []),
    ]
    if (names.every((name) => taken.has(name))) continue
    for (const name of names) taken.add(name)
    kept.add(at)
  }
  return newestFirst.filter((at) => !kept.has(at))
}
