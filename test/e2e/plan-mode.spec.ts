import { picture } from '#test/support/pictures.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { launch, startWithOpenai } from '#test/support/session-walk.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1280, height: 800 } })

test('a plan is handed over, edited, and approved as it stands; then the agent carries it out', async ({
  workbench,
}) => {
  const files = { 'src/pond.ts': 'export const depth = 3\n', 'README.md': '# Pond\n' }
  const { page: first, model, again } = await startWithOpenai(workbench, { files })
  let page = first
  const steps = [
    { step: 'Make the pond 4 m deep', files: ['src/pond.ts'] },
    { step: 'Test that it is', files: ['test/'] },
  ]
  const explanation = 'The pond is too shallow for the frogs in winter.'
  const change = ['*** Update File: src/pond.ts', '@@', '-export const depth = 3', '+export const depth = 4']
  const more = ['*** Update File: README.md', '@@', '-# Pond', '+# Deep pond']
  const prompt = scripted(
    'Make the pond deeper.',
    { call: { name: 'propose_plan', args: { explanation, steps } } },
    { patch: ['*** Begin Patch', ...change, ...more, '*** End Patch'].join('\n') },
    { say: 'It is deeper now.' },
  )
  await launch(page, 'OpenAI', prompt, { mode: 'plan' })

  const handedOver = () => page.getByRole('region', { name: 'The agent hands over its plan' })
  let card = handedOver()
  let plan = card.getByRole('textbox', { name: 'The plan' })
  await expect(plan).toHaveValue(/1\. Make the pond 4 m deep\n {3}Files: `src\/pond\.ts`\n2\. Test/)
  await page.getByRole('main').focus()
  await page.keyboard.press('q')
  await page.keyboard.press('e')
  await expect(plan).toBeFocused()
  // A key that is typed answers nothing.
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText('3. Tell nobody\n')
  await expect(card).toContainText('You edited it: the agent is given this text.')
  const edited = await plan.inputValue()
  // It waits though the workbench is killed, as it was edited.
  await page.waitForFunction(() => localStorage.getItem('winnow.unsaved') === '{}')
  await workbench.kill()
  page = await again()
  await expect(page.getByRole('button', { name: 'Tab next session' })).toBeVisible()
  await page.keyboard.press('Tab')
  card = handedOver()
  plan = card.getByRole('textbox', { name: 'The plan' })
  await expect(plan).toHaveValue(edited)
  await page.getByRole('main').focus()
  await page.keyboard.press('q')
  await page.keyboard.press('e')
  await expect(plan).toBeFocused()
  await picture(page, 'plan-handed-over')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'plan-handed-over-dark')
  await page.keyboard.press('Escape')
  await expect(plan).not.toBeFocused()
  await page.keyboard.press('y')
  await expect(card).toBeHidden()

  await expect(page.locator('.view-line', { hasText: /depth\s=\s4/ })).toBeVisible({ timeout: 30_000 })
  expect(JSON.stringify(model.requests.at(-1)?.body['input'])).toContain(JSON.stringify(edited).slice(1, -1))
  const bar = page.getByRole('group', { name: 'The hunk in focus' })
  await expect(bar.getByText('Accept')).toBeVisible()
  await expect(bar).not.toContainText('Outside the plan')
  await page.keyboard.press('l')
  await expect(page.locator('.view-line', { hasText: /Deep\spond/ })).toBeVisible()
  // The plan names no README.
  await expect(bar).toContainText('Outside the plan')
  await picture(page, 'outside-the-plan-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await picture(page, 'outside-the-plan')
  await page.keyboard.press('3')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline).toContainText('approved, as you edited it')
  await picture(page, 'plan-approved')
  await model.close()
})

test('a plan is sent back with words about lines of it, by keys and by the mouse', async ({ workbench }) => {
  const { page, model } = await startWithOpenai(workbench)
  const propose = (...steps: readonly string[]) => ({
    call: { name: 'propose_plan', args: { steps: steps.map((step) => ({ step, files: ['a.txt'] })) } },
  })
  const prompt = scripted('Write.', propose('Write one', 'Write two', 'Write three'), propose('Write a poem'))
  await launch(page, 'OpenAI', prompt, { mode: 'plan' })
  const card = page.getByRole('region', { name: 'The agent hands over its plan' })
  const plan = card.getByRole('textbox', { name: 'The plan' })
  const words = card.getByRole('textbox', { name: 'Why it is sent back' })
  await expect(plan).toHaveValue(/^1\. Write one/)
  await page.getByRole('main').focus()
  await page.keyboard.press('q')
  await page.keyboard.press('e')
  await expect(plan).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Control+/')
  await expect(words).toBeFocused()
  await expect(words).toHaveValue('> 2. Write two\n')
  await page.keyboard.insertText('In verse.')
  await plan.click({ position: { x: 60, y: 14 } })
  await card.getByRole('button', { name: /^Comment on the line/ }).click()
  await expect(words).toBeFocused()
  const said = '> 2. Write two\nIn verse.\n\n> 1. Write one\n'
  await expect(words).toHaveValue(said)
  await page.keyboard.insertText('Rather not.')
  await picture(page, 'plan-commented')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'plan-commented-dark')
  // The key that sends it back takes along what was written.
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  await expect(plan).toHaveValue(/^1\. Write a poem/)
  const told = JSON.stringify(model.requests.at(-1)?.body['input'])
  expect(told).toContain(JSON.stringify(`They said: ${said}Rather not.`).slice(1, -1))
  await expect(card.getByRole('textbox')).toHaveCount(1)
  await model.close()
})
