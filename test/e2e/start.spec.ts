import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('opens a repository by its path, says what is wrong with another, and offers it again', async ({
  workbench,
}) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const page = await workbench.start()
  const field = page.getByRole('combobox', { name: 'Folder of a repository' })
  await expect(field).toBeVisible()
  // A browser has no dialog for the folders of another machine.
  await expect(page.getByRole('heading', { name: 'Agents on this machine' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose a folder' })).toBeHidden()
  await picture(page, 'start-empty')
  await field.fill(path.join(workbench.home, 'nowhere'))
  await page.keyboard.press('Enter')
  await expect(page.getByText(/There is no folder .*nowhere\. Nothing was changed\./)).toBeVisible()
  await field.fill(repository.path)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await picture(page, 'start-opened')
  await page.keyboard.press('Control+O')
  await expect(field).toBeFocused()
  await expect(page.getByRole('button', { name: /^pond/ })).toBeVisible()
  await picture(page, 'start-recent')
})

test('begins at what waits for the person, where nothing else was asked for', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change the pond', { 'a.txt': 'b\n' })
  repository.git('switch', '-q', 'main')
  const made = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  expect(made.stderr).toBe('')
  const page = await workbench.start()
  await expect(page.getByRole('button', { name: 'Repository for new tasks: pond' })).toBeVisible()
  await expect(page.getByText('0/1 decided')).toBeVisible()
})

test('a folder dropped on a browser is answered with what to do', async ({ workbench }) => {
  const page = await workbench.start()
  await expect(page.getByRole('combobox', { name: 'Folder of a repository' })).toBeVisible()
  const refused = await page.evaluate(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([''], 'pond'))
    const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
    document.querySelector('main')?.dispatchEvent(event)
    return event.defaultPrevented
  })
  expect(refused).toBe(true)
  await expect(page.getByText(/A browser does not tell where a folder is/)).toBeVisible()
})

test('a repository opened from outside is shown in the page that is open', async ({ workbench }) => {
  const first = new TestRepository(path.join(workbench.home, 'pond'))
  first.commit('Begin', { 'a.txt': 'a\n' })
  const second = new TestRepository(path.join(workbench.home, 'lake'))
  second.commit('Begin', { 'a.txt': 'a\n' })
  const page = await workbench.start({ repository: first.path })
  await expect(page.getByRole('button', { name: 'Repository for new tasks: pond' })).toBeVisible()
  const opened = await workbench.command(['open', second.path])
  const link = /https?:\/\/\S+/.exec(opened.stdout)?.[0] ?? ''
  const other = await page.context().newPage()
  await other.goto(link)
  await expect(other.getByRole('button', { name: 'Repository for new tasks: lake' })).toBeVisible()
})

test('each window shows its own session again after a load', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  for (const [branch, title] of [
    ['reeds', 'Plant the reeds'],
    ['frogs', 'Count the frogs'],
  ] as const) {
    repository.git('switch', '-q', '-c', branch, 'main')
    repository.commit(title, { 'a.txt': `${branch}\n` })
    await workbench.command(['review', `main..${branch}`, '--repo', repository.path, '--title', title])
  }
  const first = await workbench.start({ repository: repository.path })
  const second = await workbench.openPage()
  for (const [page, title] of [
    [first, 'Plant the reeds'],
    [second, 'Count the frogs'],
  ] as const) {
    await page.getByRole('navigation').getByRole('button', { name: title }).click()
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
  }
  await first.reload()
  await expect(first.getByRole('heading', { name: 'Plant the reeds' })).toBeVisible()
  await second.reload()
  await expect(second.getByRole('heading', { name: 'Count the frogs' })).toBeVisible()
})
