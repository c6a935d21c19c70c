import { chmodSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { HunkKind } from '#shared/domain/changeset/file-diff.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const base = Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`).join('')
const changed = base.replace('line 3\n', 'LINE 3\n').replace('line 20\n', 'LINE 20\nmore\n')

const accept = async (...kinds: readonly HunkKind[]): Promise<void> => {
  const hunks = (await harness.hunks()).filter((hunk) => kinds.includes(hunk.kind))
  await harness.decide(hunks, 'accept')
}
const inCheckout = (name: string): string => path.join(harness.repository.path, name)

describe('units count by themselves', () => {
  it('a rename and a mode without their hunks, and hunks without their rename', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': null, 'b.txt': changed }, () => chmodSync(inCheckout('b.txt'), 0o755))
    expect((await harness.hunks()).map(({ kind }) => kind)).toEqual(['rename', 'mode', 'text', 'text'])
    await accept('text')
    const onOldPath = unwrap(await harness.reviews.acceptedTree('s1'))
    expect(harness.content(onOldPath.tree, 'a.txt')).toBe(changed)
    expect(harness.content(onOldPath.tree, 'b.txt')).toBe(null)
    expect(onOldPath.files).toMatchObject([
      { path: 'a.txt', oldPath: null, change: 'modified', added: 3, deleted: 2, newMode: '100644' },
    ])
    unwrap(await harness.reviews.undo('s1'))
    await accept('rename', 'mode')
    const renamed = unwrap(await harness.reviews.acceptedTree('s1'))
    expect(harness.content(renamed.tree, 'b.txt')).toBe(base)
    expect(renamed.files).toMatchObject([
      { path: 'b.txt', oldPath: 'a.txt', change: 'renamed', added: 0, deleted: 0, newMode: '100755' },
    ])
    expect(renamed).toMatchObject({ accepted: 2, undecided: 2, number: 1 })
  })

  it('an added file keeps its mode; a deletion is one decision', async () => {
    harness = await ReviewHarness.make({ 'gone.txt': base, 'empty.txt': '' })
    await harness.revise({ 'gone.txt': null, 'run.sh': 'echo\n', 'void.txt': '' }, () =>
      chmodSync(inCheckout('run.sh'), 0o755),
    )
    await harness.decide(await harness.hunks(), 'accept')
    const tree = await harness.acceptedTree()
    expect(tree).toBe(harness.revisions[0]?.tree)
    const { files } = unwrap(await harness.reviews.acceptedTree('s1'))
    const summary = files.map(({ path: name, change, added, deleted }) => [name, change, added, deleted])
    expect(summary).toEqual([
      ['gone.txt', 'deleted', 0, 30],
      ['run.sh', 'added', 1, 0],
      ['void.txt', 'added', 0, 0],
    ])
  })
})

describe('trees of old and foreign programs', () => {
  it('are reviewed and landed, whatever way their modes are written in', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    const { repository } = harness
    const tree = (...entries: readonly (readonly [head: string, oid: string])[]): string => {
      const bytes = entries.flatMap(([head, oid]) => [Buffer.from(`${head}\0`), Buffer.from(oid, 'hex')])
      const args = ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin']
      return repository.gitBytes(args, Buffer.concat(bytes)).toString().trim()
    }
    const blob = (text: string): string =>
      repository.gitBytes(['hash-object', '-w', '--stdin'], text).toString().trim()
    const written = (text: string): string =>
      tree(['100664 a.txt', blob(text)], ['040000 dir', tree(['100664 b.txt', blob('b\n')])])
    harness.base = written(base)
    await harness.take(written(changed))
    const hunks = await harness.hunks()
    expect(hunks.map(({ kind }) => kind)).toEqual(['text', 'text'])
    expect(await harness.acceptedTree()).toBe(harness.base)
    await harness.decide(hunks.slice(0, 1), 'accept')
    const part = await harness.acceptedTree()
    expect(harness.content(part, 'a.txt')).toBe(base.replace('line 3\n', 'LINE 3\n'))
    await harness.decide(hunks, 'accept')
    const whole = await harness.acceptedTree()
    expect(repository.git('diff-tree', '-r', whole, harness.revisions[0]?.tree ?? '')).toBe('')
    await harness.land()
    expect(await harness.hunks()).toEqual([])
  })
})

describe('the text of a file', () => {
  it('has both sides and the change, for every kind', async () => {
    const binary = Buffer.from([0, 1, 2])
    harness = await ReviewHarness.make({ 'a.txt': changed, 'gone.txt': base, bin: binary, 'link.txt': 'x\n' })
    await harness.revise(
      { 'gone.txt': null, bin: Buffer.from([0, 2]), 'new.txt': 'n\n', 'link.txt': null },
      () => symlinkSync('a.txt', inCheckout('link.txt')),
    )
    const text = async (name: string) => unwrap(await harness.reviews.file('s1', name))
    expect(await text('gone.txt')).toMatchObject({
      before: { text: base, endsWithNewline: true },
      after: null,
      lines: [{ oldStart: 1, oldLines: 30, newStart: 0, newLines: 0 }],
    })
    expect(await text('new.txt')).toMatchObject({
      before: null,
      after: { text: 'n\n', readOnly: null },
      lines: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 1 }],
    })
    expect(await text('bin')).toMatchObject({
      before: { omitted: 'binary', bytes: 3 },
      after: { omitted: 'binary', bytes: 2 },
      lines: [],
    })
    const link = await text('link.txt')
    expect(link).toMatchObject({ before: { text: 'x\n' }, after: { text: 'a.txt', endsWithNewline: false } })
    expect(link.after?.readOnly).not.toBe(null)
    expect(await harness.reviews.file('s1', 'a.txt')).toMatchObject({ ok: false, error: { kind: 'noFile' } })
    const edit = { path: 'link.txt', oid: link.after?.oid ?? '', start: 1, lines: 1, text: 'b.txt' }
    expect(await harness.reviews.edit('s1', edit)).toMatchObject({ ok: false, error: { kind: 'badEdit' } })
  })
})
