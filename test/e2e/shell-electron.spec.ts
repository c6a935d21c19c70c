import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, test, type Workbench } from '#test/support/workbench-driver.ts'

async function launch(
  workbench: Workbench,
  ...words: string[]
): Promise<{ readonly app: ElectronApplication; readonly page: Page }> {
  const app = await launchElectron(workbench.environment, ...words)
  return { app, page: await app.firstWindow() }
}

function repositoryAt(workbench: Workbench, name: string): TestRepository {
  const repository = new TestRepository(path.join(workbench.home, name))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  return repository
}

test('a folder that is dropped on the window is opened', async ({ workbench }) => {
  const repository = repositoryAt(workbench, 'pond')
  const { app, page } = await launch(workbench)
  await expect(page.getByRole('button', { name: 'Choose a folder' })).toBeVisible()
  await picture(page, 'electron-start')
  const session = await app.context().newCDPSession(page)
  const data = { items: [], files: [repository.path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  await expect(page.getByRole('button', { name: 'Repository for new tasks: pond' })).toBeVisible()
  await picture(page, 'electron-dropped')
  await app.close()
})

test('an accepted change is saved as a patch where the person wants it', async ({ workbench }) => {
  const repository = repositoryAt(workbench, 'pond')
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.txt': 'two\n' })
  repository.git('switch', '-q', 'main')
  const done = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(done.stdout) as { session: string }
  await workbench.command(['decide', session, '--all', 'accept', '--json'])
  const { app, page } = await launch(workbench, repository.path)
  const target = path.join(workbench.home, 'taken.patch')
  // In the place of the dialog that asks where it goes.
  await app.evaluate(({ session: sessions }, file) => {
    sessions.defaultSession.on('will-download', (_event, item) => item.setSavePath(file))
  }, target)
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet.getByRole('list', { name: 'Files' })).toBeVisible()
  await sheet.getByRole('radio', { name: 'As a patch' }).check({ force: true })
  await expect(sheet.getByRole('button', { name: /^Save 1 file as a patch/ })).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => existsSync(target) && readFileSync(target, 'utf8').includes('+two')).toBe(true)
  repository.git('am', '-q', target)
  expect(repository.git('show', 'main:a.txt')).toBe('two')
  await app.close()
})
