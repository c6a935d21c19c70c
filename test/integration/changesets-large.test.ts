import { afterEach, describe, expect, it } from 'vitest'
import { TestTrees } from '#test/support/tree-builder.ts'
import { changes, holds, type Files } from '#test/support/changeset-oracle.ts'

let made: TestTrees[] = []
function trees(format?: 'sha1' | 'sha256'): TestTrees {
  const one = new TestTrees(format)
  made.push(one)
  return one
}
afterEach(() => {
  for (const one of made) one.remove()
  made = []
})

describe('large changesets', () => {
  it('have 10,000 files, in order', async () => {
    const of = trees()
    const side = (word: string): Files =>
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [
          `d${index % 50}/f${index}.ts`,
          `head ${index}\n${word}\n${'tail\n'.repeat(20)}`,
        ]),
      )
    const files = await changes(of, side('one'), side('two'))
    expect(files.length).toBe(10_000)
    expect(new Set(files.flatMap((file) => file.hunks.map((hunk) => hunk.id))).size).toBe(10_000)
    const paths = files.map((file) => file.path)
    expect(paths).toEqual([...paths].sort())
  })

  // One lockfile froze a whole application until it was killed (superset #5462).
  it('have a file of 200,000 lines', async () => {
    const of = trees()
    const lines = Array.from({ length: 200_000 }, (_, index) => `entry ${index % 977}\n`)
    const changed = lines.map((line, index) => (index % 100 === 0 ? `changed ${index}\n` : line))
    const [base, revision] = [Buffer.from(lines.join('')), Buffer.from(changed.join(''))]
    const files = await changes(of, { big: base }, { big: revision, added: base })
    expect(files.map((file) => file.path)).toEqual(['added', 'big'])
    expect(files[0]?.hunks).toMatchObject([{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 200_000 }])
    expect(files[1]?.hunks.length).toBe(2000)
    if (files[1]) holds(base, revision, files[1])
  })
})
