import { expectAccessible } from '#test/support/accessibility.ts'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const before = 'top\none\ntwo\nend\n'
const after = 'top\neins\nzwei\nend\nlast\n'

test('lines of a hunk are taken and left by keys, and exactly these land', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': before }, { 'a.txt': after })
  const { page } = review
  const [first, second] = await review.hunks()
  await review.painted(first)
  // What is pressed right after the key is for the list: `x` rejects no hunk.
  await review.keys('Shift+C', 'j', 'x')
  const list = page.getByRole('listbox', { name: 'Lines of the hunk' })
  await expect(list.getByRole('option', { name: 'added: eins' })).toHaveAttribute('aria-selected', 'false')
  await review.keys('k', 'x')
  await expect(list.getByRole('option', { name: 'removed: one' })).toHaveAttribute('aria-selected', 'false')
  await expect(page.getByText('2 lines of 4 taken; the others stay as they were.')).toBeVisible()
  expect(await review.decisions()).toEqual([null, null])
  await expect(page.getByRole('list', { name: 'Keys that work now' })).toContainText('take or leave')
  await picture(page, 'choose-lines')
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual(['accept', null])
  await expect(list).toBeHidden()
  await review.painted(second)
  await review.press(second, 'x')
  await review.land()
  expect(review.repository.git('show', 'main:a.txt')).toBe('top\none\nzwei\nend')
})

test('all lines left reject the hunk, all taken accept it, and Escape decides nothing', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': before }, { 'a.txt': after })
  const { page } = review
  const [first, second] = await review.hunks()
  await review.painted(first)
  await review.keys('Shift+C')
  const list = page.getByRole('listbox', { name: 'Lines of the hunk' })
  await expect(list).toBeFocused()
  await review.keys('x', 'Escape')
  await expect(list).toBeHidden()
  expect(await review.decisions()).toEqual([null, null])
  await review.keys('Shift+C')
  await expect(list).toBeFocused()
  await review.keys('x', 'Shift+J', 'Shift+J', 'Shift+J')
  await expect(page.getByText('No line is taken: the hunk is rejected.')).toBeVisible()
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual(['reject', null])
  await review.painted(second)
  await review.keys('Shift+C')
  await list.getByRole('option', { name: 'added: last' }).click()
  await expect(page.getByText('No line is taken: the hunk is rejected.')).toBeVisible()
  await list.getByRole('option', { name: 'added: last' }).click()
  await page.getByRole('button', { name: /^Accept these/ }).click()
  await expect.poll(() => review.decisions()).toEqual(['reject', 'accept'])
})

test('a change of the file under the list is refused, and nothing is decided', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': before }, { 'a.txt': after })
  const { page } = review
  const [first] = await review.hunks()
  await review.painted(first)
  await review.keys('Shift+C')
  const list = page.getByRole('listbox', { name: 'Lines of the hunk' })
  await expect(list).toBeFocused()
  await expectAccessible(page, 'the lines of a hunk')
  await review.keys('j', 'x')
  await review.revise({ 'a.txt': after.replace('zwei', 'zwo') })
  await expect(page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('a')
  await expect(page.getByText(/changed since it was shown. Nothing was changed/)).toBeVisible()
  expect(await review.decisions()).toEqual([null, null])
})
