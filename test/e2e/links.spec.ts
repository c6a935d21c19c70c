import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1920, height: 1080 } })

/** The question that comes before an address is opened, with all of the address and the focus on the way out. */
async function asked(page: Page, address: string | RegExp): Promise<Locator> {
  const question = page.getByRole('dialog', { name: 'Open this address in the browser?' })
  await expect(question.getByRole('group', { name: 'Address' })).toHaveText(address)
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  return question
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
  const docs = message.getByRole('link', { name: 'http://127.0.0.1:9/docs' })
  await docs.click()
  const question = await asked(page, 'http://127.0.0.1:9/docs')
  await expect(question.locator('mark')).toHaveText('127.0.0.1:9')
  await picture(page, 'address-question-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await picture(page, 'address-question')
  // Enter is on the way out, Escape is one too, and no key of the review works behind the question.
  await page.keyboard.press('a')
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await expect(docs).toBeFocused()
  await docs.press('Enter')
  await asked(page, 'http://127.0.0.1:9/docs')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(docs).toBeFocused()
  await docs.press('Enter')
  await asked(page, 'http://127.0.0.1:9/docs')
  const popup = page.waitForEvent('popup')
  await page.keyboard.press('Control+Enter')
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
  await page.mouse.move(box.x + 60, box.y + box.height / 2)
  await page.mouse.move(box.x + 64, box.y + box.height / 2)
  await expect(timeline.locator('.xterm-cursor-pointer')).toBeAttached()
  await page.mouse.down()
  await page.mouse.up()
  await asked(page, 'http://127.0.0.1:9/out')
  await model.close()
})
