import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('the sheet says that the commit is not signed and which hooks do not run', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('Begin', { 'a.txt': 'a\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.txt': 'A\n' })
  repository.git('switch', '-q', 'main')
  repository.git('config', 'commit.gpgSign', 'true')
  repository.git('config', 'gpg.format', 'ssh')
  const hook = path.join(repository.path, '.git/hooks/pre-commit')
  mkdirSync(path.dirname(hook), { recursive: true })
  writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const made = await workbench.command(['review', 'work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(made.stdout) as { readonly session: string }
  await workbench.command(['decide', session, '--all', 'accept'])

  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet.getByText(/The commit is not signed, although commit\.gpgSign is set/)).toBeVisible()
  await expect(
    sheet.getByText(/Hooks do not run at a landing\. This repository has pre-commit/),
  ).toBeVisible()
  await picture(page, 'landing-not-signed')
  await sheet.getByRole('button', { name: 'Commit 1 file to main' }).click()
  await expect(sheet).toBeHidden()
  expect(repository.git('cat-file', 'commit', 'main')).not.toContain('gpgsig')
})
