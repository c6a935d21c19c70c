import { pathToText } from '#shared/base/path-text.ts'
import type { Git } from '../git/run.ts'

const most = 50
const freshMilliseconds = 5000

/** Names of tracked files by a fuzzy query; the list of names is kept for some seconds. */
export class TrackedFiles {
  readonly #git: Git
  readonly #lists = new Map<string, { readonly at: number; readonly names: Promise<readonly string[]> }>()

  constructor(git: Git) {
    this.#git = git
  }

  /** At most 50 names, best first. An empty query gives the first ones. */
  async find(folder: string, query: string): Promise<readonly string[]> {
    const names = await this.#names(folder)
    if (query === '') return names.slice(0, most)
    const scored: { name: string; score: number }[] = []
    for (const name of names) {
      const score = matchScore(name, query)
      if (score !== null) scored.push({ name, score })
    }
    scored.sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    return scored.slice(0, most).map(({ name }) => name)
  }

  #names(folder: string): Promise<readonly string[]> {
    const known = this.#lists.get(folder)
    if (known && performance.now() - known.at < freshMilliseconds) return known.names
    const names = this.#git
      .run({ purpose: 'list tracked files', folder, args: ['ls-files', '-z'] })
      .then((listed) => {
        if (!listed.ok) return []
        const found: string[] = []
        let from = 0
        const bytes = listed.value.stdout
        for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
          found.push(pathToText(bytes.subarray(from, at)))
          from = at + 1
        }
        return [...new Set(found)]
      })
    this.#lists.set(folder, { at: performance.now(), names })
    return names
  }
}

/**
 * How well a path fits a query whose characters must come in this order, ignoring case; null if they do not. A
 * character counts more at the start of a word, right after the one before, and in the file's own name.
 */
export function matchScore(path: string, query: string): number | null {
  const text = path.toLowerCase()
  const wanted = query.toLowerCase().replaceAll(' ', '')
  if (!hasInOrder(text, wanted)) return null
  const nameStart = text.lastIndexOf('/') + 1
  // Best scores of the characters so far, the last of them standing at each place (Smith and Waterman's scheme).
  let scores = new Float64Array(text.length)
  let first = true
  for (const char of wanted) {
    const next = new Float64Array(text.length).fill(-Infinity)
    let before = first ? 0 : -Infinity
    for (let at = 0; at < text.length; at += 1) {
      const adjacent = at > 0 && !first ? (scores[at - 1] ?? 0) + 4 : -Infinity
      if (text[at] === char) {
        const wordStart = at === 0 || '/-_. '.includes(text[at - 1] ?? '') ? 3 : 0
        next[at] = Math.max(before, adjacent) + 1 + wordStart + (at >= nameStart ? 2 : 0)
      }
      if (!first) before = Math.max(before, scores[at] ?? 0)
    }
    scores = next
    first = false
  }
  return first ? 0 : scores.reduce((best, score) => Math.max(best, score), -Infinity)
}

function hasInOrder(text: string, wanted: string): boolean {
  let from = 0
  for (const char of wanted) {
    const at = text.indexOf(char, from)
    if (at < 0) return false
    from = at + char.length
  }
  return true
}
