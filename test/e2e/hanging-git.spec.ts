import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

/** Has a pipe in the place of an object, at which git waits for ever; gives what mends it. */
function blockObject(repository: TestRepository, name: string): () => void {
  const oid = repository.git('rev-parse', name)
  const file = path.join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2))
  const bytes = readFileSync(file)
  rmSync(file)
  execFileSync('mkfifo', [file])
  return () => {
    rmSync(file)
    writeFileSync(file, bytes)
  }
}

test('a git that hangs is asked about, waited for, and ended', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'harbour'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.txt': 'A\n' })
  repository.git('switch', '-q', 'main')
  const made = await workbench.command(['review', 'work', '--repo', repository.path, '--json'])
  expect(made.stderr).toBe('')
  const mend = blockObject(repository, 'work:a.txt')
  const page = await workbench.start({
    repository: repository.path,
    // Between two questions about one git there is as much time again: enough to be seen.
    env: { WINNOW_GIT_PATIENCE: '2' },
  })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  const question = page.getByRole('complementary', { name: 'A git that takes long' })
  await expect(question).toContainText(
    /git still works to .* in .*harbour \(.*\)\. It may hang, or only be slow\./,
  )
  await picture(page, 'hanging-git')

  await page.keyboard.press('F9')
  await expect(question).toBeHidden()
  await expect(question).toBeVisible()

  // Over a dialog, too.
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('searchbox', { name: 'Find a setting' })).toBeFocused()
  await expect(question).toBeVisible()
  await picture(page, 'hanging-git-over-a-dialog')
  await page.keyboard.press('Shift+F9')
  await expect(question).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(page.getByText(/it was ended, as you asked, after \d+ s/)).toBeVisible()
  await picture(page, 'hanging-git-ended')
  mend()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('The changes can’t be shown')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Show every file on one page' })).toBeEnabled()
})

/** A real git that hangs, as long as the file `hang` is there, when it is to write files; gives the PATH that leads to it. */
function hangingGit(home: string): string {
  const at = (name: string): string => path.join(home, name)
  mkdirSync(at('bin'))
  const script = `#!/bin/sh
case "$* $PWD" in *' -n '*) ;; 'read-tree -m -u '*' ${at('harbour')}')
  echo $$ > '${at('stopped')}'; while [ -e '${at('hang')}' ]; do sleep 0.01; done;;
esac
PATH='${process.env['PATH'] ?? ''}' exec git "$@"
`
  writeFileSync(at('bin/git'), script, { mode: 0o755 })
  writeFileSync(at('hang'), '')
  return `${at('bin')}${path.delimiter}${process.env['PATH'] ?? ''}`
}

test('one that hangs while a start finishes a landing is asked about, over a page that is there', async ({
  workbench,
}) => {
  const { home } = workbench
  const repository = new TestRepository(path.join(home, 'harbour'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('Begin', { 'a.txt': 'a\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.txt': 'A\n' })
  repository.git('switch', '-q', 'main')
  const made = await workbench.command(['review', 'work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(made.stdout) as { readonly session: string }
  await workbench.command(['decide', session, '--all', 'accept'])
  const env = { PATH: hangingGit(home), WINNOW_GIT_PATIENCE: '2' }
  await workbench.start({ env })
  const landing = workbench.command(['land', session, '--branch', 'main'])
  await until('git hangs', () => existsSync(path.join(home, 'stopped')))
  await workbench.kill()
  process.kill(Number(readFileSync(path.join(home, 'stopped'), 'utf8')), 'SIGKILL')
  await landing
  await workbench.stop()

  const page = await workbench.start({ env, repository: repository.path })
  const question = page.getByRole('complementary', { name: 'A git that takes long' })
  await expect(question).toContainText(
    /git still works to .* in .*harbour \(.*\)\. It may hang, or only be slow\./,
  )
  const row = page.getByText('work', { exact: true }).first()
  await expect(row).toBeVisible()
  await picture(page, 'hanging-git-at-start')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Show every file on one page' })).toBeEnabled()
  await page.keyboard.press('Shift+F9')
  await expect(question).toBeHidden()
  const told = page.getByText(/can’t be finished yet\. It is tried again .*it was ended, as you asked/)
  await page.getByRole('button', { name: 'Fold or open the context' }).click()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(told).toBeVisible()
  await picture(page, 'hanging-git-at-start-ended')
  rmSync(path.join(home, 'hang'))
  await workbench.stop()

  await workbench.start({ env, repository: repository.path })
  await expect.poll(() => repository.git('status', '--porcelain')).toBe('')
  expect(repository.git('rev-parse', 'main^{tree}')).toBe(repository.git('rev-parse', 'work^{tree}'))
})
