import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const lines = (count: number, word = 'line'): string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`)
const plain = lines(80)
const before = { 'a.txt': plain.join(''), 'b/c.txt': plain.join(''), 'd.txt': 'one\n' }
const first = plain.with(9, 'ten\n').with(39, 'forty\n').with(69, 'seventy\n')
const after = { 'a.txt': first.join(''), 'b/c.txt': plain.with(4, 'five\n').join(''), 'd.txt': 'two\n' }
const second = {
  'a.txt': first.with(54, 'fifty-five\n').join(''),
  'b/c.txt': plain.with(4, 'FIVE\n').with(60, 'sixty-one\n').join(''),
}

for (const colorScheme of picturedThemes) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('a new revision leads to what is new in it, which is marked until it was looked at', async ({
      workbench,
    }) => {
      const review = await ReviewPage.open(workbench, before, after)
      const { page } = review
      const hunks = await review.hunks()
      await review.press(hunks[0], 'a')
      await review.painted(hunks[1])
      await review.revise(second)
      await expect(page.getByText(/^r2 is here: 3 new hunks\. Press \. to show it\.$/)).toBeVisible()
      await expect(review.place).toHaveCount(0)
      await review.painted(hunks[1])

      await review.keys('.')
      await expect(page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
      const now = await review.hunks()
      expect(now).toHaveLength(7)
      await review.painted(now[2])
      const bar = page.getByRole('group', { name: 'The hunk in focus' })
      const files = page.getByRole('region', { name: 'Files' })
      await expect(bar.getByText('New in r2')).toBeVisible()
      await expect(page.getByText('3 new in r2, . goes there')).toBeVisible()
      await expect(files.getByRole('button', { name: /a\.txt/ })).toContainText('1 new')
      await expect(files.getByRole('button', { name: /c\.txt/ })).toContainText('2 new')
      await expect(files.getByRole('button', { name: /d\.txt/ })).not.toContainText('new')
      await picture(page, `new-hunks-${colorScheme}`)

      // The page that comes after this one marks the same.
      await page.reload()
      await review.painted(now[2])
      await expect(page.getByText('3 new in r2, . goes there')).toBeVisible()

      // Looked at, it is new no more; the same key goes to the next.
      await review.keys('.')
      await review.painted(now[4])
      await expect(page.getByText('2 new in r2, . goes there')).toBeVisible()
      await expect(files.getByRole('button', { name: /a\.txt/ })).not.toContainText('new')
      await expect(
        page.getByRole('region', { name: /^Changes in/ }).getByRole('button', { name: /New in r2$/ }),
      ).toHaveCount(2)
      await review.keys('g')
      const overview = page.getByRole('region', { name: /^Overview of/ })
      await expect(overview.getByText('2 new', { exact: true })).toBeVisible()
      await expect(overview.getByText('new', { exact: true })).toHaveCount(2)
      await picture(page, `new-hunks-overview-${colorScheme}`)
      await review.keys('g')
      await review.painted(now[4])
      await review.keys('a')
      await review.painted(now[5])
      await expect(page.getByText('1 new in r2, . goes there')).toBeVisible()
      await review.keys('x')
      await expect(page.getByText(/new in r2, . goes there$/)).toHaveCount(0)
      await expect(files.getByRole('button', { name: /c\.txt/ })).not.toContainText('new')
    })
  })
}

test('a session that is opened again after its agent went on marks what it added', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, before, after)
  const { page } = review
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.painted(hunks[1])
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null, null, null])
  await page.goto('about:blank')
  await review.revise(second)
  await page.goBack()
  const now = await review.hunks()
  await review.painted(now[1])
  await expect(page.getByText('3 new in r2, . goes there')).toBeVisible()
  await review.keys('.')
  await review.painted(now[2])
})
