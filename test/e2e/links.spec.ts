import path from 'node:path'
import type { Page } from '@playwright/test'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1920, height: 1080 } })

/** Answers the next question of the page, and gives what it said. */
function answering(page: Page, yes: boolean): Promise<string> {
  return new Promise((resolve) => {
    page.once('dialog', (dialog) => {
      resolve(dialog.message())
      void (yes ? dialog.accept() : dialog.dismiss())
    })
  })
}

test('addresses and lines of files in messages and output can be followed', async ({ workbench }) => {
  const model = await startFakeResponses()
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`)
  repository.commit('Begin', { 'a.txt': 'one\n', 'b.txt': `${lines.join('\n')}\n` })
  const page = await workbench.start({
    repository: repository.path,
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url },
  })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toBeFocused()
  await page.keyboard.insertText(
    scripted(
      'Change two files',
      {
        sh: `echo two >> a.txt; sed -i -e 's/line 2$/first/' -e 's/line 50$/second/' b.txt; echo at http://127.0.0.1:9/out, seen`,
      },
      {
        say: 'See http://127.0.0.1:9/docs, then `b.txt:50`. Not javascript:alert(1) and not [this](javascript:alert(2)).',
      },
    ),
  )
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^OpenAI/ }).press('Enter')
  await page.keyboard.press('Control+Enter')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible({ timeout: 60_000 })
  // The task as it was written has the same words.
  const message = timeline.getByRole('listitem').filter({ hasText: /^See http/ })
  await expect(message.getByRole('link')).toHaveText(['http://127.0.0.1:9/docs', 'b.txt:50'])
  await picture(page, 'links')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'links-dark')

  // Nothing is opened without a yes, and the question names all of the address.
  let popups = 0
  page.on('popup', () => (popups += 1))
  const refused = answering(page, false)
  await message.getByRole('link', { name: 'http://127.0.0.1:9/docs' }).click()
  expect(await refused).toContain('http://127.0.0.1:9/docs')
  const agreed = answering(page, true)
  const popup = page.waitForEvent('popup')
  await message.getByRole('link', { name: 'http://127.0.0.1:9/docs' }).click()
  await agreed
  await popup
  expect(popups).toBe(1)

  // A line of a file on screen is gone to: the second hunk of the second file.
  await message.getByRole('link', { name: 'b.txt:50' }).click()
  await expect(page.getByRole('main').getByText('second').first()).toBeInViewport()

  // The same in the output, under the pointer.
  await timeline
    .getByRole('button', { name: /echo two/ })
    .first()
    .click()
  const row = timeline.locator('.xterm-rows > div', { hasText: 'http://127.0.0.1:9/out' })
  await expect(row).toBeVisible()
  const box = await row.boundingBox()
  if (box === null) throw new Error('the row is not on screen')
  const asked = answering(page, false)
  await page.mouse.move(box.x + 60, box.y + box.height / 2)
  await page.mouse.move(box.x + 64, box.y + box.height / 2)
  await expect(timeline.locator('.xterm-cursor-pointer')).toBeAttached()
  await page.mouse.down()
  await page.mouse.up()
  expect(await asked).toMatch(/http:\/\/127\.0\.0\.1:9\/out$/)
  await model.close()
})
