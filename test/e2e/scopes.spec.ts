import type { Locator, Page } from '@playwright/test'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

const plain = Array.from({ length: 80 }, (_, index) => `line ${index + 1}\n`)
const first = plain.with(9, 'ten\n').with(39, 'forty\n').with(69, 'seventy\n')
const five = plain.with(4, 'five\n').join('')
const before = { 'a.txt': plain.join(''), 'b/c.txt': plain.join(''), 'd.txt': plain.join('') }
const after = { 'a.txt': first.join(''), 'b/c.txt': five, 'd.txt': five }
/** One hunk more in the first file, another one in place of the second's. */
const second = {
  'a.txt': first.with(54, 'fifty-five\n').join(''),
  'b/c.txt': plain.with(4, 'FIVE\n').join(''),
}

const files = (page: Page): Locator => page.getByRole('region', { name: 'Files' })
const row = (page: Page, words: RegExp): Locator => files(page).getByRole('button', { name: words })
const scope = (page: Page, words: string): Locator =>
  page.getByRole('button', { name: `Scope: ${words}. Choose another` })
const seenSigns = (page: Page): Locator =>
  page.getByRole('region', { name: /^Changes in/ }).getByRole('button', { name: /, seen, undecided$/ })

/** A review of which the first file was looked at, and nothing decided. */
async function open(workbench: Workbench): Promise<ReviewPage> {
  const review = await ReviewPage.open(workbench, before, after)
  await expect(seenSigns(review.page)).toHaveCount(3)
  return review
}

for (const colorScheme of picturedThemes) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('since my last look shows what was never seen, and is decided by the same keys', async ({
      workbench,
    }) => {
      const review = await open(workbench)
      const { page } = review
      await review.revise(second)
      await expect(page.getByText(/^r2 is here: 2 new hunks\./)).toBeVisible()
      await review.keys('.')
      const hunks = await review.hunks()
      expect(hunks).toHaveLength(6)
      await review.painted(hunks[2])

      // Of the first file only the new hunk, of the others what was never on screen.
      await review.keys('Shift+I')
      await expect(scope(page, 'Since my last look')).toBeVisible()
      await expect(page.getByText('Since my last look: 3 of 3 left, I shows everything')).toBeVisible()
      await expect(row(page, /a\.txt.*1 undecided/)).toBeVisible()
      await expect(page.getByText('Outside the scope, undecided')).toHaveCount(3)
      await review.painted(hunks[2])
      await picture(page, `scope-since-look-${colorScheme}`)
      await review.keys('g')
      await expect(page.getByRole('region', { name: /^Overview of/ }).getByText('lines')).toHaveCount(3)
      await picture(page, `scope-overview-${colorScheme}`)
      await review.keys('g')
      await review.painted(hunks[2])

      // What is on screen and in the scope, not what is folded; then a hunk; then the file.
      await review.keys('Shift+V')
      await review.painted(hunks[4])
      await expect.poll(() => review.decisions()).toEqual([null, null, 'accept', null, null, null])
      await review.keys('x')
      await review.painted(hunks[5])
      await review.keys('Shift+A')
      await expect.poll(() => review.decisions()).toEqual([null, null, 'accept', null, 'reject', 'accept'])
      await expect(
        page.getByText(
          'Since my last look: All 3 decided in this scope. I shows everything: 3 more hunks are undecided.',
        ),
      ).toBeVisible()
      await picture(page, `scope-decided-${colorScheme}`)

      // Undo is about the same; the same key leads back to everything.
      await review.keys('u')
      await review.painted(hunks[5])
      await expect(page.getByText('Since my last look: 1 of 3 left, I shows everything')).toBeVisible()
      await review.press(hunks[5], 'a')
      await review.keys('Shift+I')
      await expect(scope(page, 'Everything')).toBeVisible()
      await expect(row(page, /a\.txt.*3 undecided, seen$/)).toBeVisible()
      await review.keys('j')
      await review.painted(hunks[0])

      // Where nothing is new, that is said and nothing is hidden.
      await review.keys('Shift+I')
      await expect(
        page.getByText('Nothing is new since your last look. 3 hunks are seen and undecided.').first(),
      ).toBeVisible()
      await expect(scope(page, 'Everything')).toBeVisible()
      await picture(page, `scope-nothing-new-${colorScheme}`)
    })
  })
}

test('everything that is undecided is that of the scope, also by the key for all', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await review.keys('Shift+I')
  await expect(scope(page, 'Since my last look')).toBeVisible()
  const hunks = await review.hunks()
  await review.painted(hunks[3])
  await expect(row(page, /a\.txt/)).toHaveCount(0)
  await review.keys('Control+Shift+A')
  await expect.poll(() => review.decisions()).toEqual([null, null, null, 'accept', 'accept'])
})

test('the menu of scopes has the revisions and the file, and each is decided by keys', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  await review.revise(second)
  await expect(page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  const hunks = await review.hunks()
  await review.painted(hunks[2])
  await review.keys('Shift+F')
  const menu = page.getByRole('menu')
  await expect(menu.getByRole('menuitem')).toHaveText([
    /^Everything6 hunks, 6 undecided$/,
    /^Since my last look\d hunks?$/,
    'Since r1: the last turn',
    'Only a.txt4 hunks',
  ])
  await picture(page, 'scope-menu')
  await menu.getByRole('menuitem', { name: /^Since r1/ }).click()
  await expect(scope(page, 'Since r1')).toBeVisible()
  await expect(page.getByText('Since r1: 2 of 2 left, I shows everything')).toBeVisible()
  await expect(row(page, /d\.txt/)).toHaveCount(0)
  await review.press(hunks[2], 'a')
  await review.press(hunks[4], 'a')
  await expect.poll(() => review.decisions()).toEqual([null, null, 'accept', null, 'accept', null])

  await review.keys('Shift+F')
  await menu.getByRole('menuitem', { name: /^Only c\.txt|^Only b\/c\.txt/ }).click()
  await expect(scope(page, 'Only c.txt')).toBeVisible()
  await expect(row(page, /\.txt/)).toHaveCount(1)
  await review.keys('Shift+I')
  await expect(row(page, /\.txt/)).toHaveCount(3)
})

test('a revision that arrives while a scope is read moves nobody, in neither window, and its news join the scope', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  const hunks = await review.hunks()
  await review.keys('Shift+I')
  await review.painted(hunks[3])
  const other = await workbench.openPage()
  await painted(other, hunks[3]?.id ?? '')
  await other.keyboard.press('k')
  await painted(other, hunks[2]?.id ?? '')
  const text = (window: Page): Promise<string> =>
    window.locator('.monaco-diff-editor .editor.modified .view-lines[data-mprt]').innerText()
  const shown = [await text(page), await text(other)]
  await review.revise(second)
  for (const window of [page, other])
    await expect(window.getByText(/^r2 is here: 2 new hunks\./)).toBeVisible()
  expect([await text(page), await text(other)]).toEqual(shown)
  await painted(page, hunks[3]?.id ?? '')
  await painted(other, hunks[2]?.id ?? '')

  await review.keys('.')
  const now = await review.hunks()
  await review.painted(now[2])
  await expect(page.getByText('Since my last look: 3 of 3 left, I shows everything')).toBeVisible()
  // The other window has not asked for it.
  expect(await text(other)).toEqual(shown[1])
  await other.keyboard.press('.')
  await painted(other, now[2]?.id ?? '')
})
