import { symlinkSync, unlinkSync, chmodSync } from 'node:fs'
import path from 'node:path'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

/** Two pictures of 2 × 1 and 1 × 2 pixels. */
const wide = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGNgYPgPRgAFBQH/jWvLYAAAAABJRU5ErkJggg==',
  'base64',
)
const pointer = (digit: string, size: number): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize ${size}\n`
const code = Array.from({ length: 30 }, (_, index) => `export const value${index} = ${index}\n`)

test('changes of whole files have a card each and are decided by the same keys', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    {
      'a-data.bin': new Uint8Array([0, 1, 2, 3]),
      'b-picture.png': wide,
      'c-gone.txt': 'one\ntwo\n',
      'd-run.sh': '#!/bin/sh\n',
      'f-large.dat': pointer('a', 1_000_000),
      'h-old.ts': code.join(''),
    },
    {
      'a-data.bin': new Uint8Array([0, 1, 2, 3, 4, 5]),
      'b-picture.png': Buffer.concat([wide, Buffer.from([0])]),
      'c-gone.txt': null,
      'e-empty.txt': '',
      'f-large.dat': pointer('b', 2_000_000),
      'h-old.ts': null,
      'h-renamed.ts': code.with(10, 'export const value10 = ten\n').join(''),
    },
    (repository) => {
      chmodSync(path.join(repository.path, 'd-run.sh'), 0o755)
      symlinkSync('d-run.sh', path.join(repository.path, 'g-link'))
      repository.git('add', '-A')
      repository.git(
        'update-index',
        '--add',
        '--cacheinfo',
        '160000,1111111111111111111111111111111111111111,i-module',
      )
      repository.git('commit', '-q', '-m', 'Change')
    },
  )
  const { page } = review
  await review.readByPath()
  const card = (sentence: string) => page.getByRole('region', { name: sentence, exact: true })
  const files = await review.files()
  const byPath = (name: string) => files.find((file) => file.path === name)?.hunks ?? []

  await review.painted(byPath('a-data.bin')[0])
  await expect(card('Replaces the binary content.')).toContainText('Before: 4 B')
  await expect(card('Replaces the binary content.')).toContainText('After: 6 B')
  // Its actions are on the card: no empty bar is below it.
  const below = page.locator('section[aria-label^="Changes in"] > [aria-hidden="true"]')
  await expect(below).toHaveCount(0)
  await review.keys('a')

  await review.painted(byPath('b-picture.png')[0])
  await expect(page.getByRole('img', { name: 'Before the change' })).toBeVisible()
  await expect(page.getByRole('img', { name: 'After the change' })).toBeVisible()
  await expect(card('Replaces the binary content.')).toContainText('2 \u00d7 1')
  await review.keys('a')

  await review.painted(byPath('c-gone.txt')[0])
  await expect(card('Deletes c-gone.txt.')).toBeVisible()
  await expect(page.locator('.view-line', { hasText: 'two' })).toBeVisible()
  await review.keys('x')

  await review.painted(byPath('d-run.sh')[0])
  await expect(card('Makes the file executable.')).toBeVisible()
  await review.keys('a')

  await review.painted(byPath('e-empty.txt')[0])
  await expect(card('Creates e-empty.txt, an empty file.')).toBeVisible()
  await review.keys('a')

  await review.painted(byPath('f-large.dat')[0])
  await expect(page.getByText('Git LFS pointer', { exact: true })).toBeVisible()
  await review.keys('a')

  await review.painted(byPath('g-link')[0])
  await expect(card('Creates a symbolic link.')).toContainText('d-run.sh')
  await review.keys('x')

  // A rename and the lines of the renamed file are decided apart.
  const [rename, edit] = byPath('h-renamed.ts')
  await review.painted(rename)
  await expect(card('Renames h-old.ts to h-renamed.ts.')).toBeVisible()
  await review.keys('x')
  await review.press(edit, 'a')

  await review.painted(byPath('i-module')[0])
  await expect(card('Adds a submodule.')).toContainText('1'.repeat(40))
  await review.keys('x')
  await expect(page.getByText(/^All 10 decided/).first()).toBeVisible()
  await expect
    .poll(() => review.decisions())
    .toEqual([
      'accept',
      'accept',
      'reject',
      'accept',
      'accept',
      'accept',
      'reject',
      'reject',
      'accept',
      'reject',
    ])

  await review.land()
  const landed = review.repository.git('ls-tree', '-r', '--format=%(objectmode) %(path)', 'main').split('\n')
  expect(landed).toEqual([
    '100644 a-data.bin',
    '100644 b-picture.png',
    '100644 c-gone.txt',
    '100755 d-run.sh',
    '100644 e-empty.txt',
    '100644 f-large.dat',
    '100644 h-old.ts',
  ])
  expect(review.repository.git('show', 'main:h-old.ts')).toContain('= ten')
})

test('what can\u2019t be in one tree apart is decided together, and says so', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'one\n', thing: 'a file\n' },
    { 'a.txt': 'ONE\n', thing: null, 'thing/one.txt': 'one\n', 'thing/two.txt': 'two\n' },
  )
  const hunks = await review.hunks()
  expect(hunks).toHaveLength(4)
  await review.press(hunks[0], 'x')
  await review.painted(hunks[1])
  await expect(review.page.getByText(/Also decides thing\/one\.txt and 1 more/)).toBeVisible()
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual(['reject', 'accept', 'accept', 'accept'])
  await expect(review.page.getByText(/^All 4 decided/).first()).toBeVisible()
  await review.keys('u')
  await expect.poll(() => review.decisions()).toEqual(['reject', null, null, null])
  await review.press(hunks[1], 'a')
  await review.land()
  expect(review.repository.git('ls-tree', '-r', '--name-only', 'main').split('\n')).toEqual([
    'a.txt',
    'thing/one.txt',
    'thing/two.txt',
  ])
})

test('a symbolic link that points elsewhere, and one that becomes a file', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'one.txt': 'one\n', 'two.txt': 'two\n' },
    {},
    (repository) => {
      repository.git('switch', '-q', 'main')
      symlinkSync('one.txt', path.join(repository.path, 'link'))
      symlinkSync('one.txt', path.join(repository.path, 'turned'))
      repository.commit('Links')
      repository.git('switch', '-q', '-C', 'work')
      unlinkSync(path.join(repository.path, 'link'))
      unlinkSync(path.join(repository.path, 'turned'))
      symlinkSync('two.txt', path.join(repository.path, 'link'))
      repository.commit('Change', { turned: 'a file now\n' })
    },
  )
  const hunks = await review.hunks()
  await review.painted(hunks[0])
  const card = review.page.getByRole('region', { name: 'Points the symbolic link elsewhere.' })
  await expect(card).toContainText('one.txt')
  await expect(card).toContainText('two.txt')
  await review.keys('a')
  await review.painted(hunks[1])
  await expect(
    review.page.getByRole('region', { name: 'Replaces a symbolic link by a regular file.' }),
  ).toBeVisible()
  await review.keys('x')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject'])
})
