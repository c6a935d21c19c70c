import { expect, test } from 'vitest'
import { foldersAbove, matchesFilter, treeRows } from './file-tree.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'

const { files } = changesetOf({
  'a.txt': 1,
  'src/net/deep/retry.ts': 1,
  'src/net/deep/wait.ts': 1,
  'z.md': 1,
})
const words = (folded: readonly string[] = [], filter = ''): readonly string[] =>
  treeRows(files, new Set(folded), filter).map((row) => `${' '.repeat(row.depth)}${row.label}`)

test('keeps the order of reading and joins chains of folders', () => {
  expect(words()).toEqual(['a.txt', 'src/net/deep', ' retry.ts', ' wait.ts', 'z.md'])
})
test('a folded folder hides its files and still counts them', () => {
  expect(words(['src/net/deep'])).toEqual(['a.txt', 'src/net/deep', 'z.md'])
  const folder = treeRows(files, new Set(['src/net/deep']), '')[1]
  expect(folder?.kind === 'folder' ? folder.files : null).toEqual([1, 2])
})
test('a filter opens what it finds', () => {
  expect(words(['src/net/deep'], 'wait')).toEqual(['src/net/deep', ' wait.ts'])
  expect(matchesFilter('src/net/Retry.ts', 'retry src')).toBe(true)
  expect(matchesFilter('src/net/retry.ts', 'retry test')).toBe(false)
})
test('names every folder above a path', () => {
  expect(foldersAbove('a/b/c.ts')).toEqual(['a', 'a/b'])
})
