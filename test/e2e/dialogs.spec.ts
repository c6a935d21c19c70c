import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

/** Each dialog that a key opens over a review; `test/architecture` holds all to the one that is tried here. */
const dialogs: readonly (readonly [name: string, key: string])[] = [
  ['composer', 'n'],
  ['existing', 'Shift+N'],
  ['palette', 'Control+k'],
  ['keys', '?'],
  ['settings', 'Control+,'],
  ['landing', 'Shift+L'],
]

test('no dialog has an earlier message over it, and after each the keys work', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'a\n', 'b.txt': 'b\n' },
    { 'a.txt': 'A\n', 'b.txt': 'B\n' },
  )
  const { page } = review
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.painted(hunks[1])
  await expect.poll(() => review.decisions()).toEqual(['accept', null])
  const told = page.getByRole('region', { name: 'Messages' }).getByText(/white space only/)
  const splitter = page.getByRole('separator', { name: 'Width of the queue' })
  for (const [name, key] of dialogs) {
    await test.step(name, async () => {
      await splitter.focus()
      await expect(splitter).toBeFocused()
      await review.keys('w')
      await expect(told).toHaveCount(1)
      await review.keys(key)
      const dialog = page.getByRole('dialog')
      await expect(dialog).toHaveCount(1)
      await expect(dialog.locator(':focus')).toHaveCount(1)
      await expect(told).toHaveCount(0)
      await picture(page, `dialog-${name}`)
      await review.keys('Escape')
      await expect(dialog).toHaveCount(0)
      await expect(splitter).not.toBeFocused()
      await expect(page.locator('main:focus, main [data-keys="commands"] :focus')).toHaveCount(1)
      await expect(told).toHaveCount(0)
    })
  }
  // Where keys work: the next one decides.
  await review.press(hunks[1], 'x')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject'])
})

test('what failed before a dialog is there again after it', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'a\n' }, { 'a.txt': 'A\n' })
  const { page } = review
  const [hunk] = await review.hunks()
  await review.painted(hunk)
  await page.keyboard.press('Control+o')
  const folder = page.getByRole('combobox', { name: 'Folder of a repository' })
  await folder.fill(`${workbench.home}/nowhere`)
  await folder.press('Enter')
  const failure = page.getByRole('region', { name: 'Messages' }).getByRole('alert')
  await expect(failure).toHaveCount(1)
  await review.keys('Control+k')
  await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(1)
  await expect(failure).toHaveCount(0)
  await review.keys('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(failure).toHaveCount(1)
  // Who was typing goes on there.
  await expect(folder).toBeFocused()
})

test('what a range was refused for is gone once one is reviewed, and the keys work in each review', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'a\n' }, { 'a.txt': 'A\n' })
  const { page } = review
  const [hunk] = await review.hunks()
  await review.press(hunk, 'Shift+N')
  const range = page.getByRole('combobox', { name: 'Branch or range' })
  await range.fill('nonsense..main')
  await page.keyboard.press('Enter')
  const refused = page.getByRole('region', { name: 'Messages' }).getByText(/there is no commit "nonsense"/)
  await expect(refused).toBeVisible()
  await range.fill('main..work')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(refused).toHaveCount(0)

  review.repository.write({ 'a.txt': 'mine\n' })
  await page.keyboard.press('Shift+N')
  await page.getByRole('radio', { name: /^Uncommitted changes/ }).check({ force: true })
  await page.getByRole('button', { name: 'Review uncommitted changes' }).press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('main')).toBeFocused()
})
