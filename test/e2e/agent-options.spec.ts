import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
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
    writeFileSync(program, '#!/bin/sh\necho "$@" > arguments.txt\n')
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
  const line = page.locator('.view-line', { hasText: /--model\spro\s'preview'$/ })
  await expect(line).toBeVisible()
})
