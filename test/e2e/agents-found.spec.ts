import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('settings show the agents of the machine, what is missing, and how one does when it is tried', async ({
  workbench,
}) => {
  // A program that says its version and ends at once when it is given work.
  const programs = path.join(workbench.home, 'programs')
  mkdirSync(programs, { recursive: true })
  const program = path.join(programs, 'gemini')
  writeFileSync(program, '#!/bin/sh\ncase "$1" in --version) echo 0.99.1 ;; *) exit 3 ;; esac\n')
  chmodSync(program, 0o755)
  const page = await workbench.start({ env: { PATH: `${programs}:/usr/bin:/bin` } })
  await page.getByRole('button', { name: 'Settings' }).click()
  const agents = page.getByRole('list', { name: 'Agents on this machine' })
  const gemini = agents.getByRole('listitem').filter({ hasText: 'Gemini' })
  await expect(gemini).toContainText('Version 0.99.1.')
  await expect(agents.getByRole('listitem').filter({ hasText: 'Codex' })).toContainText(/not|install/i)
  await expect(agents.getByRole('button', { name: /^Try Codex/ })).toHaveCount(0)
  await gemini.getByRole('button', { name: /^Try Gemini/ }).click()
  await expect(gemini.getByRole('status')).not.toContainText('It is asked to write one file', {
    timeout: 60_000,
  })
  await expect(gemini.getByRole('status')).not.toBeEmpty()
  await picture(page, 'settings-agents')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'settings-agents-dark')
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('codex')
  await expect(agents).toBeVisible()
})
