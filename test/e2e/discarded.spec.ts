import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('a discarded session says so where it is looked at, takes no decision, and is restored there', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'one\n' }, { 'a.txt': 'two\n' })
  const [hunk] = await review.hunks()
  await review.run('discard')
  const restore = review.page.getByRole('button', { name: 'Restore session' })
  await expect(restore).toBeVisible()
  await picture(review.page, 'discarded')
  await review.press(hunk, 'a')
  await expect(review.page.getByText(/is discarded, so nothing in it is decided/).first()).toBeVisible()
  await expect(review.page.getByRole('button', { name: /^Accept/ })).toHaveCount(0)
  expect(await review.decisions()).toEqual([null])
  await restore.click()
  await expect(restore).toBeHidden()
  await review.press(hunk, 'x')
  await expect.poll(() => review.decisions()).toEqual(['reject'])
  await expect(review.page.getByText(/Nothing is accepted, so nothing would land/).first()).toBeVisible()
})
