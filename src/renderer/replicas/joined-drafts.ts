/**
 * What is written here, and below it what another window wrote since `base`: paragraphs that are in neither. So two
 * windows that write the same draft lose nothing of each other.
 */
export function joined(base: string, ours: string, theirs: string): string {
  if (theirs === base || theirs === ours) return ours
  const before = new Set(paragraphsOf(base))
  const fresh = paragraphsOf(theirs).filter((one) => !before.has(one) && !ours.includes(one))
  if (fresh.length === 0) return ours
  return [...(ours.trim() === '' ? [] : [ours.trimEnd()]), ...fresh].join('\n\n')
}

/** What a blank line divides. */
function paragraphsOf(text: string): readonly string[] {
  return text.split(/\n\s*\n/).flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
}
