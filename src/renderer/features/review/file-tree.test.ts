import { expect, test } from 'vitest'
import { orderFiles } from '#shared/domain/order/order-files.ts'
import type { FileOrder } from '#shared/domain/order/reading.ts'
import { fileRows, foldersAbove, matchesFilter } from './file-tree.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'

const plain = ['a.ts', 'src/net/deep/retry.ts', 'src/net/deep/wait.ts', 'z.ts']
const mixed = ['package.json', 'src/a.ts', 'src/b.ts', 'test/deep/a.test.ts', 'README.md']

function words(
  paths: readonly string[],
  order: FileOrder = 'reading',
  folded: readonly string[] = [],
  filter = '',
): readonly string[] {
  const { files } = changesetOf(Object.fromEntries(paths.map((path, at) => [path, at + 1])))
  return fileRows(orderFiles(files, order), order, new Set(folded), filter).map((row) =>
    row.kind === 'class'
      ? `[${row.of}]`
      : ' '.repeat(row.depth) +
        row.label +
        (row.kind === 'file' && row.folder !== null ? ` (${row.folder})` : ''),
  )
}

test('keeps the order of reading and joins chains of folders', () => {
  expect(words(plain)).toEqual(['a.ts', 'src/net/deep', ' retry.ts', ' wait.ts', 'z.ts'])
})
test('names the classes where there are several, and has a test beside what it tests', () => {
  expect(words(mixed)).toEqual([
    ...['[contract]', 'package.json'],
    ...['[behaviour]', 'src', ' a.ts', ' a.test.ts (test/deep)', ' b.ts'],
    ...['[document]', 'README.md'],
  ])
})
test('by path there is one tree, by size none', () => {
  expect(words(mixed, 'path')).toEqual([
    ...['README.md', 'package.json', 'src', ' a.ts', ' b.ts', 'test/deep', ' a.test.ts'],
  ])
  expect(words(mixed, 'size')).toEqual([
    ...['README.md', 'a.test.ts (test/deep)', 'b.ts (src)', 'a.ts (src)', 'package.json'],
  ])
})
test('a folded folder hides its files and still counts them', () => {
  const folded = ['behaviour:src/net/deep']
  expect(words(plain, 'reading', folded)).toEqual(['a.ts', 'src/net/deep', 'z.ts'])
  const places = orderFiles(changesetOf(Object.fromEntries(plain.map((path) => [path, 1]))).files, 'reading')
  const folder = fileRows(places, 'reading', new Set(folded), '')[1]
  expect(folder?.kind === 'folder' ? folder.files : null).toEqual([1, 2])
})
test('a filter opens what it finds', () => {
  expect(words(plain, 'reading', ['behaviour:src/net/deep'], 'wait')).toEqual(['src/net/deep', ' wait.ts'])
  expect(words(mixed, 'reading', [], 'a.ts')).toEqual(['[behaviour]', 'src', ' a.ts'])
  expect(matchesFilter('src/net/Retry.ts', 'retry src')).toBe(true)
  expect(matchesFilter('src/net/retry.ts', 'retry test')).toBe(false)
})
test('rows are in the order in which files are read, in each order', () => {
  for (const order of ['reading', 'path', 'size'] as const) {
    const places = orderFiles(changesetOf(Object.fromEntries(mixed.map((path) => [path, 1]))).files, order)
    const files = fileRows(places, order, new Set(), '').flatMap((row) =>
      row.kind === 'file' ? row.file : [],
    )
    expect(files).toEqual(places.map((_, at) => at))
  }
})
test('names every folder above a file, of what it tests where that is elsewhere', () => {
  const places = orderFiles(changesetOf({ 'a/b/c.ts': 1, 'x/c.test.ts': 1 }).files, 'reading')
  const above = places.map((place) => foldersAbove(place, 'reading'))
  expect(above).toEqual([
    ['behaviour:a', 'behaviour:a/b'],
    ['behaviour:a', 'behaviour:a/b'],
  ])
})
