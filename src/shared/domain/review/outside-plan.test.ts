import { expect, test } from 'vitest'
import { changesetOf } from '#test/support/sample-changeset.ts'
import type { DecidedFile, DecidedHunk } from './decided.ts'
import { markOutsidePlan } from './outside-plan.ts'

const [sample] = changesetOf({ 'a.ts': 1 }).files
if (sample === undefined) throw new Error('there is no file')
const [hunk] = sample.hunks
if (hunk === undefined) throw new Error('there is no hunk')

const file = (path: string, more: Partial<DecidedFile> = {}): DecidedFile => ({
  ...sample,
  ...{ path, oldPath: null, hunks: [{ ...hunk, editedBy: null }] },
  ...more,
})
const marks = (files: readonly DecidedFile[], plan: string): readonly boolean[] =>
  markOutsidePlan(files, plan).flatMap(({ hunks }) => hunks.map(({ outsidePlan }) => outsidePlan === true))
const isOutside = (path: string, named: string): boolean | undefined =>
  marks([file(path)], `1. Do it\n   Files: \`${named}\`\n`)[0]

test.each([
  ['src/a.ts', 'src/a.ts', false],
  ['src/a.ts', './src/a.ts', false],
  ['src/a.tsx', 'src/a.ts', true],
  ['lib/src/a.ts', 'src/a.ts', true],
  ['src/net/deep/a.ts', 'src/net/', false],
  ['src/net/deep/a.ts', 'src/net', false],
  ['src/network.ts', 'src/net', true],
  ['anything', '.', false],
  ['src/a.test.ts', 'src/*.test.ts', false],
  ['src/deep/a.test.ts', 'src/*.test.ts', true],
  ['src/deep/a.test.ts', 'src/**/*.test.ts', false],
  ['src/a.test.ts', 'src/**/*.test.ts', false],
  ['src/deep/er/a', 'src/**', false],
  ['docs/deep/a.md', '*.md', false],
  ['docs/a.mdx', '*.md', true],
  ['src/a.ts', 'src/{a,b}.ts', false],
  ['src/c.ts', 'src/{a,b}.ts', true],
  ['src/ab.ts', 'src/a?.ts', false],
  ['src/a+b.ts', 'src/a+*.ts', false],
  ['src/aab.ts', 'src/a+*.ts', true],
  ['app/[id]/page.tsx', 'app/[id]/page.tsx', false],
  ['app/i/page.tsx', 'app/[id]/*.tsx', true],
  ['a{b', 'a{b', false],
])('%s in a plan that names %s: outside %s', (path, named, outside) => {
  expect(isOutside(path, named)).toBe(outside)
})

test('a pattern of many parts that match anything holds nothing up', () => {
  const deep = `${'a/'.repeat(500)}b`
  expect(isOutside(deep, `${'**/'.repeat(200)}${'*'.repeat(100)}c`)).toBe(true)
  expect(isOutside(deep, `${'**/'.repeat(200)}${'{a,b,*}'.repeat(20)}`)).toBe(false)
})

test('of a renamed file the lines are in the plan by either name, the renaming by both', () => {
  const rename: DecidedHunk = { ...hunk, id: 'r', kind: 'rename', editedBy: null }
  const renamed = file('new.ts', { oldPath: 'old.ts', hunks: [rename, { ...hunk, editedBy: null }] })
  expect(marks([renamed], 'Files: old.ts')).toEqual([true, false])
  expect(marks([renamed], 'Files: new.ts')).toEqual([true, false])
  expect(marks([renamed], 'Files: new.ts, old.ts')).toEqual([false, false])
  expect(marks([renamed], 'Files: other.ts')).toEqual([true, true])
})

test('nothing is marked by a plan that names no files, and nothing that the person edited', () => {
  expect(marks([file('a.ts')], '1. Do it\n')).toEqual([false])
  const edited = file('a.ts', { hunks: [{ ...hunk, editedBy: 'edit' }] })
  expect(marks([edited, file('a.ts')], 'Files: b.ts')).toEqual([false, true])
})
