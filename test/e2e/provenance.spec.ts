import { picture } from '#test/support/pictures.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('a key shows where a hunk is from: what was asked, and the step that wrote it', async ({
  workbench,
}) => {
  const page = await workbench.start()
  await page.getByRole('button', { name: 'Try it on a demo' }).click()
  const guide = page.getByRole('complementary', { name: 'Guide to the demo' })
  await expect(guide).toContainText('accepts the outlined hunk', { timeout: 60_000 })
  await page.getByRole('main').focus()
  await expect(page.getByRole('group', { name: 'The hunk in focus' })).toBeVisible()
  await page.keyboard.press('b')
  const panel = page.getByRole('complementary', { name: 'Where it is from' })
  // The words of the task, the step, and since when it is there.
  await expect(panel.locator('blockquote').first()).not.toBeEmpty()
  await expect(panel.getByRole('listitem').first()).toContainText(
    /all \d+ lines|its one line|\d of \d+ lines/,
  )
  await expect(panel).toContainText('It came with r1, by turn 1.')
  await picture(page, 'provenance')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'provenance-dark')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  // Another hunk is from elsewhere, so it is not left standing beside it.
  await page.keyboard.press('b')
  await expect(panel).toBeVisible()
  await page.keyboard.press('i')
  await page.keyboard.press('j')
  await expect(panel).toBeHidden()

  // The timeline has what each step wrote.
  await page.keyboard.press('3')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline
    .getByRole('button', { name: /^Show \+\d+ \u2212\d+$/ })
    .first()
    .click()
  await expect(timeline.getByRole('group', { name: 'What it wrote' })).toBeVisible()
  await picture(page, 'edit-in-the-timeline-dark')
})
