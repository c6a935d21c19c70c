import type { Locator, Page } from '@playwright/test'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = (count: number, word = 'line'): string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`)
const plain = lines(80)
const changed = plain.with(9, 'ten\n').with(39, 'forty\n').with(69, 'seventy\n')
const tall = [...plain.slice(0, 40), ...lines(45, 'new'), ...plain.slice(40)]

/** Three small hunks in one file, one in a second, and one higher than the screen in a third. */
const open = (workbench: Workbench): Promise<ReviewPage> =>
  ReviewPage.open(
    workbench,
    { 'a.txt': plain.join(''), 'b.txt': plain.join(''), 'c.txt': plain.join('') },
    { 'a.txt': changed.join(''), 'b.txt': plain.with(4, 'five\n').join(''), 'c.txt': tall.join('') },
  )

/** A file's row in the list of files, with what is said of it. */
const row = (page: Page, words: RegExp): Locator =>
  page.getByRole('region', { name: 'Files' }).getByRole('button', { name: words })

const signs = (page: Page, words: RegExp): Locator =>
  page.getByRole('region', { name: /^Changes in/ }).getByRole('button', { name: words })

const pill = (page: Page): Locator => page.getByRole('group', { name: 'The hunk in focus' })

for (const colorScheme of picturedThemes) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('what was on screen long enough to be read is marked as seen, and stays so', async ({
      workbench,
    }) => {
      const review = await open(workbench)
      const { page } = review
      await expect(pill(page).getByText('Undecided', { exact: true })).toBeVisible()
      await expect(signs(page, /, seen, undecided$/)).toHaveCount(3)
      await expect(pill(page).getByText('Seen, undecided')).toBeVisible()
      await expect(row(page, /a\.txt.*3 undecided, seen$/)).toBeVisible()
      await expect(row(page, /b\.txt.*1 undecided$/)).toBeVisible()
      await picture(page, `seen-hunks-${colorScheme}`)
      await review.keys('g')
      await expect(
        page.getByRole('region', { name: /^Overview of/ }).getByText('Seen, undecided'),
      ).toHaveCount(3)
      await picture(page, `seen-hunks-overview-${colorScheme}`)
      await review.keys('g')

      // Undo takes back a decision, and no mark.
      const [first, second, , fourth] = await review.hunks()
      await review.press(first, 'a')
      await review.painted(second)
      await review.keys('u')
      await review.painted(first)
      await expect(pill(page).getByText('Seen, undecided')).toBeVisible()

      // Killed and started again, the workbench knows them; what it did not have on screen is not seen.
      await expect.poll(() => marks(workbench, review)).toHaveLength(3)
      await workbench.kill()
      const again = await workbench.start()
      await expect(signs(again, /, seen, undecided$/)).toHaveCount(3)
      await expect(row(again, /b\.txt.*1 undecided$/)).toBeVisible()
      await again.keyboard.press('l')
      await painted(again, fourth?.id ?? '')
      await expect(row(again, /b\.txt.*1 undecided, seen$/)).toBeVisible()
    })
  })
}

test('a change clears the mark of the hunk that changed, and of no other', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await expect(signs(page, /, seen, undecided$/)).toHaveCount(3)
  const hunks = await review.hunks()
  await review.revise({ 'a.txt': changed.with(69, 'SEVENTY\n').join('') })
  await expect(page.getByText(/^r2 is here: 1 new hunk\./)).toBeVisible()
  // The new revision moves nobody.
  await review.painted(hunks[0])
  // For as long as the hunk that changed is not read: that is soon, so the page itself looks at each frame.
  const cleared = page.waitForFunction(
    () =>
      [...document.querySelectorAll('button')].some((one) =>
        /a\.txt.*of which 2 seen$/.test(one.textContent),
      ),
    undefined,
    { polling: 'raf' },
  )
  await review.keys('.')
  await cleared
  const now = await review.hunks()
  await review.painted(now[2])
  await expect(row(page, /a\.txt.*3 undecided, seen$/)).toBeVisible()
})

test('what is seen in one window is seen in the other', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await expect(signs(page, /, seen, undecided$/)).toHaveCount(3)
  const other = await workbench.openPage()
  const hunks = await review.hunks()
  await painted(other, hunks[0]?.id ?? '')
  await expect(signs(other, /, seen, undecided$/)).toHaveCount(3)
  await expect(row(page, /b\.txt.*1 undecided$/)).toBeVisible()
  await other.keyboard.press('l')
  await painted(other, hunks[3]?.id ?? '')
  for (const window of [page, other]) await expect(row(window, /b\.txt.*1 undecided, seen$/)).toBeVisible()
  await review.painted(hunks[0])
})

test('a hunk higher than the screen is seen once all of it was there', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  const hunks = await review.hunks()
  await review.keys('l', 'l')
  await review.painted(hunks[4])
  const side = page.locator('.monaco-diff-editor .editor.modified')
  const box = await side.boundingBox()
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200)
  // Lines beyond its ends, so that the last row of it is wholly on screen before the way back.
  const [above, below] = ['line 38', 'line 43']
  let end = below
  await expect(async () => {
    await page.mouse.wheel(0, end === above ? -120 : 120)
    if (await side.getByText(end, { exact: true }).isVisible()) end = end === above ? below : above
    await expect(row(page, /c\.txt.*1 undecided, seen$/)).toBeVisible({ timeout: 300 })
  }).toPass({ timeout: 60_000, intervals: [0] })
})

/** The marks that the workbench keeps. */
async function marks(workbench: Workbench, { session }: ReviewPage): Promise<readonly string[]> {
  const all = await workbench.ask(async (client) => {
    const stream = await client.review.watchSeen({ session })
    const first = await stream.next()
    await stream.return?.()
    return first.done === true ? [] : first.value
  })
  return all ?? []
}
