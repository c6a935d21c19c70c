import path from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

/** A repository with two branches, and a review of each: `one` and `two`. */
async function twoReviews(workbench: Workbench): Promise<{ repository: TestRepository; sessions: string[] }> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const sessions: string[] = []
  for (const name of ['one', 'two']) {
    repository.git('switch', '-q', '-c', name, 'main')
    repository.commit('Change', { [`${name}.txt`]: `${name}\n`, 'a.txt': `a ${name}\n` })
    const done = await workbench.command([
      'review',
      name,
      '--repo',
      repository.path,
      '--title',
      `Review ${name}`,
      '--json',
    ])
    expect(done.stderr).toBe('')
    sessions.push((JSON.parse(done.stdout) as { session: string }).session)
  }
  repository.git('switch', '-q', 'main')
  return { repository, sessions }
}

async function firstHunk(workbench: Workbench, session: string): Promise<string> {
  const shown = await workbench.command(['changeset', session, '--json'])
  const { files } = JSON.parse(shown.stdout) as { files: { hunks: { id: string }[] }[] }
  return files[0]?.hunks[0]?.id ?? ''
}

const progress = (page: Page): Locator => page.getByRole('progressbar', { name: 'Hunks decided' })

/** Shows a session in a window, by its row in the queue. */
async function show(page: Page, title: string): Promise<void> {
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await queue.getByRole('button', { name: new RegExp(title) }).click()
  await expect(page.getByRole('main').getByText(title, { exact: true }).first()).toBeVisible()
}

/** Chooses an entry of the menu, as a click on it does. */
async function chooseMenu(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click(), id)
}

/** Gives the window that shows this page the focus, as the host knows it. */
async function focus(app: ElectronApplication, page: Page): Promise<void> {
  const window = await app.browserWindow(page)
  await window.evaluate((one) => {
    one.focus()
    // A display without a window manager gives no focus by itself.
    one.emit('focus')
  })
}

test('two windows show a session each, and a decision in one is seen in the other', async ({ workbench }) => {
  const { repository, sessions } = await twoReviews(workbench)
  const [, two = ''] = sessions
  const app = await launchElectron(workbench.environment, repository.path)
  const first = await app.firstWindow()
  await expect(first.getByText('Something waits for you.')).toBeVisible()
  await show(first, 'Review one')
  const opening = app.waitForEvent('window')
  await first.keyboard.press('Control+Shift+N')
  const second = await opening
  await show(second, 'Review two')
  await expect(progress(second)).toHaveAttribute('aria-valuenow', '0')

  // Each shows its own, also after it was loaded again.
  await second.reload()
  await expect(second.getByRole('main').getByText('Review two', { exact: true }).first()).toBeVisible()
  await expect(first.getByRole('main').getByText('Review one', { exact: true }).first()).toBeVisible()

  await painted(second, await firstHunk(workbench, two))
  await second.keyboard.press('a')
  await expect(progress(second)).toHaveAttribute('aria-valuenow', '1')
  await expect(progress(first)).toHaveAttribute('aria-valuenow', '0')
  await show(first, 'Review two')
  await expect(progress(first)).toHaveAttribute('aria-valuenow', '1')
  await app.close()
})

test('the menu speaks to the window that had the focus last', async ({ workbench }) => {
  const { repository } = await twoReviews(workbench)
  const app = await launchElectron(workbench.environment, repository.path)
  const first = await app.firstWindow()
  await expect(first.getByText('Something waits for you.')).toBeVisible()
  const opening = app.waitForEvent('window')
  await chooseMenu(app, 'window.open')
  const second = await opening
  await expect(second.getByRole('navigation', { name: 'Queue' })).toBeVisible()
  const keys = (page: Page): Locator => page.getByRole('dialog', { name: 'Keys' })
  await focus(app, first)
  await chooseMenu(app, 'keys.show')
  await expect(keys(first)).toBeVisible()
  await expect(keys(second)).toBeHidden()
  await first.keyboard.press('Escape')
  await focus(app, second)
  await chooseMenu(app, 'keys.show')
  await expect(keys(second)).toBeVisible()
  await expect(keys(first)).toBeHidden()
  await app.close()
})

test('quitting with two windows asks once about what runs, and answers close both', async ({ workbench }) => {
  const { repository } = await twoReviews(workbench)
  const app = await launchElectron(workbench.environment, repository.path)
  const first = await app.firstWindow()
  await expect(first.getByRole('navigation', { name: 'Queue' })).toBeVisible()
  const opening = app.waitForEvent('window')
  await chooseMenu(app, 'window.open')
  await opening
  const gate = path.join(workbench.home, 'gate')
  const run = `while [ ! -e '${gate}' ]; do sleep 0.1; done`
  const started = await workbench.command([
    'task',
    '--repo',
    repository.path,
    '--agent',
    'command',
    '--run',
    run,
    '--json',
  ])
  expect(started.exitCode, started.stderr).toBe(0)
  await expect(async () => {
    expect((await workbench.command(['sessions', '--json'])).stdout).toContain('"running"')
  }).toPass()
  // The question stays open until it is answered; whoever quits again meanwhile gets no second one.
  await app.evaluate(({ app: electron, dialog }) => {
    const asked: { readonly buttons: readonly string[] }[] = []
    const answers: ((response: number) => void)[] = []
    Object.assign(globalThis, { asked, answers })
    dialog.showMessageBox = (...words: unknown[]) => {
      asked.push(words.at(-1) as (typeof asked)[number])
      return new Promise((resolve) =>
        answers.push((response) => resolve({ response, checkboxChecked: false })),
      )
    }
    electron.quit()
    electron.quit()
  })
  const asked = await app.evaluate(() => (globalThis as unknown as { asked: { buttons: string[] }[] }).asked)
  expect(asked.map(({ buttons }) => buttons[0])).toEqual(['Close the windows and let them run'])
  await app.evaluate(() => (globalThis as unknown as { answers: ((n: number) => void)[] }).answers[0]?.(0))
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
  const ended = new Promise((resolve) => app.process().once('exit', resolve))
  repository.write({ '../gate': '' })
  expect(await ended).toBe(0)
})
