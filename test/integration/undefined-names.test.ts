import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { undefinedBy, undefinedSentence } from '#shared/domain/unit/undefined-names.ts'
import type { Content } from '#test/support/repository.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end()
})

async function changed(
  before: Readonly<Record<string, Content>>,
  after: Readonly<Record<string, Content>>,
): Promise<ReviewHarness> {
  const harness = await ReviewHarness.make(before)
  ends.push(() => harness.dispose())
  await harness.take(harness.repository.commit('change', after))
  return harness
}

/** What is said of each hunk of a file, in order; null of those of which nothing is. */
async function said(harness: ReviewHarness, path: string): Promise<readonly (string | null)[]> {
  const { files } = await harness.changeset()
  const { links } = unwrap(await harness.reviews.names(harness.session, path))
  const hunks = files.flatMap((file) => file.hunks)
  return (files.find((file) => file.path === path)?.hunks ?? []).map(({ id }) => {
    const found = undefinedBy(links, id, (one) => hunks.find((hunk) => hunk.id === one)?.decision ?? null)
    return found === null ? null : undefinedSentence(found)
  })
}

const gap = Array.from({ length: 6 }, (_, at) => `export const line${at} = ${at}\n`).join('')

describe('names that a verdict leaves undefined', () => {
  it('are told of a new function and its import, by what is not rejected', async () => {
    const harness = await changed(
      { 'src/retry.ts': gap, 'src/a.ts': gap, 'lib/b.ts': gap },
      {
        'src/retry.ts': `export function retry() {}\n${gap}retry()\n`,
        'src/a.ts': `import { retry } from './retry.ts'\n${gap}retry()\n`,
        'lib/b.ts': `import { retry } from '../src/retry.js'\n${gap}`,
      },
    )
    expect(await said(harness, 'src/retry.ts')).toEqual([
      'Rejecting this leaves `retry` undefined: by name used in lib/b.ts:1 and 2 more lines.',
      null,
    ])
    expect(await said(harness, 'src/a.ts')).toEqual([
      'Rejecting this leaves `retry` undefined: by name used in src/a.ts:8.',
      null,
    ])
    const [defines] = await harness.hunks('src/retry.ts')
    await harness.decide([...(await harness.hunks('lib/b.ts')), ...(defines ? [defines] : [])], 'reject')
    expect((await said(harness, 'src/retry.ts'))[0]).toBe(
      '`retry` is left undefined: by name used in src/a.ts:1 and 1 more line.',
    )
    await harness.decide(await harness.hunks(), 'reject')
    expect(await said(harness, 'src/retry.ts')).toEqual([null, null])
  })

  it('are told of a deleted definition that files left alone still import, and of what is rejected', async () => {
    const harness = await changed(
      {
        'src/retry.ts': `${gap}export function retry() {}\n`,
        'src/a.ts': `import { retry } from './retry'\n${gap}`,
        'src/left.ts': `import { retry } from './retry'\n`,
        'other/retry.ts': 'export function retry() {}\n',
        'other/left.ts': `import { retry } from './retry'\n`,
      },
      { 'src/retry.ts': gap, 'src/a.ts': gap },
    )
    expect(await said(harness, 'src/retry.ts')).toEqual([
      'Accepting this leaves `retry` undefined: by name used in src/left.ts:1.',
    ])
    await harness.decide(await harness.hunks('src/a.ts'), 'reject')
    expect(await said(harness, 'src/retry.ts')).toEqual([
      'Accepting this leaves `retry` undefined: by name used in src/a.ts:1 and 1 more line.',
    ])
  })

  it('are told of a deleted file', async () => {
    const harness = await changed(
      { 'net/retry.py': 'def retry():\n    pass\n', 'app.py': 'from net.retry import retry\n' },
      { 'net/retry.py': null },
    )
    expect(await said(harness, 'net/retry.py')).toEqual([
      'Accepting this leaves `retry` undefined: by name used in app.py:1.',
    ])
  })

  it('are told over the files of a package, unless another of them defines the name', async () => {
    const before = { 'net/a.go': 'package net\n', 'net/b.go': 'package net\n\nfunc other() {}\n' }
    const after = {
      'net/a.go': 'package net\n\nfunc retry() {}\n',
      'net/b.go': 'package net\n\nfunc other() { retry() }\n',
    }
    const harness = await changed(before, after)
    expect(await said(harness, 'net/a.go')).toEqual([
      'Rejecting this leaves `retry` undefined: by name used in net/b.go:3.',
    ])
    const twice = { 'net/c_windows.go': 'package net\n\nfunc retry() {}\n' }
    expect(await said(await changed({ ...before, ...twice }, after), 'net/a.go')).toEqual([null])
  })

  it('are not told of words in strings and comments, properties, and what something else may define', async () => {
    const lines = [
      '// retry',
      'export const text = "retry()"',
      'export const value = line0.retry',
      'export const value = { retry: 1 }',
      'export const value = (retry: () => void) => retry()',
      '// what does not parse \n export const = retry()',
    ]
    const files = (of: (line: string) => string): Record<string, string> =>
      Object.fromEntries(lines.map((line, at) => [`src/${at}.ts`, of(line)]))
    const harness = await changed(
      files(() => gap),
      files((line) => `function retry() {}\n${gap}${line}\n`),
    )
    for (const [at, line] of lines.entries())
      expect([line, ...(await said(harness, `src/${at}.ts`))]).toEqual([line, null, null])
    const moved = await changed(
      { 'src/a.ts': `${gap}function retry() {}\n${gap.replaceAll('line', 'more')}` },
      { 'src/a.ts': `function retry() {}\n${gap}${gap.replaceAll('line', 'more')}retry()\n` },
    )
    expect(await said(moved, 'src/a.ts')).toEqual([null, null, null])
  })
})
