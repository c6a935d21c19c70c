import { ReviewPage, type FileJson } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('u brings back the session that was discarded last, until something else is done', async ({
  workbench,
}) => {
  const before = { 'a.txt': 'a\n', 'b.txt': 'b\n' }
  const review = await ReviewPage.open(
    workbench,
    before,
    { 'a.txt': 'A\n', 'b.txt': 'B\n' },
    (repository) => {
      repository.git('switch', '-q', '-c', 'other', 'main')
      repository.commit('Other', { 'a.txt': 'other\n' })
    },
  )
  const { page } = review
  const [first, second] = await review.hunks()
  await review.press(first, 'a')
  await review.painted(second)
  const other = await workbench.command(['review', 'other', '--repo', review.repository.path, '--json'])
  expect(other.stderr).toBe('')
  const { session } = JSON.parse(other.stdout) as { session: string }
  const told = await workbench.command(['changeset', session, '--json'])
  const { files } = JSON.parse(told.stdout) as { files: FileJson[] }
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.getByText('other', { exact: true })).toBeVisible()

  await review.keys('Control+Backspace')
  await expect(page.getByText('undoes: discard “work”', { exact: false })).toBeVisible()
  await review.keys('u')
  await review.painted(second)
  // The decision is as it was; now undo is about that again.
  expect(await review.decisions()).toEqual(['accept', null])
  await review.keys('u')
  await expect.poll(() => review.decisions()).toEqual([null, null])

  // A decision that came after a discard is what is undone.
  await review.keys('Control+Backspace')
  await expect(page.getByText('undoes: discard “work”', { exact: false })).toBeVisible()
  await review.press(files[0]?.hunks[0], 'a')
  await expect(page.getByText('undoes: accept', { exact: false })).toBeVisible()
})
