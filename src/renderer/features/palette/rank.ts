/**
 * How well a name fits what was typed, from 0 (not at all) to 1. Each typed word must begin a word of the name, or
 * stand inside it, or be its initials; the order of the words does not matter.
 */
export function rank(name: string, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  const text = name.toLowerCase()
  const parts = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const initials = parts.map((part) => part[0]).join('')
  let sum = 0
  for (const word of words) {
    if (text === word) sum += 1
    else if (text.startsWith(word)) sum += 0.95
    else if (parts.some((part) => part.startsWith(word))) sum += 0.85
    else if (text.includes(word)) sum += 0.5
    else if (word.length > 1 && initials.includes(word)) sum += 0.4
    else return 0
  }
  // Of equal fits the shorter name is meant.
  return Math.max(0.01, sum / words.length - Math.min(0.05, text.length / 4000))
}

/** The best fit of several names; the first is the title, the others count for less. */
export function bestRank(names: readonly string[], query: string): number {
  return Math.max(0, ...names.map((name, index) => rank(name, query) * (index === 0 ? 1 : 0.6)))
}
