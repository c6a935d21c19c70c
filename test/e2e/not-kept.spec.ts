import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const rows = Array.from({ length: 60 }, (_, index) => `row ${index + 1}\n`)

function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    { 'a.txt': rows.join('') },
    { 'a.txt': rows.with(5, 'A\n').with(25, 'B\n').with(45, 'C\n').join('') },
  )
}

test('what a workbench that died did not acknowledge looks so, and is sent to the next one', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  const hunks = await review.hunks()
  await workbench.kill()
  await expect(page.getByText(/^The workbench does not answer/)).toBeVisible()
  await review.press(hunks[0], 'a')
  await expect(page.getByText('1 decision is not kept yet: the workbench does not answer.')).toBeVisible()
  await expect(page.getByText('not kept yet', { exact: true })).toBeVisible()
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')
  await picture(page, 'not-kept')
  await review.press(hunks[1], 'x')
  await review.press(hunks[2], 'a')
  await review.keys('u')
  await expect(page.getByText('2 decisions are not kept yet: the workbench does not answer.')).toBeVisible()
  const { port } = new URL(page.url())
  // Else it would send them itself once it is let in by the link of the next page.
  await page.close()

  const next = await workbench.start({ repository: review.repository.path, port: Number(port) })
  await expect(next.getByText(/sent again: accept 1 hunk in a.txt; reject 1 hunk in a.txt/)).toBeVisible()
  await expect(next.getByText(/not sent again/)).toHaveCount(0)
  await picture(next, 'not-kept-sent')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null])
  await next.reload()
  await expect(next.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '2')
  await expect(next.getByText(/sent again/)).toHaveCount(0)
})
