import type { Locator } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const steps = Array.from({ length: 40 }, (_, at) => `  step(${at})\n`)
const body = (name: string, first: string, last: string): string =>
  [`export function ${name}() {\n`, `  ${first}()\n`, ...steps, `  ${last}()\n`, '}\n'].join('')
const suite = (mark: string): string =>
  [`it${mark}('mixes colours', () => {\n`, ...steps, '  expect(mix(1, 2)).toBe(3)\n', '})\n'].join('')
const before = {
  'README.md': '# Harbour\n',
  'lib/gone.ts': 'export const gone = 1\n',
  'package.json': '{\n  "name": "harbour",\n  "scripts": {}\n}\n',
  'src/boats.ts': body('boats', 'one', 'two'),
  'src/tides.ts': body('tides', 'one', 'two'),
  'src/zz/colours.ts': suite(''),
  'test/boats.test.ts': body('check', 'one', 'two'),
}
const after = {
  'README.md': '# The harbour\n',
  'lib/gone.ts': null,
  'package.json': '{\n  "name": "harbour",\n  "scripts": {\n    "postinstall": "node boats.js"\n  }\n}\n',
  'src/boats.ts': body('boats', 'three', 'four'),
  'src/tides.ts': body('tides', 'three', 'four'),
  'src/zz/colours.ts': suite(['', 'skip'].join('.')),
  'test/boats.test.ts': body('check', 'three', 'four'),
}

function rowsOf(review: ReviewPage): Locator {
  return review.page.getByRole('region', { name: 'Files', exact: true }).locator('li')
}

/** What the rows begin with: the name of a class, folder or file. */
async function names(review: ReviewPage): Promise<readonly string[]> {
  return rowsOf(review).evaluateAll((rows) =>
    rows
      .toSorted((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
      .map((row) => {
        const [first] = [...row.querySelectorAll('span')].filter((one) => /name|class/i.test(one.className))
        return first?.firstChild?.textContent ?? ''
      }),
  )
}

test('what weakens a test is read first, whatever its file is called, and says why', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, before, after)
  const { page } = review
  await expect(rowsOf(review).filter({ hasText: 'colours.ts' })).toContainText('a test is skipped: it')
  expect(await names(review)).toEqual([
    ...['Weakened tests and checks', 'src/zz', 'colours.ts'],
    ...['Runs by itself', 'package.json'],
    ...['Behaviour', 'src', 'boats.ts', 'boats.test.ts', 'tides.ts'],
    ...['Documents', 'README.md'],
    ...['Deleted, renamed, generated', 'lib', 'gone.ts'],
  ])
  await expect(page.getByRole('heading', { name: 'colours.ts' })).toBeVisible()
  await expect(page.getByRole('group', { name: 'The hunk in focus' })).toContainText('A test is skipped: it')
  await picture(page, 'reading-order')
  await review.keys('g')
  await expect(page.getByRole('region', { name: /^Overview/ })).toContainText('install script')
  await picture(page, 'reading-order-overview')
  await review.keys('g')
  await expect(page.getByRole('heading', { name: 'colours.ts' })).toBeVisible()
  // Going on by file is going on in that order, with a test behind what it tests.
  for (const name of ['package.json', 'boats.ts', 'boats.test.ts', 'tides.ts', 'README.md', 'gone.ts']) {
    await review.keys('l')
    await expect(page.getByRole('heading', { name, exact: false })).toBeVisible()
  }
})

test('another order is chosen by a key, keeps the place of the reader, and is kept for the repository', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, before, after)
  const { page } = review
  const files = await review.files()
  const boats = files.find(({ path }) => path === 'src/boats.ts')?.hunks ?? []
  await review.keys('l', 'l')
  await review.painted(boats[0])
  await review.keys('Shift+J')
  await review.painted(boats[1])
  const place = async (): Promise<number | undefined> =>
    (await page.locator('.view-line', { hasText: 'four' }).first().boundingBox())?.y
  const was = await place()

  await review.keys('Shift+G')
  await expect(page.getByRole('menuitem', { name: 'By path' })).toBeVisible()
  await page.getByRole('menuitem', { name: 'By path' }).click()
  await expect(rowsOf(review).first()).toContainText('README.md')
  expect(await names(review)).toEqual([
    ...['README.md', 'lib', 'gone.ts', 'package.json'],
    ...['src', 'boats.ts', 'tides.ts', 'zz', 'colours.ts', 'test', 'boats.test.ts'],
  ])
  await review.painted(boats[1])
  expect(await place()).toBe(was)
  await review.keys('a')
  await expect(page.getByRole('heading', { name: 'tides.ts' })).toBeVisible()

  await page.reload()
  await expect(rowsOf(review).first()).toContainText('README.md')
  await review.keys('Shift+G')
  await expect(page.getByRole('menuitem', { name: 'By size' })).toBeVisible()
  await picture(page, 'reading-order-menu')
  await page.getByRole('menuitem', { name: 'By size' }).click()
  await expect(rowsOf(review).first()).not.toContainText('README.md')
  expect((await names(review)).slice(0, 3)).toEqual(['package.json', 'boats.ts', 'tides.ts'])
})

test('a new revision leaves the reader where they are, though its order is another', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(
    workbench,
    { 'src/a.ts': body('a', 'one', 'two'), 'src/b.ts': body('b', 'one', 'two') },
    { 'src/a.ts': body('a', 'three', 'four'), 'src/b.ts': body('b', 'three', 'four') },
  )
  const { page } = review
  const [, second] = (await review.files()).find(({ path }) => path === 'src/a.ts')?.hunks ?? []
  await review.keys('Shift+J')
  await review.painted(second)
  const line = page.locator('.view-line', { hasText: 'four' }).first()
  const was = (await line.boundingBox())?.y
  await review.revise({ 'src/b.ts': `// ${['eslint', 'disable'].join('-')}\n${body('b', 'three', 'four')}` })
  await expect(page.getByText('r2', { exact: false }).first()).toBeVisible()
  // It is here, and moves nothing until it is asked for.
  await review.painted(second)
  expect((await line.boundingBox())?.y).toBe(was)
  expect(await names(review)).toEqual(['src', 'a.ts', 'b.ts'])
  await review.keys('.')
  await expect(page.getByRole('heading', { name: 'b.ts' })).toBeVisible()
  expect(await names(review)).toEqual([
    ...['Weakened tests and checks', 'src', 'b.ts', 'Behaviour', 'src', 'a.ts'],
  ])
})
