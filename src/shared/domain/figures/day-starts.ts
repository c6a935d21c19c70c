/**
 * The beginnings of the last `days` days, today's last, by the clock of the place where this runs: a day there may have 23 or
 * 25 hours. Milliseconds since 1970.
 */
export function dayStarts(now: number, days: number): readonly number[] {
  const today = new Date(now)
  return Array.from({ length: days }, (_, index) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1 - index)).getTime(),
  )
}
