import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from(
  { length: 120 },
  (_, index) => `export const place${index + 1} = harbour(${index + 1})\n`,
)
/** Lines of it are others, are gone, and came at its end. */
const changed = [
  ...lines.slice(0, 29),
  'export const place30 = harbour(31, quay)\n',
  ...lines.slice(30, 79),
  ...lines.slice(82),
  'export const last = 0\n',
]

const open = (workbench: Workbench): Promise<ReviewPage> =>
  ReviewPage.open(
    workbench,
    { 'a.txt': 'one\n' },
    { 'a.txt': 'two\n', 'places.ts': lines.join(''), 'z.txt': 'new\n' },
  )

/** Decides all of the first revision with this key, and shows the next one at its new file. */
async function decided(review: ReviewPage, key: 'a' | 'x'): Promise<void> {
  const [first, second, third] = await review.hunks()
  await review.press(first, 'a')
  await review.press(second, key)
  await review.press(third, 'a')
  await expect.poll(() => review.decisions()).toEqual(['accept', key === 'a' ? 'accept' : 'reject', 'accept'])
  await review.revise({ 'places.ts': changed.join('') })
  await expect(review.page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  await expect(review.page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
  await review.painted((await review.hunks())[1])
}

test('a new file that changed shows only how it differs from what was accepted, and is one decision', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  await decided(review, 'a')
  expect(await review.decisions()).toEqual(['accept', null, 'accept'])
  await expect(page.getByText('Against r1, which you accepted')).toBeVisible()
  const code = page.locator('.modified-in-monaco-diff-editor, .editor.modified').first()
  await expect(code).toContainText('harbour(31, quay)')
  await expect(code).toContainText('last = 0')
  // What was read is folded, but for the lines around what is new.
  await expect(code).not.toContainText('place50 ')
  await expect(page.getByRole('button', { name: /Show \d+ unchanged lines/ })).toHaveCount(3)
  // What was taken away stands on the other side.
  const then = page.locator('.original-in-monaco-diff-editor, .editor.original').first()
  await expect(then).toContainText('place81 ')
  await picture(page, 'read-again')

  // All of it can be read, and the verdict is on all of it.
  await page.getByRole('button', { name: /Show 43 unchanged lines/ }).click()
  await expect(code).toContainText('place50 ')
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept', 'accept'])
  await review.land()
  expect(review.repository.git('show', 'main:places.ts')).toBe(changed.join('').trim())
})

test('a decision that is taken back is nothing to hold a file against', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await decided(review, 'x')
  await expect(page.getByText('Against r1, which you rejected')).toBeVisible()
  // Of r1: the last of its files, and then this one.
  await review.keys('u', 'u')
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null])
  await expect(page.getByText(/^Against r1/)).toBeHidden()
})

test('what was typed into it and is saved stands in a file that is whole again', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await decided(review, 'a')
  await review.keys('e')
  await expect(page.locator('.monaco-editor textarea:focus, .native-edit-context:focus')).toHaveCount(1)
  await page.keyboard.type('// mine\n')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept', 'accept'])
  await expect(page.getByText(/^Against r1/)).toBeHidden()
})

const routes = (put: Readonly<Record<number, string>>): string =>
  Array.from(
    { length: 60 },
    (_, at) => put[at + 1] ?? `export const route${at + 1} = '/harbour/${at + 1}'\n`,
  ).join('')
const block = (fourth: string): string =>
  ['berth', 'quay', 'crane', fourth, 'tug', 'buoy'].map((name) => `export const ${name} = 'new'\n`).join('')

test('a hunk that changed is shown against what was accepted of it, the rest of its file against the base', async ({
  workbench,
}) => {
  const put = { 10: `export const route10 = '/pier/10'\n`, 30: block('ship') }
  const review = await ReviewPage.open(workbench, { 'routes.ts': routes({}) }, { 'routes.ts': routes(put) })
  const { page } = review
  const [, second] = await review.hunks()
  await review.keys('j')
  await review.press(second, 'a')
  await expect.poll(() => review.decisions()).toEqual([null, 'accept'])
  await review.revise({ 'routes.ts': routes({ ...put, 30: block('vessel') }) })
  await expect(page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  const [other, again] = await review.hunks()
  await expect.poll(() => review.decisions()).toEqual([null, null])
  await expect(page.getByText('1 hunk against r1, which you accepted')).toBeVisible()
  const before = page.locator('.editor.original').first()
  const after = page.locator('.editor.modified').first()
  // On the old side stands what was accepted: one line of it differs.
  await expect(before).toContainText('ship')
  await expect(before).toContainText('buoy')
  await expect(before).not.toContainText(`'/harbour/30'`)
  await expect(after).toContainText('vessel')
  await picture(page, 'hunk-read-again')

  await review.keys('Shift+d')
  await expect(page.getByText('1 hunk against r1, which you accepted')).toBeHidden()
  await expect(before).toContainText(`'/harbour/30'`)
  await expect(before).not.toContainText('ship')
  await review.keys('Shift+d')
  await expect(before).toContainText('ship')

  // It is one decision, which moves nothing of what is shown.
  await review.painted(again)
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual([null, 'accept'])
  await expect(page.getByText('1 hunk against r1, which you accepted')).toBeVisible()
  await review.painted(other)
  await review.keys('a')
  await review.land()
  expect(review.repository.git('show', 'main:routes.ts')).toBe(routes({ ...put, 30: block('vessel') }).trim())
})
