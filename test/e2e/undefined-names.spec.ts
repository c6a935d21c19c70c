import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const gap = Array.from({ length: 6 }, (_, at) => `export const line${at} = ${at}\n`).join('')

test('the line of a hunk says which name is left undefined without it', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'src/a.ts': gap },
    { 'src/a.ts': `function retry() {}\n${gap}retry()\n` },
  )
  const { page } = review
  const [defines, uses] = await review.hunks()
  const bar = page.getByRole('group', { name: 'The hunk in focus' })
  await expect(bar).toContainText('Rejecting this leaves `retry` undefined: by name used in src/a.ts:8.')
  for (const colorScheme of picturedThemes) {
    await page.emulateMedia({ colorScheme })
    await picture(page, `undefined-name-${colorScheme}`)
  }
  await review.press(defines, 'x')
  await review.painted(uses)
  await expect(bar).not.toContainText('undefined')
  await page.keyboard.press('u')
  await review.painted(defines)
  await expect(bar).toContainText('Rejecting this leaves `retry` undefined')
})
