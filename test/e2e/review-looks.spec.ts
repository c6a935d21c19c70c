import type { Locator } from '@playwright/test'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}\n`)
const long = `a long line ${'and on '.repeat(60)}\n`

function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    { 'notes/guide.txt': lines.join(''), 'src/deep/code.ts': lines.join(''), 'src/white.ts': lines.join('') },
    {
      'notes/guide.txt': lines.with(9, 'ten\n').with(79, 'eighty\n').join(''),
      'src/deep/code.ts': lines.with(49, long).join(''),
      'src/white.ts': lines.with(19, '  line 20\n').with(59, 'sixty\n').join(''),
      'src/zeta.ts': 'export const zeta = 1\n',
    },
  )
}

const visibleLines = (review: ReviewPage, side: 'original' | 'modified'): Locator =>
  review.page.locator(`.editor.${side} .view-line`)

test.describe('looking at a review', () => {
  test.use({ viewport: { width: 1280, height: 800 } })

  test('side by side is what a modified file looks like where there is room, and a key changes it for that width', async ({
    workbench,
  }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    const diff = review.page.locator('.monaco-diff-editor')
    await expect(diff).not.toHaveClass(/side-by-side/)
    await review.page.setViewportSize({ width: 1920, height: 1080 })
    await expect(diff).toHaveClass(/side-by-side/)
    await expect(visibleLines(review, 'original').getByText('line 10', { exact: true })).toBeVisible()
    await expect(visibleLines(review, 'modified').getByText('ten', { exact: true })).toBeVisible()
    await review.press(hunks[0], 's')
    await expect(diff).not.toHaveClass(/side-by-side/)
    await review.page.reload()
    await review.painted(hunks[0])
    await expect(diff).not.toHaveClass(/side-by-side/)
    await review.keys('s')
    await expect(diff).toHaveClass(/side-by-side/)
    await review.page.setViewportSize({ width: 1280, height: 800 })
    await expect(diff).not.toHaveClass(/side-by-side/)
    await review.keys('s')
    await expect(diff).toHaveClass(/side-by-side/)
    await review.press(hunks[0], 'a')
    await review.painted(hunks[1])
  })

  test('what is unchanged is folded, and the whole file is one key away', async ({ workbench }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    const gap = review.page.getByRole('button', { name: 'Show 63 unchanged lines' })
    await expect(gap).toBeVisible()
    await review.press(hunks[0], 'f')
    await expect(gap).toBeHidden()
    await expect(visibleLines(review, 'modified').getByText('line 20', { exact: true })).toBeVisible()
    await review.keys('f')
    await expect(gap).toBeVisible()
    await gap.click()
    await expect(gap).toBeHidden()
  })

  test('long lines wrap, and the size of the code changes, without losing the hunk', async ({
    workbench,
  }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    await review.press(hunks[0], 'l')
    await review.painted(hunks[2])
    const line = visibleLines(review, 'modified').filter({ hasText: 'a long line' })
    const rows = visibleLines(review, 'modified').filter({ hasText: 'and on' })
    await expect(line).toHaveCount(1)
    await expect(rows).not.toHaveCount(1)
    await review.keys('z')
    await expect(rows).toHaveCount(1)
    await review.keys('z')
    await expect(rows).not.toHaveCount(1)
    await expect(line).toHaveCount(1)
    const height = async (): Promise<number> => (await line.boundingBox())?.height ?? 0
    const before = await height()
    await review.keys('Control+k')
    await review.page.keyboard.insertText('larger')
    await review.keys('Enter')
    await expect.poll(height).toBeGreaterThan(before)
    await review.painted(hunks[2])
    await expect(line).toBeInViewport()
  })

  test('the overview shows everything and opens what is chosen', async ({ workbench }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    await review.press(hunks[0], 'g')
    const overview = review.page.getByRole('region', { name: 'Overview of 4 files and 6 hunks' })
    await expect(overview).toBeFocused()
    await expect(overview.getByText('sixty')).toBeVisible()
    // Nothing is decided that can't be read.
    await review.keys('a')
    await review.keys('ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter')
    await expect(overview).toBeHidden()
    await review.painted(hunks[3])
    await expect(review.place).toHaveText('Hunk 4 of 6')
    expect(await review.decisions()).toEqual([null, null, null, null, null, null])
  })

  test('the filter finds a file and Enter goes there', async ({ workbench }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    await review.press(hunks[0], '/')
    const field = review.page.getByRole('textbox', { name: 'Filter the files' })
    await expect(field).toBeFocused()
    await review.page.keyboard.type('zet')
    await expect(review.page.getByRole('region', { name: 'Files' }).getByRole('listitem')).toHaveCount(2)
    await review.keys('Enter')
    await review.press(hunks[5], 'a')
    await expect.poll(() => review.decisions()).toEqual([null, null, null, null, null, 'accept'])
    await review.keys('/')
    await review.page.keyboard.type('no such path')
    await expect(review.page.getByText('No path contains that.')).toBeVisible()
    await review.keys('Escape')
    await expect(review.page.getByText('No path contains that.')).toBeHidden()
  })

  test('the letter typed right behind the key of the filter is of the filter', async ({ workbench }) => {
    const review = await open(workbench)
    const [hunk] = await review.hunks()
    await review.painted(hunk)
    // In one task of the page: nothing is drawn between the two.
    await review.page.evaluate(() => {
      for (const key of ['/', 'x'])
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
        )
    })
    const field = review.page.getByRole('textbox', { name: 'Filter the files' })
    await expect(field).toHaveValue('x')
    await expect(field).toBeFocused()
  })

  test('changes of white space only can be folded, and stay undecided', async ({ workbench }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    await review.press(hunks[0], 'l')
    await review.press(hunks[2], 'l')
    await review.press(hunks[3], 'j')
    await review.painted(hunks[4])
    await review.keys('w')
    await expect(review.page.getByRole('button', { name: /^White space only/ })).toBeVisible()
    expect(await review.decisions()).toEqual([null, null, null, null, null, null])
    await review.keys('w')
    await expect(review.page.getByRole('button', { name: /^White space only/ })).toBeHidden()
  })

  test('what is decided is one line, and opens and folds again', async ({ workbench }) => {
    const review = await open(workbench)
    const hunks = await review.hunks()
    await review.press(hunks[0], 'a')
    await review.painted(hunks[1])
    const stub = review.page.getByRole('button', { name: /^Accepted/ })
    await expect(stub).toHaveCount(1)
    await expect(visibleLines(review, 'modified').getByText('ten', { exact: true })).toBeHidden()
    await stub.click()
    await expect(visibleLines(review, 'modified').getByText('ten', { exact: true })).toBeVisible()
    await review.keys('Shift+K')
    await review.press(hunks[0], 'Backspace')
    await expect.poll(() => review.decisions()).toEqual([null, null, null, null, null, null])
    await expect(stub).toHaveCount(0)
  })
})

test('a file that is too large is shown on demand, and only then decided by itself', async ({
  workbench,
}) => {
  // Over the 20 MB from which a text is sent only when it is asked for.
  const large = `${'a long line of text '.repeat(50)}\n`.repeat(21_000)
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'one\n' },
    { 'a.txt': 'ONE\n', 'b-large.csv': large },
  )
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await expect(review.page.getByText(/It is not shown until you ask for it\./)).toBeVisible()
  await review.keys('a')
  await expect(review.page.getByText(/Its lines are not shown/)).toBeVisible()
  expect(await review.decisions()).toEqual(['accept', null])
  await review.page.getByRole('button', { name: /^Show it anyway/ }).click()
  await review.painted(hunks[1])
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept'])
})
