import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { readFilterConfig } from '#main/git/filter-config.ts'
import type { Snapshot, SnapshotOptions } from '#main/worktrees/snapshot-options.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { temporaryFolder, type TestRepository } from '#test/support/repository.ts'
import { contentOf, plainTree, trySnapshot } from '#test/support/snapshots.ts'

let checkout: TestCheckout
let objects: Objects
const repository = (): TestRepository => checkout.repository
const at = (...parts: string[]): string => path.join(repository().path, ...parts)

beforeEach(async () => {
  checkout = new TestCheckout()
  objects = await checkout.objects()
})
afterEach(() => checkout.remove())

async function snapshot(options: Partial<SnapshotOptions> = {}): Promise<Snapshot> {
  return unwrap(await attempt(options))
}
const attempt = (options: Partial<SnapshotOptions> = {}): ReturnType<typeof trySnapshot> =>
  trySnapshot(checkout, objects, options)
const content = (tree: string, file: string): string => contentOf(repository(), tree, file)

describe('filters and line endings', () => {
  const evil = (): string => `touch ${path.join(checkout.folder, 'ran')}; cat`
  const ran = (): boolean => existsSync(path.join(checkout.folder, 'ran'))

  it('does not run commands of the repository until they are trusted', async () => {
    repository().commit('one', { a: '1\n', '.gitattributes': '* filter=evil\n' })
    repository().git('config', 'filter.evil.clean', evil())
    repository().git('config', 'filter.evil.process', evil())
    repository().git('config', 'filter.evil.required', 'true')
    repository().git('config', 'core.fsmonitor', evil())
    mkdirSync(at('.git/hooks'), { recursive: true })
    for (const hook of ['post-index-change', 'reference-transaction'])
      writeFileSync(at('.git/hooks', hook), `#!/bin/sh\n${evil()}\n`, { mode: 0o755 })
    repository().write({ a: '2\n' })
    const taken = await snapshot()
    expect(ran()).toBe(false)
    expect(content(taken.tree, 'a')).toBe('2\n')

    repository().git('config', '--unset', 'filter.evil.process')
    const filters = unwrap(await readFilterConfig(checkout.git, { folder: repository().path }))
    expect(filters.names).toEqual(['evil'])
    expect(filters.definitions).toContain(`filter.evil.clean = ${evil()}`)
    await snapshot({ trustedFilters: 'another hash' })
    expect(ran()).toBe(false)
    appendFileSync(at('a'), '3\n')
    await snapshot({ trustedFilters: filters.hash })
    expect(ran()).toBe(true)
  })

  it("runs the person's own filters, also where the repository redefines them", async () => {
    const personal = temporaryFolder()
    onTestFinished(() => personal.remove())
    const global = path.join(personal.path, 'gitconfig')
    checkout.remove()
    checkout = new TestCheckout({ config: { GIT_CONFIG_GLOBAL: global } })
    writeFileSync(global, '[filter "mine"]\n\tclean = tr a-z A-Z\n\trequired\n')
    objects = await checkout.objects()
    repository().commit('one', { '.gitattributes': 'a filter=mine\n' })
    repository().git('config', 'filter.mine.clean', evil())
    repository().write({ a: 'text\n' })
    expect(content((await snapshot()).tree, 'a')).toBe('TEXT\n')
    expect(ran()).toBe(false)

    writeFileSync(global, '[filter "mine"]\n\tclean = no-such-program\n\trequired\n')
    repository().write({ a: 'other\n' })
    const failed = await attempt()
    expect(failed).toMatchObject({ ok: false, error: { kind: 'filterFailed' } })
  })

  it('keeps the line endings that git would', async () => {
    repository().commit('one', { unix: 'a\nb\n', dos: 'a\r\nb\r\n' })
    repository().git('config', 'core.autocrlf', 'true')
    repository().write({ unix: 'a\r\nc\r\n', dos: 'a\r\nc\r\n', new: 'x\r\n' })
    const taken = await snapshot()
    expect(['unix', 'dos', 'new'].map((file) => content(taken.tree, file))).toEqual([
      'a\nc\n',
      'a\r\nc\r\n',
      'x\n',
    ])
    expect(taken.tree).toBe(plainTree(checkout))
  })
})
