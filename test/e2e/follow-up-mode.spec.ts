import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { launch, startWithOpenai } from '#test/support/session-walk.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1280, height: 800 } })

test('a session that is asked goes on to build, by a key at its follow-up', async ({ workbench }) => {
  const { page, model } = await startWithOpenai(workbench)
  await launch(page, 'OpenAI', scripted('What is in a?', { say: 'An a.' }), { mode: 'ask' })
  const timeline = page.getByRole('region', { name: 'Timeline' })
  // What it said is all there is, so that stands in the middle.
  const middle = page.getByRole('main')
  await expect(middle).toContainText('answered')
  await expect(middle.getByText('An a.', { exact: true })).toBeVisible()
  await picture(page, 'answered')
  await page.keyboard.press('m')
  const field = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await expect(field).toBeFocused()
  await page.keyboard.insertText(scripted('Make it b.', { sh: 'echo b > a.txt' }, { say: 'It is b.' }))
  const mode = page.getByRole('button', { name: /^Mode: / })
  await expect(mode).toHaveAccessibleName('Mode: ask')
  await page.keyboard.press('Control+.')
  await expect(mode).toHaveAccessibleName('Mode: plan, from this follow-up on')
  await page.keyboard.press('Control+.')
  await expect(mode).toHaveAccessibleName('Mode: build, from this follow-up on')
  await expect(field).toBeFocused()
  // What was chosen is there after a reload, as the words are.
  await page.reload()
  await expect(mode).toHaveAccessibleName('Mode: build, from this follow-up on')
  await picture(page, 'follow-up-mode')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'follow-up-mode-dark')
  await page.keyboard.press('m')
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('0/1 decided')).toBeVisible()
  await page.keyboard.press('3')
  await expect(timeline).toContainText('You chose the mode “build”, which holds from here on.')
  await expect(mode).toHaveAccessibleName('Mode: build')
  await model.close()
})
