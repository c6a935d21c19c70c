/** Mean spring and neap ranges of a harbour, from the two constituents that make them, in metres. */
export function meanRanges(harbour) {
  const moon = harbour.constituents.M2?.amplitude ?? 0
  const sun = harbour.constituents.S2?.amplitude ?? 0
  return { springs: 2 * (moon + sun), neaps: 2 * (moon - sun) }
}

/** What a sailor calls a tide with this range: springs, neaps, or between the two. */
export function nameOfRange(harbour, range) {
  const { springs, neaps } = meanRanges(harbour)
  const middle = (springs + neaps) / 2
  const quarter = (springs - neaps) / 4
  if (range >= middle + quarter) return 'springs'
  if (range <= middle - quarter) return 'neaps'
  return 'between springs and neaps'
}

/** The largest difference between neighbouring high and low waters, in metres; 0 for fewer than two. */
export function largestRange(extremes) {
  let largest = 0
  for (let index = 1; index < extremes.length; index += 1) {
    largest = Math.max(largest, Math.abs(extremes[index].height - extremes[index - 1].height))
  }
  return largest
}
