import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { zoomedWindow } from '#test/support/within-window.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`)

/** A repository whose branch `work` changes two files and adds one; all of it is accepted. */
async function prepare(
  workbench: Workbench,
  options: { readonly identity?: boolean; readonly accept?: boolean; readonly secret?: boolean } = {},
): Promise<{ readonly repository: TestRepository; readonly session: string }> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'pond.txt': lines.join(''), 'notes.md': '# Notes\n', '.gitignore': '.env\n' })
  if (options.identity !== false) {
    repository.git('config', 'user.name', 'Ada Person')
    repository.git('config', 'user.email', 'ada@example.test')
  }
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', {
    'pond.txt': lines.with(2, 'line three\n').join(''),
    'notes.md': '# Notes\n\nMore of them.\n',
    'added.txt': 'new\n',
    ...(options.secret === true ? { '.env': 'KEY=theirs\n' } : {}),
  })
  repository.git('switch', '-q', 'main')
  const reviewed = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(reviewed.stdout) as { session: string }
  if (options.accept !== false) await workbench.command(['decide', session, '--all', 'accept', '--json'])
  return { repository, session }
}

/** Shows the one session by its key. */
async function showSession(page: Page): Promise<void> {
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
}

/** Shows the session and opens the sheet by its key. */
async function openSheet(page: Page): Promise<Locator> {
  await showSession(page)
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet.getByRole('list', { name: 'Files' })).toBeVisible()
  return sheet
}

const confirm = (sheet: Locator, words: string | RegExp): Locator =>
  sheet.getByRole('button', { name: words })

test('says exactly what happens, lands it, and takes it back by the palette', async ({ workbench }) => {
  const { repository } = await prepare(workbench)
  const before = repository.git('rev-parse', 'main')
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await expect(confirm(sheet, 'Commit 3 files to main')).toBeVisible()
  await expect(sheet.getByText(/The files in .*pond are updated, as main is checked out there/)).toBeVisible()
  await picture(page, 'landing-plain')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  await expect(page.getByText('Landed 3 files on main.')).toBeVisible()
  expect(repository.git('show', 'main:added.txt')).toBe('new')
  expect(repository.git('status', '--porcelain')).toBe('')
  await picture(page, 'landing-done')

  // Nothing is waited for, as by somebody who knows the words.
  await page.keyboard.press('Control+K')
  await page.keyboard.insertText('undo landing')
  await page.keyboard.press('Enter')
  await expect.poll(() => repository.git('rev-parse', 'main')).toBe(before)
  await expect(page.getByRole('button', { name: 'Land 3 hunks' })).toBeVisible()
  await page.keyboard.press('Shift+L')
  await expect(confirm(sheet, 'Commit 3 files to main')).toBeVisible()
})

test('shows conflicts with a target that moved, and lands on a new branch instead', async ({ workbench }) => {
  const { repository, session } = await prepare(workbench)
  repository.commit('Meanwhile', { 'pond.txt': lines.with(2, 'line 3, otherwise\n').join('') })
  const moved = repository.git('rev-parse', 'main')
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await expect(sheet.getByText('1 file conflicts with main. Nothing was touched.')).toBeVisible()
  await expect(sheet.getByRole('region', { name: 'main since the base' })).toContainText('line 3, otherwise')
  await expect(sheet.getByRole('region', { name: 'What you accepted' })).toContainText('line three')
  await expect(sheet.getByRole('alert').getByText('pond.txt')).toBeVisible()
  await picture(page, 'landing-conflicts')
  await page.keyboard.press('Control+Enter')
  await expect(sheet.getByText(/^1 file conflicts with main\. Land the rest/)).toBeVisible()
  expect(repository.git('rev-parse', 'main')).toBe(moved)

  await sheet.getByLabel('Branch', { exact: true }).fill('winnow/pond')
  // The list of branches that completes it goes, and with it what hides the rest.
  await sheet.getByLabel('Message', { exact: true }).focus()
  await expect(confirm(sheet, 'Create winnow/pond with 3 files')).toBeVisible()
  await expect(sheet.getByText('No checkout is touched.')).toBeVisible()
  await picture(page, 'landing-new-branch')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  expect(repository.git('show', 'winnow/pond:added.txt')).toBe('new')
  expect(repository.git('rev-parse', 'main')).toBe(moved)
  const shown = await workbench.command(['show', session, '--json'])
  expect(shown.stdout).toContain('winnow/pond')
})

test('merges with a target that moved elsewhere', async ({ workbench }) => {
  const { repository } = await prepare(workbench)
  repository.commit('Meanwhile', { 'other.txt': 'other\n' })
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await expect(confirm(sheet, 'Merge 3 files into main')).toBeVisible()
  await expect(sheet.getByText(/main has 1 commit that the base has not; it is kept/)).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  expect(repository.git('show', 'main:other.txt')).toBe('other')
  expect(repository.git('show', 'main:added.txt')).toBe('new')
})

test('names files of the checkout that are in the way, dirty or ignored, and touches none', async ({
  workbench,
}) => {
  const { repository } = await prepare(workbench, { secret: true })
  repository.write({ '.env': 'KEY=mine\n', 'pond.txt': `${lines.join('')}mine\n` })
  const before = repository.git('rev-parse', 'main')
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  const obstacle = sheet.getByRole('alert')
  await expect(obstacle.getByText('.env')).toBeVisible()
  await expect(obstacle.getByText('pond.txt')).toBeVisible()
  await picture(page, 'landing-in-the-way')
  await page.keyboard.press('Control+Enter')
  await expect(sheet.getByText(/2 files in the checkout would be overwritten/)).toBeVisible()
  expect(repository.git('rev-parse', 'main')).toBe(before)
  expect(readFileSync(path.join(repository.path, '.env'), 'utf8')).toBe('KEY=mine\n')
  expect(readFileSync(path.join(repository.path, 'pond.txt'), 'utf8')).toContain('mine')
})

test('asks who the person is when git does not know, once', async ({ workbench }) => {
  const { repository } = await prepare(workbench, { identity: false })
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await expect(sheet.getByRole('textbox', { name: 'Your name' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(
    sheet.getByText('Git does not know who you are here. Fill in your name and address.'),
  ).toBeVisible()
  await picture(page, 'landing-identity')
  // What it asks for is in view at 200 %, too.
  const size = page.viewportSize()
  await page.setViewportSize(zoomedWindow)
  await expect(sheet.getByRole('textbox', { name: 'Your name' })).toBeInViewport({ ratio: 1 })
  if (size !== null) await page.setViewportSize(size)
  await sheet.getByRole('textbox', { name: 'Your name' }).fill('Grace Person')
  await sheet.getByRole('textbox', { name: 'Your address' }).fill('grace@example.test')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  expect(repository.git('log', '-1', '--format=%an <%ae>', 'main')).toBe('Grace Person <grace@example.test>')

  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText('undo landing')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '3')
  await page.keyboard.press('Shift+L')
  await expect(confirm(sheet, 'Commit 3 files to main')).toBeVisible()
  await expect(sheet.getByRole('textbox', { name: 'Your name' })).toBeHidden()
  await expect(sheet.getByText('Author: Grace Person <grace@example.test>')).toBeVisible()
})

test('lands what does not conflict by a key, and keeps the rest accepted', async ({ workbench }) => {
  const { repository } = await prepare(workbench)
  repository.commit('Meanwhile', { 'pond.txt': lines.with(2, 'line 3, otherwise\n').join('') })
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await expect(sheet.getByText('1 file conflicts with main. Nothing was touched.')).toBeVisible()
  await page.keyboard.press('Control+Shift+L')
  await expect(confirm(sheet, 'Merge 2 of 3 files into main')).toBeVisible()
  await expect(sheet.getByText('1 accepted file stays in the session, decided as it is.')).toBeVisible()
  await picture(page, 'landing-rest')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  expect(repository.git('show', 'main:added.txt')).toBe('new')
  expect(repository.git('show', 'main:pond.txt')).toContain('line 3, otherwise')

  // The key that undoes is about the landing, as long as nothing else was done.
  await expect(page.getByText(/undoes: the landing of/)).toBeVisible()
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('u')
  await expect.poll(() => repository.git('log', '-1', '--format=%s', 'main')).toBe('Meanwhile')
  await expect(page.getByRole('region', { name: 'Messages' }).getByText(/^Undid the landing\./)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo landing' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Land 3 hunks' })).toBeVisible()
  await page.keyboard.press('Shift+L')
  await expect(sheet.getByText('1 file conflicts with main. Nothing was touched.')).toBeVisible()
  await page.keyboard.press('Control+Shift+L')
  await expect(confirm(sheet, 'Merge 2 of 3 files into main')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  await expect(page.getByText(/undoes: the landing of/)).toBeVisible()

  await page.keyboard.press('Shift+L')
  await expect(sheet.getByText('1 file conflicts with main. Nothing was touched.')).toBeVisible()
  await page.keyboard.press('Control+Shift+B')
  await expect(sheet.getByLabel('Branch', { exact: true })).toHaveValue(/^winnow\//)
  await expect(confirm(sheet, /^Create winnow\/\S+ with 1 file/)).toBeVisible()
})

test('shows how each file changes, by a key and by a click, with what can’t be seen named', async ({
  workbench,
}) => {
  const { repository } = await prepare(workbench, { accept: false })
  repository.git('switch', '-q', 'work')
  repository.commit('Hide', { 'hidden.txt': `ok();${' '.repeat(400)}steal()\na\u200bb <b>bold</b>\n` })
  repository.git('switch', '-q', 'main')
  const again = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(again.stdout) as { session: string }
  await workbench.command(['decide', session, '--all', 'accept', '--json'])
  const page = await workbench.start({ repository: repository.path })
  await page
    .getByRole('button', { name: /4 hunks/ })
    .first()
    .click()
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet.getByRole('region', { name: 'How added.txt changes' })).toContainText('new')
  await page.keyboard.press('F8')
  const hidden = sheet.getByRole('region', { name: 'How hidden.txt changes' })
  await expect(hidden).toContainText('ok();⋯400 spaces⋯steal()')
  await expect(hidden).toContainText('a⟨U+200B⟩b <b>bold</b>')
  await picture(page, 'landing-hidden')
  await page.keyboard.press('Shift+F8')
  await expect(sheet.getByRole('region', { name: 'How added.txt changes' })).toBeVisible()
  await sheet.getByRole('button', { name: /^pond\.txt/ }).click()
  await expect(sheet.getByRole('region', { name: 'How pond.txt changes' })).toContainText('line three')
})

test('offers the commit’s own message, and lets the author of this commit be another', async ({
  workbench,
}) => {
  const { repository } = await prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await expect(sheet.getByRole('textbox', { name: 'Message' })).toHaveValue('Change\n')
  await sheet.getByRole('button', { name: 'Change the author' }).click()
  await sheet.getByRole('textbox', { name: 'Author’s name' }).fill('')
  await expect(sheet.getByText('Fill in the author’s name and address.')).toBeVisible()
  await sheet.getByRole('textbox', { name: 'Author’s name' }).fill('Grace Writer')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  expect(repository.git('log', '-1', '--format=%an <%ae>, %cn: %s', 'main')).toBe(
    'Grace Writer <ada@example.test>, Ada Person: Change',
  )
})

test('names every file in the way of the checkout, and says no more of it once a branch is chosen', async ({
  workbench,
}) => {
  const { repository } = await prepare(workbench)
  repository.write({ 'pond.txt': 'mine\n', 'added.txt': 'mine\n' })
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await sheet.getByRole('radio', { name: 'Into the checkout' }).check({ force: true })
  await expect(sheet.getByRole('alert').getByText('added.txt')).toBeVisible()
  await expect(sheet.getByRole('alert').getByText('pond.txt')).toBeVisible()
  await expect(sheet.getByText(/^2 files in the checkout would be overwritten/)).toBeVisible()
  await picture(page, 'landing-checkout-in-the-way')
  await page.keyboard.press('Control+Shift+B')
  await expect(confirm(sheet, /^Create winnow\/\S+ with 3 files/)).toBeVisible()
  await expect(sheet.getByRole('alert')).toBeHidden()
})

test('shows the next session that needs the person, with the undoing in reach', async ({ workbench }) => {
  const { repository } = await prepare(workbench)
  repository.git('branch', 'other', 'work')
  const before = repository.git('rev-parse', 'main')
  await workbench.command(['review', 'other', '--repo', repository.path, '--json'])
  const page = await workbench.start({ repository: repository.path })
  await page
    .getByRole('button', { name: /main\.\.work/ })
    .first()
    .click()
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(confirm(sheet, 'Commit 3 files to main')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/Landed 3 files on main\. Next: “.*other.*”\./)).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '0')
  await page.getByRole('button', { name: 'Undo landing' }).click()
  await expect.poll(() => repository.git('rev-parse', 'main')).toBe(before)

  // The palette means that landing too, as long as nothing else was looked at.
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '3')
  await page.keyboard.press('Shift+L')
  await expect(confirm(sheet, 'Commit 3 files to main')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '0')
  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText('undo the last landing')
  await page.keyboard.press('Enter')
  await expect.poll(() => repository.git('rev-parse', 'main')).toBe(before)
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '3')

  // So does the key that undoes, before anything was decided in the session that came by itself.
  await page.keyboard.press('Shift+L')
  await expect(confirm(sheet, 'Commit 3 files to main')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/undoes: the landing of “main\.\.work/)).toBeVisible()
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('u')
  await expect.poll(() => repository.git('rev-parse', 'main')).toBe(before)
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '3')
})

test('keeps its button in sight at every size, and makes rows only for what is seen of many files', async ({
  workbench,
}) => {
  const { repository } = await prepare(workbench, { accept: false })
  repository.git('switch', '-q', 'work')
  repository.commit(
    'Many',
    Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`many/${at}.txt`, `${at}\n`])),
  )
  repository.git('switch', '-q', 'main')
  const again = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  const { session } = JSON.parse(again.stdout) as { session: string }
  await workbench.command(['decide', session, '--all', 'accept', '--json'])
  const page = await workbench.start({ repository: repository.path })
  await page
    .getByRole('button', { name: /1,?503 hunks/ })
    .first()
    .click()
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  const button = confirm(sheet, /^Commit 1,?503 files to main/)
  for (const [width, height] of [
    [1280, 800],
    [1440, 900],
    [1920, 1080],
    [960, 540],
    [640, 400],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect(button).toBeInViewport({ ratio: 1 })
    await expect(sheet.getByRole('list', { name: 'Files' }).getByRole('listitem').first()).toBeAttached()
    expect(await sheet.getByRole('list', { name: 'Files' }).getByRole('button').count()).toBeLessThan(100)
    await picture(page, 'landing-sizes')
  }
  await page.keyboard.press('F8')
  await expect(sheet.getByRole('region', { name: 'How many/0.txt changes' })).toBeInViewport()
  await picture(page, 'landing-zoomed-file')
})

test('puts the changes uncommitted into the checkout', async ({ workbench }) => {
  const { repository } = await prepare(workbench)
  const before = repository.git('rev-parse', 'main')
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await sheet.getByRole('radio', { name: 'Into the checkout' }).check({ force: true })
  await expect(confirm(sheet, 'Put 3 files into the checkout, uncommitted')).toBeVisible()
  await picture(page, 'landing-checkout')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  expect(repository.git('rev-parse', 'main')).toBe(before)
  expect(
    repository
      .git('status', '--porcelain')
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual(['M notes.md', 'M pond.txt', '?? added.txt'])
})

test('exports a patch that git am takes', async ({ workbench }) => {
  const { repository } = await prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  const sheet = await openSheet(page)
  await sheet.getByRole('radio', { name: 'As a patch' }).check({ force: true })
  await expect(confirm(sheet, 'Save 3 files as a patch')).toBeVisible()
  await picture(page, 'landing-patch')
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+Enter')])
  expect(download.suggestedFilename()).toMatch(/\.patch$/)
  const file = path.join(workbench.home, 'taken.patch')
  await download.saveAs(file)
  await expect(sheet).toBeHidden()
  expect(repository.git('status', '--porcelain')).toBe('')
  repository.git('am', '-q', file)
  expect(repository.git('show', 'main:added.txt')).toBe('new')
})
