import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

// Wide enough for both sides.
test.use({ viewport: { width: 1920, height: 1080 } })

const rows = Array.from({ length: 80 }, (_, index) => `row ${index + 1}\n`)

/** Two files, whose changes leave most of their lines folded. */
function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    { 'a.txt': rows.join(''), 'b.txt': rows.join('') },
    {
      'a.txt': rows.with(9, 'ten\n').with(70, 'seventy-one\n').join(''),
      'b.txt': rows.with(3, 'second\n').join(''),
    },
  )
}

test('finds in folded, removed and other files’ lines, and its letters decide nothing', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  const field = page.getByRole('textbox', { name: 'Find in the changes' })
  const count = page.getByRole('search').getByRole('status')
  const line = (text: string) => page.getByText(text, { exact: true })
  await review.keys('Control+f')
  await expect(field).toBeFocused()
  await expect(line('row 30')).toHaveCount(0)

  await page.keyboard.type('row 30')
  await expect(count).toHaveText('1 of 2in 2 files')
  await expect(line('row 30').last()).toBeInViewport()
  await expect(page.locator('.found-place-now')).toBeInViewport()
  await review.keys('Enter')
  await expect(count).toHaveText('2 of 2in 2 files')
  await expect(page.getByRole('region', { name: 'Changes in b.txt' })).toBeVisible()
  await expect(page.locator('.found-place-now')).toBeInViewport()
  await picture(page, 'find')
  await review.keys('Shift+Enter')
  await expect(page.getByRole('region', { name: 'Changes in a.txt' })).toBeVisible()

  // A removed line, and a word that only another file has.
  await review.keys('Control+a')
  await page.keyboard.type('row 71')
  await expect(count).toHaveText('1 of 2in 2 files')
  await expect(line('row 71').first()).toBeInViewport()
  await review.keys('Control+f')
  await page.keyboard.type('second')
  await expect(count).toHaveText('1 foundin 1 file')
  await review.keys('F3')
  await expect(page.getByRole('region', { name: 'Changes in b.txt' })).toBeVisible()
  await review.keys('Control+f')
  await page.keyboard.type('nowhere')
  await expect(count).toHaveText('Not foundin 0 files')

  // Keys that decide are letters there, also on its buttons; Esc gives the keys back to the review.
  await page.keyboard.type('axd')
  await page.getByRole('search').getByRole('button', { name: 'Close the search' }).focus()
  await review.keys('a', 'x')
  await review.keys('Escape')
  await expect(field).toHaveCount(0)
  expect(await review.decisions()).toEqual([null, null, null])
  await expect(review.place).toHaveText('Hunk 3 of 3')
  await review.press((await review.hunks())[2], 'a')
  await expect.poll(() => review.decisions()).toEqual([null, null, 'accept'])
})

test('while a file is edited the editor searches in it', async ({ workbench }) => {
  const review = await open(workbench)
  await review.press((await review.hunks())[0], 'e')
  await expect(review.page.getByText('You are editing the new side.', { exact: false })).toBeVisible()
  await review.keys('Control+f')
  await expect(review.page.getByRole('textbox', { name: 'Find', exact: true })).toBeFocused()
  await expect(review.page.getByRole('textbox', { name: 'Find in the changes' })).toHaveCount(0)
})

test('marks what is found in removed lines in one column, too', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await page.setViewportSize({ width: 1280, height: 720 })
  await expect(page.locator('.view-lines.line-delete').first()).toBeVisible()
  await review.keys('Control+f')
  await page.keyboard.type('row 71')
  const count = page.getByRole('search').getByRole('status')
  await expect(count).toHaveText('1 of 2in 2 files')
  const marked = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('found-place') ?? [])].map(
        ({ startContainer, startOffset, endOffset }) =>
          startContainer.textContent?.slice(startOffset, endOffset) ?? '',
      ),
    )
  await expect
    .poll(async () => (await marked()).map((text) => text.replaceAll('\u00a0', ' ')))
    .toEqual(['row 71'])
  await expect(page.locator('.line-delete').getByText('row 71', { exact: true })).toBeInViewport()
  await picture(page, 'find-removed')
  await review.keys('Escape')
  await expect.poll(marked).toEqual([])
})

test('says which files it did not search since they are large, and searches them when asked', async ({
  workbench,
}) => {
  const large = Array.from({ length: 120_000 }, (_, index) => `row ${index}\n`)
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': rows.join(''), 'b-large.txt': large.join('') },
    { 'a.txt': rows.with(9, 'needle\n').join(''), 'b-large.txt': large.with(90_000, 'needle\n').join('') },
  )
  const { page } = review
  await review.keys('Control+f')
  const count = page.getByRole('search').getByRole('status')
  await page.keyboard.type('needle')
  await expect(count).toHaveText('1 of 1in 1 file, 1 file over 1 MB not searched')
  await picture(page, 'find-large')
  await page.getByRole('search').getByRole('button', { name: 'Search it too' }).click()
  await expect(count).toHaveText('1 of 2in 2 files')
  await expect(page.getByRole('textbox', { name: 'Find in the changes' })).toBeFocused()
  await review.keys('Enter')
  await expect(count).toHaveText('2 of 2in 2 files')
  await expect(page.getByRole('region', { name: 'Changes in b-large.txt' })).toBeVisible()
})
