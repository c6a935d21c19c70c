import { readFileSync, utimesSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCheckout } from '#test/support/checkout.ts'
import { readIndexFacts } from './index-facts.ts'

let checkout: TestCheckout
beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => checkout.remove())

const index = (): Buffer => readFileSync(path.join(checkout.commonDir, 'index'))
const tick = 1_700_000_000

describe('what an index says', () => {
  it('is what git says, in each version, whatever the names', () => {
    const { repository } = checkout
    const commit = repository.commit('base', { blob: 'x' })
    const blob = repository.git('rev-parse', 'HEAD:blob')
    const name = fc
      .array(fc.constantFrom('a', 'link', 'ü', ' ', 'n'.repeat(200)), { minLength: 1, maxLength: 24 })
      .map((parts) => parts.join('-'))
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(2, 3, 4),
        fc.boolean(),
        (names, version, submodule) => {
          repository.git('read-tree', '--empty')
          const lines = names.map((each) => `100644 ${blob}\t${each}\0`)
          if (submodule) lines.push(`160000 ${commit}\tsub/module\0`)
          repository.gitBytes(['update-index', '-z', '--index-info'], lines.join(''))
          if (version === 3) repository.git('update-index', '--skip-worktree', '--', names[0] ?? '')
          else repository.git('update-index', '--index-version', String(version))
          expect(index().readUInt32BE(4)).toBe(version)
          const tree = repository.git('write-tree')
          const hides = version === 3
          expect(readIndexFacts(index(), 'sha1', 1)).toEqual({ racy: 0, hasCommits: submodule, hides, tree })
          repository.git('update-index', '--assume-unchanged', '--', names.at(-1) ?? '')
          expect(readIndexFacts(index(), 'sha1', 1)).toMatchObject({ hides: true })
          repository.gitBytes(['update-index', '-z', '--index-info'], `100755 ${blob}\tzz\0`)
          expect(readIndexFacts(index(), 'sha1', 1)).toMatchObject({ tree: null })
        },
      ),
      { numRuns: 12 },
    )
  })

  it('counts the files that are as old as it', () => {
    const { repository } = checkout
    repository.write({ a: 'a', b: 'b', c: 'c' })
    for (const [at, name] of ['a', 'b', 'c'].entries())
      utimesSync(path.join(repository.path, name), tick + at, tick + at)
    repository.git('add', '-A')
    const racy = (seconds: number): number | undefined => readIndexFacts(index(), 'sha1', seconds)?.racy
    expect([tick, tick + 1, tick + 2, tick + 3].map(racy)).toEqual([3, 2, 1, 0])
  })

  it('is read of SHA-256 too, and is not told of a split index, of another file, or of one cut short', () => {
    const modern = new TestCheckout({ init: ['--object-format=sha256'] })
    modern.repository.commit('base', { a: 'a', 'd/b': 'b' })
    const bytes = readFileSync(path.join(modern.commonDir, 'index'))
    expect(readIndexFacts(bytes, 'sha256', 1)).toMatchObject({
      hasCommits: false,
      tree: modern.repository.tree(),
    })
    modern.remove()

    checkout.repository.commit('base', { a: 'a', 'd/b': 'b' })
    const whole = index()
    expect(readIndexFacts(whole, 'sha1', 1)).toMatchObject({ tree: checkout.repository.tree() })
    for (let length = 0; length < whole.length; length += 1)
      expect(readIndexFacts(whole.subarray(0, length), 'sha1', 1)?.tree ?? null).toBeNull()
    checkout.repository.git('update-index', '--split-index')
    expect(readIndexFacts(index(), 'sha1', 1)).toBeNull()
  })
})
