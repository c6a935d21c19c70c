import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TestCheckout } from '#test/support/checkout.ts'
import { matchScore, TrackedFiles } from './tracked-files.ts'

/** The best of all ways to place the query's characters, by trying them all. */
function bestPlacing(path: string, query: string, from = 0, before = -2): number | null {
  const char = query[0]
  if (char === undefined) return 0
  let best: number | null = null
  for (let at = from; at < path.length; at += 1) {
    if (path[at] !== char) continue
    const rest = bestPlacing(path, query.slice(1), at + 1, at)
    if (rest === null) continue
    const word = at === 0 || '/-_. '.includes(path[at - 1] ?? '') ? 3 : 0
    const name = at >= path.lastIndexOf('/') + 1 ? 2 : 0
    const score = rest + 1 + word + name + (at === before + 1 ? 4 : 0)
    if (best === null || score > best) best = score
  }
  return best
}

const letters = (max: number) =>
  fc.array(fc.constantFrom('a', 'b', 'c', '/', '-', '.'), { maxLength: max }).map((all) => all.join(''))

afterEach(() => void vi.restoreAllMocks())

describe('finding tracked files', () => {
  it('lets other work go on while it looks at many names', async () => {
    const checkout = new TestCheckout()
    try {
      const { git, repository } = checkout
      repository.write(Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`module-${at}.ts`, ''])))
      repository.git('add', '-A')
      // A clock of which each look takes a millisecond, so that what counts is how often it is looked at.
      let now = 0
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 1))
      const pauses = vi.spyOn(globalThis, 'setImmediate')
      expect(await new TrackedFiles(git).find(repository.path, 'module')).toHaveLength(50)
      expect(pauses.mock.calls.length).toBeGreaterThan(30)
    } finally {
      checkout.remove()
    }
  })

  it('scores the best way to place the characters', () => {
    fc.assert(
      fc.property(letters(12), letters(5), (path, query) => {
        expect(matchScore(path, query)).toBe(bestPlacing(path, query))
      }),
    )
  })

  it('gives the same whether a query was typed letter by letter or at once', async () => {
    const checkout = new TestCheckout()
    try {
      const names = Array.from({ length: 120 }, (_, at) => `part-${at % 7}/src/Module-${at}.ts`)
      checkout.repository.write(Object.fromEntries(names.map((name) => [name, ''])))
      checkout.repository.git('add', '-A')
      const { git, repository } = checkout
      const typed = new TrackedFiles(git)
      for (const query of ['', 'm', 'mo', 'mod 1', 'mod 11', 'p', 'p3', 'p3m', 'x', 'xm', 'm']) {
        const asked = await new TrackedFiles(git).find(repository.path, query)
        expect(await typed.find(repository.path, query)).toEqual(asked)
        const fits = names.filter((name) => matchScore(name, query) !== null)
        expect(asked.length).toBe(Math.min(50, fits.length))
        if (query === '') continue
        const score = (name: string): number => matchScore(name, query) ?? 0
        fits.sort((a, b) => score(b) - score(a) || a.length - b.length || (a < b ? -1 : 1))
        expect(asked).toEqual(fits.slice(0, 50))
      }
      repository.write({ 'ünï.txt': '' })
      repository.git('add', '-A')
      expect(await new TrackedFiles(git).find(repository.path, 'ünï')).toEqual(['ünï.txt'])
      const oid = repository.git('hash-object', '-w', '--stdin')
      const entry = Buffer.from(`100644 ${oid}\tb\xe9e.txt\0`, 'latin1')
      await git.run({
        purpose: 'add',
        folder: repository.path,
        args: ['update-index', '-z', '--index-info'],
        input: entry,
      })
      expect(await new TrackedFiles(git).find(repository.path, 'be.txt')).toEqual(['b\udce9e.txt'])
      expect(await new TrackedFiles(git).find(repository.path, 'ünï')).toEqual(['ünï.txt'])
      const sides = [1, 2, 3].map((side) => `100644 ${oid} ${side}\tconflict.txt\0`).join('')
      await git.run({
        purpose: 'add',
        folder: repository.path,
        args: ['update-index', '-z', '--index-info'],
        input: Buffer.from(sides),
      })
      expect(await new TrackedFiles(git).find(repository.path, 'conflict')).toEqual(['conflict.txt'])
    } finally {
      checkout.remove()
    }
  })
})
