import path from 'node:path'
import { expectNoErrors } from '#test/support/page-errors.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

/** A repository with a review of a branch that changes one line. */
async function prepare(workbench: Workbench, name = 'pond'): Promise<TestRepository> {
  const repository = new TestRepository(path.join(workbench.home, name))
  repository.commit('Begin', { 'pond.txt': 'one\ntwo\nthree\n' })
  repository.git('switch', '-q', '-c', `work-${name}`)
  repository.commit('Change', { 'pond.txt': 'one\n2\nthree\n' })
  repository.git('switch', '-q', 'main')
  const done = await workbench.command(['review', `main..work-${name}`, '--repo', repository.path, '--json'])
  expect(done.stderr).toBe('')
  return repository
}

test('shows the repository although the connection breaks during the first calls', async ({ workbench }) => {
  const repository = await prepare(workbench)
  const first = await workbench.start({ repository: repository.path })
  await expect(first.getByText('Something waits for you.')).toBeVisible()
  const page = await first.context().newPage()
  // The first connection takes the page's first requests and is gone before it answers them.
  let connections = 0
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    connections += 1
    const number = connections
    const server = socket.connectToServer()
    let sent = 0
    socket.onMessage((message) => {
      sent += 1
      if (number === 1 && sent > 2) void socket.close({ code: 1001 })
      else server.send(message)
    })
    server.onMessage((message) => socket.send(message))
  })
  await page.goto(new URL('/', first.url()).href)
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Repository for new tasks: pond' })).toBeVisible()
  expect(connections).toBeGreaterThan(1)
})

test('says quietly that the workbench is away, keeps what is written, and goes on by itself', async ({
  workbench,
}) => {
  const repository = await prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  let broken = false
  const sockets: { close: () => void }[] = []
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (broken) {
      void socket.close({ code: 1001 })
      return
    }
    const server = socket.connectToServer()
    sockets.push({ close: () => void socket.close({ code: 1001 }) })
    socket.onMessage((message) => server.send(message))
    server.onMessage((message) => socket.send(message))
  })
  await page.reload()
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  await page.keyboard.insertText('Half a task')
  broken = true
  for (const socket of sockets) socket.close()
  await expect(
    page.getByText('The workbench does not answer. Winnow tries again; what you wrote is kept.'),
  ).toBeVisible()
  await page.keyboard.insertText(' and its other half')
  await picture(page, 'shell-lost')
  broken = false
  await expect(
    page.getByText('The workbench does not answer. Winnow tries again; what you wrote is kept.'),
  ).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Tasks' })).toHaveValue('Half a task and its other half')
  await page.reload()
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Tasks' })).toHaveValue('Half a task and its other half')
})

test('opens the palette empty, also when it has not faded out yet', async ({ workbench }) => {
  const repository = await prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  const field = page.getByPlaceholder('Find a command, a session or a file')
  await page.keyboard.press('Control+K')
  await expect(field).toBeFocused()
  await page.keyboard.insertText('settings')
  await expect(field).toHaveValue('settings')
  // Both presses in one turn of the page, so that no machine is too slow or too fast for the sheet to be half gone.
  await page.evaluate(async () => {
    const press = (key: string, ctrlKey: boolean): void => {
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }))
    }
    press('Escape', false)
    await new Promise(requestAnimationFrame)
    press('k', true)
  })
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('')
  await page.keyboard.insertText('line')
  await expect(field).toHaveValue('line')
})

test('gives the review the room that the context does not need, and remembers the choice', async ({
  workbench,
}) => {
  const repository = await prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  const context = page.getByRole('complementary', { name: 'Context' })
  await expect(context).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
  await expect(context).toBeHidden()
  await picture(page, 'shell-review')
  await page.keyboard.press(']')
  await expect(context).toBeVisible()
  await page.reload()
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible()
  await expect(context).toBeVisible()
})

test.describe('in a small window', () => {
  test.use({ viewport: { width: 640, height: 400 } })

  test('the sides are strips, open over the review, and go when the review is wanted', async ({
    workbench,
  }) => {
    const repository = await prepare(workbench)
    const page = await workbench.start({ repository: repository.path })
    const check = expectNoErrors(page)
    await expect(page.getByText('Something waits for you.')).toBeVisible()
    await picture(page, 'small-empty')
    await page.keyboard.press('Tab')
    // There is no room for the bar beside these words.
    await expect(page.getByText('0/1 decided')).toBeVisible()
    await picture(page, 'small-review')
    const review = await page.getByRole('main', { name: 'Review' }).boundingBox()
    expect(review?.width).toBeGreaterThan(580)
    await page.keyboard.press('1')
    await expect(page.getByRole('button', { name: /work-pond.*needs you/ })).toBeVisible()
    await picture(page, 'small-queue')
    await page.keyboard.press('3')
    await expect(page.getByRole('complementary', { name: 'Context' })).toBeVisible()
    await picture(page, 'small-context')
    await page.keyboard.press('2')
    await expect(page.getByRole('complementary', { name: 'Context' })).toBeHidden()
    for (const [key, name] of [
      ['n', 'composer'],
      ['Control+k', 'palette'],
      ['Control+,', 'settings'],
      ['?', 'keys'],
    ] as const) {
      await page.keyboard.press(key)
      const dialog = page.getByRole('dialog')
      await expect(dialog).toBeVisible()
      const box = await dialog.boundingBox()
      expect(
        box === null ? [] : [box.x >= 0, box.y >= 0, box.x + box.width <= 640, box.y + box.height <= 400],
        name,
      ).toEqual([true, true, true, true])
      await picture(page, `small-${name}`)
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    }
    // Nothing makes the window itself scroll.
    const scrolled = await page.evaluate(() => {
      scrollTo(50, 50)
      return [scrollX, scrollY]
    })
    expect(scrolled).toEqual([0, 0])
    check()
  })
})

test('several repositories share the queue, and new tasks go to the one that is chosen', async ({
  workbench,
}) => {
  await prepare(workbench, 'lake')
  const repository = await prepare(workbench, 'pond')
  const page = await workbench.start({ repository: repository.path })
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.getByRole('listitem').getByText('lake', { exact: true })).toBeVisible()
  await expect(queue.getByRole('listitem').getByText('pond', { exact: true })).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByPlaceholder('What should be done in pond?')).toBeVisible()
  await composer.getByRole('button', { name: 'Repository: pond' }).press('Enter')
  await page.getByRole('menuitem', { name: /^lake/ }).press('Enter')
  await expect(composer.getByPlaceholder('What should be done in lake?')).toBeVisible()
  await picture(page, 'shell-two-repositories')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Repository for new tasks: lake' })).toBeVisible()
  // A reload shows what was shown, not what the host was started on.
  await page.reload()
  await expect(page.getByRole('button', { name: 'Repository for new tasks: lake' })).toBeVisible()
})

test('shows each setting with its default and scope, and changes at once', async ({ workbench }) => {
  const repository = await prepare(workbench)
  repository.git('config', 'filter.shout.clean', 'tr a-z A-Z')
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Control+,')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  // By the keyboard alone, as in every menu.
  const theme = dialog.getByRole('button', { name: /^Theme / })
  await expect(theme).toHaveAccessibleName('Theme As the system')
  await theme.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'As the system now' })).toBeVisible()
  await picture(page, 'settings-menu')
  await page.keyboard.type('da')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expect(theme).toHaveAccessibleName('Theme Dark')
  await expect(theme).toBeFocused()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(dialog.getByText('Light, dark, or what the system has. Default: As the system.')).toBeVisible()
  await picture(page, 'settings-dark')
  await dialog.getByRole('button', { name: 'Reset Theme to As the system' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')

  await dialog.getByRole('searchbox').fill('key')
  await expect(dialog.getByText(/Over the web Winnow has no keychain/)).toBeVisible()
  await dialog.getByRole('searchbox').fill('size')
  await dialog.getByRole('spinbutton', { name: 'Size of code' }).fill('17')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveCSS('--code-size', '17px')

  await dialog.getByRole('searchbox').fill('trust')
  const own = dialog.getByRole('region', { name: 'Only pond' })
  await own.getByRole('textbox', { name: 'Ignored files to copy' }).fill('.env\nlocal/*.json')
  await own.getByRole('textbox', { name: 'Setup command' }).fill('npm ci')
  await expect(own.getByText('This text is not trusted: it does not run.')).toBeVisible()
  await own.getByRole('button', { name: 'Trust this exact command' }).click()
  await expect(own.getByText('You trusted this exact text: it runs in each new worktree.')).toBeVisible()
  await own.getByRole('textbox', { name: 'Setup command' }).fill('npm ci --all')
  await expect(own.getByText('This text is not trusted: it does not run.')).toBeVisible()
  await expect(own.getByText('filter.shout.clean = tr a-z A-Z')).toBeVisible()
  await own.getByRole('button', { name: 'Trust these exact filters' }).click()
  await expect(own.getByText('You trusted these exact lines: they run.')).toBeVisible()
  await picture(page, 'settings-repository')
  // Other lines than those that were trusted do not run.
  repository.git('config', 'filter.shout.smudge', 'tr A-Z a-z')
  await page.reload()
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Control+,')
  await dialog.getByRole('searchbox').fill('trust')
  await expect(own.getByText('These lines are not trusted: they do not run.')).toBeVisible()
  // What was typed and not saved is a draft, and does not run.
  await expect(own.getByRole('textbox', { name: 'Setup command' })).toHaveValue('npm ci --all')
  await expect(own.getByText('This text is not trusted: it does not run.')).toBeVisible()
})
