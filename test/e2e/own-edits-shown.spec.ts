import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { cutOff, zoomedWindow } from '#test/support/within-window.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const plain = Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`)
const changed = plain.with(4, 'const five = make(5, true)\n').with(19, 'twenty\n')

for (const colorScheme of picturedThemes) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('an own edit has the keys of one, is held against what it replaced, and lands without a trace', async ({
      workbench,
    }) => {
      const review = await ReviewPage.open(
        workbench,
        { 'a.txt': plain.join('') },
        { 'a.txt': changed.join('') },
      )
      const { page } = review
      const hunks = await review.hunks()
      const keys = page.getByRole('list', { name: 'Keys that work now' })
      const bar = page.getByRole('group', { name: 'The hunk in focus' })
      await review.painted(hunks[0])
      await expect(keys.getByRole('listitem').filter({ hasText: /accept$/ })).toBeVisible()
      await review.keys('e')
      await expect(page.getByText(/^You are editing the new side/)).toBeVisible()
      await review.keys('End')
      await page.keyboard.type(' // mine')
      await expect(page.getByText('true) // mine')).toBeVisible()
      await picture(page, `own-edit-typing-${colorScheme}`)
      await review.keys('Control+Enter')
      await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
      await expect(bar.getByText('Your edit')).toBeVisible()
      await expect(keys.getByRole('listitem').filter({ hasText: /accept$/ })).toHaveCount(0)
      await expect(keys.getByRole('listitem').filter({ hasText: /defer$/ })).toHaveCount(0)
      await expect(keys.getByRole('listitem').filter({ hasText: /go on$/ })).toBeVisible()
      await expect(bar.getByRole('button', { name: /^Accept/ })).toHaveCount(0)

      // What the agent wrote against what the person wrote, word by word.
      await review.painted(hunks[0])
      await review.keys('i')
      const panel = page.getByRole('complementary', { name: 'Your edit' })
      const sides = panel.getByRole('figure')
      await expect(sides.nth(0)).toContainText('const five = make(5, true)')
      await expect(sides.nth(1).locator('mark')).toHaveText('// mine')
      await picture(page, `own-edit-compared-${colorScheme}`)
      await review.keys('Escape')
      await expect(panel).toHaveCount(0)

      // The key goes on; what lands is all, and nothing is left that nobody decided.
      await review.press(hunks[0], 'a')
      await review.press(hunks[1], 'a')
      await expect.poll(() => review.decisions()).toEqual(['accept', 'accept'])
      await expect(page.getByRole('main').getByText(/^All 2 decided\. L lands all of them\./)).toBeVisible()
      await review.keys('Shift+L')
      const confirm = page.getByRole('dialog').getByRole('button', { name: /^Commit 1 file to main/ })
      await expect(confirm).toBeEnabled()
      await review.keys('Control+Enter')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await expect(page.getByText('All of r1 is decided')).toBeVisible()
      expect(await review.hunks()).toEqual([])
      await expect(page.getByText('Rejected')).toHaveCount(0)
      expect(review.repository.gitBytes(['show', 'main:a.txt']).toString()).toContain('true) // mine\n')
      await picture(page, `own-edit-landed-${colorScheme}`)

      // The same key undoes the landing, since that was done last.
      const before = review.repository.git('rev-parse', 'main')
      await expect(page.getByText('u undoes: the landing of “work”.')).toBeVisible()
      await review.keys('u')
      await expect(page.getByText('2/2 decided')).toBeVisible()
      expect(review.repository.git('rev-parse', 'main')).not.toBe(before)
      expect(review.repository.gitBytes(['show', 'main:a.txt']).toString()).toBe(plain.join(''))
      await expect.poll(() => review.decisions()).toEqual(['accept', 'accept'])
    })
  })
}

test('a comparison is whole, scrolls by keys, and the filter of files goes by Escape', async ({
  workbench,
}) => {
  const long = (word: string): string =>
    Array.from({ length: 120 }, (_, at) => `const value${at} = ${word}(${at})\n`).join('')
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': plain.join(''), 'b.txt': 'b\n' },
    { 'a.txt': plain.join('') + long('first'), 'b.txt': 'B\n' },
  )
  const { page } = review
  const [hunk] = await review.hunks()
  await review.press(hunk, 'x')
  await expect.poll(() => review.decisions()).toEqual(['reject', null])
  await review.revise({ 'a.txt': plain.join('') + long('second') })
  await expect(page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  const [now] = await review.hunks()
  await review.painted(now)
  await review.keys('i')
  const panel = page.getByRole('complementary', { name: 'Changed since it was decided' })
  const sides = panel.getByRole('figure')
  await expect(sides.nth(0).locator('mark')).toHaveCount(120)
  await expect(sides.nth(1).locator('mark').nth(119)).toHaveText('second')
  const scroller = panel.getByRole('group', { name: 'Both texts' })
  await expect(scroller).toBeFocused()
  await review.keys('End')
  await expect(sides.nth(1).locator('mark').nth(119)).toBeInViewport()
  await picture(page, 'compared-long')
  const size = page.viewportSize()
  await page.setViewportSize(zoomedWindow)
  await expect(page.getByTitle('Changed since you rejected it in r1')).toBeVisible()
  await expect.poll(() => cutOff(page)).toEqual([])
  if (size !== null) await page.setViewportSize(size)

  await review.keys('/')
  await page.keyboard.type('b.txt')
  await expect(page.getByRole('region', { name: 'Files' }).getByRole('listitem')).toHaveCount(1)
  await review.keys('Enter')
  await expect(page.getByRole('heading', { name: 'b.txt' })).toBeVisible()
  await review.keys('Escape')
  await expect(page.getByRole('region', { name: 'Files' }).getByRole('listitem')).toHaveCount(2)
})
