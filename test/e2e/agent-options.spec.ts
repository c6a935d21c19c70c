import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('what an agent takes is chosen under the task, and the agent is started with it', async ({
  workbench,
}) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  // Stands in for the programs: it writes what it was started with.
  const programs = path.join(workbench.home, 'programs')
  mkdirSync(programs)
  for (const name of ['claude', 'codex']) {
    const program = path.join(programs, name)
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@" > arguments.txt\n')
    chmodSync(program, 0o755)
  }
  const page = await workbench.start({
    repository: repository.path,
    env: { PATH: `${programs}${path.delimiter}${process.env['PATH'] ?? ''}` },
  })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toBeFocused()
  await page.keyboard.type('Write it down')
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^Codex/ }).press('Enter')
  await composer.getByRole('button', { name: 'Effort: default effort' }).press('Enter')
  await page.getByRole('menuitem', { name: 'xhigh' }).press('Enter')
  await expect(composer.getByRole('button', { name: 'Effort: xhigh effort' })).toBeVisible()
  await picture(page, 'agent-options')
  // Another agent takes other things.
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^Claude Code/ }).press('Enter')
  await expect(composer.getByRole('button', { name: /^Effort/ })).toBeHidden()
  const field = composer.getByRole('textbox', { name: 'Model' })
  await field.fill("pro 'preview'")
  await field.press('Control+Enter')
  await expect(composer).toBeHidden()
  const line = page.locator('.view-line', { hasText: /^pro\s'preview'$/ })
  await expect(line).toBeVisible()
})

test('the models that a server has are offered for the built-in agent, and any other can be typed', async ({
  workbench,
}) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const model = await startFakeResponses()
  const page = await workbench.start({
    repository: repository.path,
    env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'sk-test' },
  })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await page.keyboard.type('Say hello')
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^OpenAI/ }).press('Enter')
  const field = composer.getByRole('combobox', { name: 'Model' })
  await expect(field).toBeVisible()
  await expect(composer.locator('datalist option')).toHaveCount(1)
  await expect(composer.locator('datalist option')).toHaveAttribute('value', 'gpt-5.5')
  await composer.getByRole('button', { name: 'Effort: default effort' }).press('Enter')
  await page.getByRole('menuitem', { name: 'high', exact: true }).press('Enter')
  await field.fill('gpt-other')
  await picture(page, 'agent-models')
  await field.press('Control+Enter')
  await expect(composer).toBeHidden()
  await expect
    .poll(() => model.requests.find(({ path: at }) => at === '/v1/responses')?.body)
    .toMatchObject({ model: 'gpt-other', reasoning: { effort: 'high' } })
  await model.close()
})
