import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { UnitKind } from '#shared/domain/unit/unit.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

/** Two texts that look alike and do not mean the same. */
interface NearMiss {
  readonly language: string
  readonly name: string
  readonly before: string
  readonly after: string
}

const fixtures = new URL('../fixtures/near-misses.json', import.meta.url)
const pairs = (JSON.parse(readFileSync(fixtures, 'utf8')) as readonly NearMiss[]).map((pair, at) => {
  return { ...pair, path: `${at}/file.${extensionOf(pair.language)}` }
})

function extensionOf(language: string): string {
  const others: Readonly<Record<string, string>> = { ruby: 'rb', rust: 'rs' }
  return others[language] ?? language
}

let harness: ReviewHarness
beforeAll(async () => {
  harness = await ReviewHarness.make(Object.fromEntries(pairs.map(({ path, before }) => [path, before])))
  await harness.revise(Object.fromEntries(pairs.map(({ path, after }) => [path, after])))
})
afterAll(() => harness.dispose())

test('no change of meaning is called nothing but form, however much it looks so', async () => {
  const { units } = unwrap(await harness.reviews.units(harness.session))
  const { files } = await harness.changeset()
  const pathOf = new Map(files.flatMap((file) => file.hunks.map(({ id }) => [id, file.path] as const)))
  // Of a class each place is listed with its lines, and of a block each hunk is read.
  const read: readonly UnitKind[] = ['hunk', 'block', 'class']
  const folded = units.filter(({ kind }) => !read.includes(kind))
  expect(folded.map(({ kind, hunks }) => [kind, hunks.map((id) => pathOf.get(id))])).toEqual([])
  expect(new Set(units.flatMap(({ hunks }) => hunks.map((id) => pathOf.get(id)))).size).toBe(pairs.length)
})
