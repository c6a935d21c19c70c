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
    if (known && Date.now() - known.at < freshMilliseconds) return known.names
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
    this.#lists.set(folder, { at: Date.now(), names })
    return names
  }
}

/**
 * How well a path fits a query whose characters must come in this order, ignoring case; null if they do not. A
 * character counts more at the start of a word, right after the one before, and in the file's own name.
 */
export function matchScore(path: string, query: string): number | null {
  const text = path.toLowerCase()
  const nameStart = text.lastIndexOf('/') + 1
  let score = 0
  let from = 0
  let previous = -2
  for (const char of query.toLowerCase()) {
    if (char === ' ') continue
    const inName = previous < nameStart ? text.indexOf(char, Math.max(from, nameStart)) : -1
    const at = inName >= 0 && text.indexOf(char, from) !== previous + 1 ? inName : text.indexOf(char, from)
    if (at < 0) return null
    score += 1
    if (at === previous + 1) score += 4
    if (at === 0 || '/-_. '.includes(text[at - 1] ?? '')) score += 3
    if (at >= nameStart) score += 2
    previous = at
    from = at + 1
  }
  return score
}
