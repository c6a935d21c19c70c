import path from 'node:path'
import type { Page } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

/** A page on a session whose branch `work` changes two files and adds one, all of it accepted. */
async function prepare(workbench: Workbench): Promise<{
  readonly repository: TestRepository
  readonly session: string
  readonly page: Page
}> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'pond.txt': 'one\n', 'notes.md': '# Notes\n' })
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'pond.txt': 'two\n', 'notes.md': '# More notes\n', 'added.txt': 'new\n' })
  repository.git('switch', '-q', 'main')
  const reviewed = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(reviewed.stdout) as { session: string }
  await workbench.command(['decide', session, '--all', 'accept', '--json'])
  return { repository, session, page: await workbench.start({ repository: repository.path }) }
}

/** Loads the page anew and shows the one session by its key. */
async function showSession(page: Page): Promise<void> {
  await page.reload()
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
}

/** Stands between a page that is loaded from then on and the workbench, and keeps questions of what would land. */
async function heldPreviews(
  page: Page,
): Promise<{ hold: () => void; release: () => void; answered: () => number }> {
  let held: (() => void)[] | null = null
  let answered = 0
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const text = message.toString()
      if (!text.includes('/landing/preview')) return server.send(message)
      if (held) held.push(() => server.send(message))
      else server.send(message)
    })
    server.onMessage((message) => {
      if (message.toString().includes('"newCommits"')) answered += 1
      socket.send(message)
    })
  })
  return {
    hold: () => {
      held = []
    },
    release: () => {
      const late = held ?? []
      held = null
      for (const send of late) send()
    },
    answered: () => answered,
  }
}

test('confirmed before its preview is there, lands as soon as it is', async ({ workbench }) => {
  const { repository, page } = await prepare(workbench)
  const previews = await heldPreviews(page)
  previews.hold()
  await showSession(page)
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await page.keyboard.press('Shift+L')
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(sheet.getByRole('button', { name: 'Landing' })).toBeVisible()
  expect(repository.git('log', '--format=%s', 'main')).toBe('Begin')
  previews.release()
  await expect(sheet).toBeHidden()
  await expect(page.getByText('Landed 3 files on main.')).toBeVisible()
  expect(repository.git('show', 'main:added.txt')).toBe('new')
})

test('shows at once what was foreseen, and lands nothing else than what was shown', async ({ workbench }) => {
  const { repository, session, page } = await prepare(workbench)
  const previews = await heldPreviews(page)
  await showSession(page)
  await expect.poll(() => previews.answered()).toBeGreaterThan(0)
  previews.hold()
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet.getByRole('button', { name: 'Commit 3 files to main' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(sheet.getByRole('button', { name: 'Landing' })).toBeVisible()
  await workbench.command(['decide', session, '--file', 'added.txt', '--reject', '--json'])
  previews.release()
  await expect(sheet.getByRole('alert')).toContainText('changed since you looked at it')
  await expect(sheet.getByRole('button', { name: 'Commit 2 files to main' })).toBeVisible()
  expect(repository.git('log', '--format=%s', 'main')).toBe('Begin')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Landed 2 files on main.')).toBeVisible()
  expect(repository.git('ls-tree', '--name-only', 'main')).not.toContain('added.txt')
})
