import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1280, height: 800 } })

const before = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`)

test('why a hunk was rejected stands in its fold, below it in focus and on the card of a file, and comes back with it', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': before.join('') },
    {
      'a.txt': before.with(4, 'five\n').with(30, 'thirty-one\n').join(''),
      'b.bin': Uint8Array.from([0, 1]),
    },
  )
  const { page } = review
  await review.readByPath()
  const [first, second, file] = await review.hunks()
  await review.press(first, 'r')
  await page.keyboard.type('Five is a word\u202e, write 5.')
  await page.keyboard.press('Enter')
  await review.painted(second)
  // What hides in it is named, as everywhere.
  await expect(page.getByText('Five is a word⟨U+202E⟩, write 5.')).toBeVisible()
  await picture(page, 'reject-reason-fold')
  await review.press(second, 'a')
  await review.press(file, 'r')
  await page.keyboard.type('Make it a text.')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Creates a binary file.' })).toContainText('Make it a text.')
  await picture(page, 'reject-reason-card')

  // The workbench keeps it: another page has it too, and so has the hunk in focus.
  await page.reload()
  await expect(page.getByText('3/3 decided')).toBeVisible()
  await page.keyboard.press('2')
  await review.keys('Shift+K', 'Shift+K')
  await review.painted(first)
  await expect(page.getByRole('group', { name: 'The hunk in focus' })).toContainText('Five is a word')
  await picture(page, 'reject-reason-focus')
  // It goes with the decision, and comes back with it.
  await review.keys('Backspace')
  await expect(page.getByText(/Five is a word/)).toHaveCount(0)
  await review.keys('u')
  await expect(page.getByText(/Five is a word/).first()).toBeVisible()
})
