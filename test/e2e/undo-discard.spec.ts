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

test('who goes elsewhere while a session is brought back stays there, and is told', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'a\n' }, { 'a.txt': 'A\n' }, (repository) => {
    for (const branch of ['other', 'third']) {
      repository.git('switch', '-q', '-c', branch, 'main')
      repository.commit('Change', { 'a.txt': `${branch}\n` })
    }
  })
  const { page } = review
  for (const branch of ['other', 'third'])
    await workbench.command(['review', branch, '--repo', review.repository.path, '--json'])
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.getByRole('button', { name: /^third/ })).toBeVisible()
  const title = (name: string) => page.getByRole('main').getByRole('heading', { name, level: 1 })
  await expect(title('work')).toBeVisible()
  await review.keys('Control+Backspace')
  await expect(page.getByText('undoes: discard “work”', { exact: false })).toBeVisible()
  await expect(title('other')).toBeVisible()
  // Both keys in one task of the page: no answer can come between them.
  await page.evaluate(() => {
    for (const [key, code] of [
      ['u', 'KeyU'],
      ['Tab', 'Tab'],
    ] as const)
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }),
      )
  })
  const messages = page.getByRole('region', { name: 'Messages' })
  await expect(messages.getByText('Restored “work”.')).toBeVisible()
  await expect(title('third')).toBeVisible()
  await expect(queue.getByRole('button', { name: /^work/ })).toBeVisible()
  await messages.getByRole('button', { name: 'Show it' }).click()
  await expect(title('work')).toBeVisible()
})
