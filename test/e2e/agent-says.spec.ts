import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('a row says what its agent says, and a failure shows its last lines once', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const go = path.join(workbench.home, 'go')
  const begin = path.join(workbench.home, 'begin')
  const line = `until [ -e ${begin} ]; do sleep 0.1; done; echo counting the fish; until [ -e ${go} ]; do sleep 0.1; done; printf 'no %s\\n' minnows >&2; exit 3`
  const page = await workbench.start({ repository: repository.path })
  const made = await workbench.command([
    ...['task', 'Count the fish', '--repo', repository.path],
    ...['--run', line],
  ])
  expect(made.stderr).toBe('')
  const row = page.getByRole('navigation', { name: 'Queue' }).getByRole('button', { name: /Count the fish/ })
  await expect(row).toContainText('no output yet')
  writeFileSync(begin, '')
  await expect(row).toContainText('counting the fish')
  await row.click()
  writeFileSync(go, '')
  expect(existsSync(go)).toBe(true)
  await expect(page.getByRole('alert')).toContainText('exit code 3')
  await picture(page, 'agent-failed')
  await expect(page.getByText(/no minnows/)).toHaveCount(1)
})
