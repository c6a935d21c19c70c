import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, test } from '#test/support/workbench-driver.ts'

/** Whether anything keeps the machine awake; the numbers of what does are counted up from 0 or 1. */
const isKeptAwake = (app: ElectronApplication): Promise<boolean> =>
  app.evaluate(({ powerSaveBlocker }) =>
    Array.from({ length: 20 }, (_, id) => powerSaveBlocker.isStarted(id)).some(Boolean),
  )

test('the machine is kept awake while a turn runs, and no longer', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const go = path.join(workbench.home, 'go')
  const app = await launchElectron(workbench.environment, repository.path)
  const page = await app.firstWindow()
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  expect(await isKeptAwake(app)).toBe(false)
  const line = `until test -e '${go}'; do sleep 0.05; done; echo two > a.txt`
  const started = workbench.command([
    ...['task', 'Work', '--repo', repository.path, '--run', line, '--wait', '--json'],
  ])
  await expect.poll(() => isKeptAwake(app)).toBe(true)
  writeFileSync(go, '')
  await started
  await expect.poll(() => isKeptAwake(app)).toBe(false)
  await app.close()
})
