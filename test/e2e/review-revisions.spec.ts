import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from({ length: 80 }, (_, index) => `line ${index + 1}\n`)
const first = lines.with(9, 'ten\n').with(39, 'forty\n').with(69, 'seventy\n')

async function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(workbench, { 'a.txt': lines.join('') }, { 'a.txt': first.join('') })
}

/** Heights of everything in the review that a reader looks at, to see that none of it moved. */
function layout(review: ReviewPage): Promise<readonly string[]> {
  return review.page.evaluate(() =>
    [...document.querySelectorAll('.view-line')].map((line) => {
      const { top, left } = line.getBoundingClientRect()
      return `${Math.round(left)} ${Math.round(top)} ${line.textContent}`
    }),
  )
}

test('a revision that comes while the person reads moves nothing until it is asked for', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.painted(hunks[1])
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null])
  const before = await layout(review)
  await review.revise({ 'a.txt': ['new at the top\n', ...first].join('') })
  await expect(review.page.getByText(/^r2 is here: 1 new hunk\. Press \. to show it\.$/)).toBeVisible()
  expect(await layout(review)).toEqual(before)
  await expect(review.page.getByRole('button', { name: /^Revision r1/ })).toBeVisible()

  // It is shown on demand, at what is new in it, with the decision kept.
  await review.keys('.')
  await expect(review.page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
  await expect(review.place).toHaveText('Hunk 1 of 4')
  expect(await review.decisions()).toEqual([null, 'accept', null, null])

  // The older one can still be read, not decided.
  await review.keys('v')
  await review.page.getByRole('menuitem', { name: /^r1/ }).press('Enter')
  await expect(review.page.getByText(/r1 is not the newest revision/)).toBeVisible()
  await review.keys('a')
  expect(await review.decisions()).toEqual([null, 'accept', null, null])
  await review.keys('.')
  await expect(review.page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
})

test('what changed since it was rejected says so, and shows how', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.press(hunks[1], 'x')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null])
  await review.revise({ 'a.txt': first.with(39, 'two score\n').join('') })
  await expect(review.page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  await expect(review.page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
  expect(await review.decisions()).toEqual(['accept', null, null])
  const now = await review.hunks()
  await review.painted(now[1])
  const note = review.page.getByRole('button', { name: /^Changed since you rejected it in r1/ })
  await expect(note).toBeVisible()

  await review.keys('i')
  const panel = review.page.getByRole('figure')
  await expect(panel.nth(0)).toContainText('forty')
  await expect(panel.nth(1)).toContainText('two score')
  await review.keys('i')
  await expect(panel).toHaveCount(0)

  await review.keys('a')
  await review.painted(now[2])
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept', null])
  // Decided, it is a hunk like any other.
  await review.keys('Shift+K')
  await review.painted(now[1])
  await expect(note).toBeHidden()
})

test('what was rejected and comes back stays rejected and is marked', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.press(hunks[1], 'x')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null])
  await review.revise({ 'a.txt': first.with(39, 'line 40\n').join('') })
  await expect.poll(() => review.decisions()).toEqual(['accept', null])
  await review.revise({ 'a.txt': first.join('') })
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null])
  await expect(review.page.getByText(/^r3 is here/)).toBeVisible()
  await review.keys('.')
  await expect(review.page.getByRole('button', { name: /^Revision r3/ })).toBeVisible()
  await review.painted(hunks[2])
  await review.keys('Shift+K')
  await review.painted(hunks[1])
  const note = review.page.getByText('Came back after you rejected it')
  await expect(note).toBeVisible()
  await review.keys('Backspace')
  await expect(note).toBeHidden()
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null])
})
