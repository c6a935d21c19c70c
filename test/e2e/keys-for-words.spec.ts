import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { commandOf, commands, type CommandId } from '#shared/commands/index.ts'
import { splitKey } from '#shared/commands/keys.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

/** As commands these letters open the composer, reject, accept, go on, and quit what runs. */
const words = 'nxaju'

/** Pastes into what has the focus, right after a key. */
async function pasteAfter(page: Page, key: string, text: string): Promise<void> {
  await page.evaluate(
    ([pressed, pasted]) => {
      const init = { bubbles: true, cancelable: true }
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { ...init, key: pressed, code: `Key${pressed.toUpperCase()}` }),
      )
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData }))
    },
    [key, text] as const,
  )
}

/**
 * Presses keys of the registry and then letters in one task of the page: nothing is drawn between them, as on a machine
 * that has no time.
 */
async function burst(page: Page, keys: readonly string[], letters: string = words): Promise<void> {
  const presses = [...keys, ...letters].map((key) => {
    const { modifiers, key: name } = splitKey(key)
    const shift = modifiers.includes('Shift')
    return {
      key: shift && name.length === 1 ? name.toUpperCase() : name,
      code: /^[a-z]$/.test(name) ? `Key${name.toUpperCase()}` : name,
      ctrlKey: modifiers.includes('Mod'),
      shiftKey: shift,
    }
  })
  await page.evaluate((all) => {
    for (const press of all)
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true }),
      )
  }, presses)
}

const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name })
const inMonaco = (page: Page): Locator => page.locator('.monaco-diff-editor .editor.modified .view-lines')
const bar = (page: Page): Locator => page.getByRole('complementary', { name: 'What could not be done' })
const barField = (page: Page): Locator => bar(page).getByRole('textbox')

/** The field that each command opens. */
const fields: Readonly<Partial<Record<CommandId, (page: Page) => Locator>>> = {
  'review.rejectWithReason': (page) => page.getByRole('textbox', { name: 'Reject, because' }),
  'review.edit': inMonaco,
  'review.filterFiles': (page) => page.getByRole('textbox', { name: 'Filter the files' }),
  'review.find': (page) => page.getByRole('textbox', { name: 'Find in the changes' }),
  'session.followUp': (page) => page.getByRole('textbox', { name: 'Follow-up to the agent' }),
  'session.quoteRejected': (page) => page.getByRole('textbox', { name: 'Follow-up to the agent' }),
  'session.rename': (page) => page.getByRole('textbox', { name: 'Title of the session' }),
  'composer.open': (page) => dialog(page, 'New tasks').getByRole('textbox', { name: 'Tasks' }),
  'prompt.save': (page) => dialog(page, 'Save the text as a prompt').getByRole('textbox', { name: 'Name' }),
  'palette.open': (page) => page.getByPlaceholder('Find a command, a session or a file'),
  'settings.open': (page) => page.getByRole('searchbox', { name: 'Find a setting' }),
  'keys.show': (page) => page.getByRole('searchbox', { name: 'Find a key' }),
  'repository.open': (page) => page.getByRole('combobox', { name: 'Folder of a repository' }),
  'review.start': (page) => dialog(page, 'Review changes that exist').getByLabel('Branch or range'),
  'session.fork': (page) => dialog(page, 'Fork the session').getByRole('textbox'),
  'landing.open': (page) => dialog(page, 'Land what is accepted').getByRole('textbox', { name: 'Message' }),
}

/** An agent's session with three changed files: one accepted, one rejected, one to decide, which is in focus. */
async function openSession(workbench: Workbench): Promise<{ page: Page; session: string }> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('Begin', { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' })
  const run = 'for f in a b c; do echo more >> $f.txt; done'
  const made = await workbench.command([
    'task',
    'First',
    '--run',
    run,
    '--wait',
    '--repo',
    repository.path,
    '--json',
  ])
  const { session } = JSON.parse(made.stdout) as { session: string }
  for (const [file, verdict] of [
    ['a.txt', 'accept'],
    ['b.txt', 'reject'],
  ] as const)
    await workbench.command(['decide', session, '--file', file, verdict])
  const page = await workbench.start({ repository: repository.path })
  await page
    .getByRole('button', { name: /^First/ })
    .first()
    .click()
  await expect(page.getByText('Hunk 3 of 3')).toBeVisible()
  return { page, session }
}

async function verdicts(workbench: Workbench, session: string): Promise<readonly (string | null)[]> {
  const told = await workbench.command(['changeset', session, '--json'])
  const { files } = JSON.parse(told.stdout) as { files: { hunks: { decision: string | null }[] }[] }
  return files.flatMap(({ hunks }) => hunks.map(({ decision }) => decision))
}

/** Leaves what is open, and goes back to where keys are commands. */
async function leave(page: Page): Promise<void> {
  const field = page.locator('input:focus, textarea:focus')
  await expect(async () => {
    if ((await field.count()) > 0 || (await page.getByRole('dialog').count()) > 0)
      await page.keyboard.press('Escape')
    await expect(field).toHaveCount(0, { timeout: 500 })
    await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 500 })
  }).toPass()
}

test('what is typed right after a key that opens a field goes there, however late it opens', async ({
  workbench,
}) => {
  const { page, session } = await openSession(workbench)
  const before = await verdicts(workbench, session)
  expect(before).toEqual(['accept', 'reject', null])
  expect(Object.keys(fields).toSorted()).toEqual(
    commands
      .filter(({ opens }) => opens === 'words')
      .map(({ id }) => id)
      .toSorted(),
  )
  const single = new Set<CommandId>(['session.fork', 'prompt.save', 'repository.open', 'review.edit'])
  for (const [id, find] of Object.entries(fields) as [CommandId, (page: Page) => Locator][]) {
    if (single.has(id)) continue
    await test.step(id, async () => {
      await page.keyboard.press('2')
      await expect(page.locator('main :focus, main:focus')).toHaveCount(1)
      await burst(page, commandOf(id).keys.slice(0, 1))
      await expect(find(page)).toHaveValue(new RegExp(`${words}$`))
      await expect(find(page)).toBeFocused()
      await find(page).fill('')
      await leave(page)
    })
  }
  await page.keyboard.press('2')
  await burst(page, ['e'])
  await expect(inMonaco(page)).toContainText(words)
  await page.keyboard.press('Shift+Escape')
  await expect(inMonaco(page)).not.toContainText(words)
  expect(await verdicts(workbench, session)).toEqual(before)

  // What the palette runs as well, from the moment that it closes.
  await page.keyboard.press('n')
  await fields['composer.open']?.(page).fill('Something')
  await leave(page)
  for (const id of ['session.rename', 'session.fork', 'prompt.save'] as const) {
    await page.keyboard.press('Control+K')
    const search = page.getByPlaceholder('Find a command, a session or a file')
    await expect(search).toBeFocused()
    await page.keyboard.insertText(commandOf(id).title)
    await expect(page.getByRole('option').first()).toContainText(commandOf(id).title)
    await burst(page, ['Enter'])
    await expect(fields[id]?.(page) ?? page.locator('none')).toHaveValue(new RegExp(`${words}$`))
    await fields[id]?.(page).fill('')
    await leave(page)
  }
  await page.keyboard.press('2')
  await burst(page, ['Mod+o'])
  await expect(fields['repository.open']?.(page) ?? page.locator('none')).toHaveValue(words)
  expect(await verdicts(workbench, session)).toEqual(before)
})

test('keys that move or select, and what is pasted, reach a field that opens late as well', async ({
  workbench,
}) => {
  const { page, session } = await openSession(workbench)
  await page.keyboard.press('2')
  // To the end of the text, a word, its last letter selected and typed over.
  await burst(page, ['e', 'Mod+End', ...words, 'Shift+ArrowLeft', 'z'], '')
  const lines = inMonaco(page).locator('.view-line')
  await expect(lines.last()).toHaveText('nxajz')
  await expect(lines.first()).toHaveText('c')
  await page.keyboard.press('Shift+Escape')
  await expect(inMonaco(page)).not.toContainText('nxajz')

  await pasteAfter(page, 'e', 'x\ny\n')
  await expect(lines).toHaveText(['c', 'x', 'y', 'more', ''])
  await page.keyboard.press('Shift+Escape')
  await expect(inMonaco(page)).not.toContainText('y')
  await pasteAfter(page, 'r', 'a reason')
  await expect(reason(page)).toHaveValue('a reason')
  await page.keyboard.press('Escape')

  // What is pasted is one task, whatever blank lines it has.
  await pasteAfter(page, 'n', 'first\n\nsecond')
  const composer = dialog(page, 'New tasks')
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toHaveValue('first\n \nsecond')
  expect(await verdicts(workbench, session)).toEqual(['accept', 'reject', null])
})

/** Presses a key and inserts text without a press in one task of the page, as an input method or a script does. */
async function insertAfter(page: Page, key: string, text: string): Promise<void> {
  const { modifiers, key: name } = splitKey(key)
  const press = {
    key: modifiers.includes('Shift') && name.length === 1 ? name.toUpperCase() : name,
    code: /^[a-z]$/.test(name) ? `Key${name.toUpperCase()}` : name,
    ctrlKey: modifiers.includes('Mod'),
    shiftKey: modifiers.includes('Shift'),
  }
  await page.evaluate(
    ([pressed, inserted]) => {
      const init = { ...pressed, bubbles: true, cancelable: true }
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init))
      document.execCommand('insertText', false, inserted)
    },
    [press, text] as const,
  )
}

test('a field has the focus before the event of its key ends', async ({ workbench }) => {
  const { page, session } = await openSession(workbench)
  const before = await verdicts(workbench, session)
  const late = new Set<CommandId>(['session.fork', 'prompt.save', 'repository.open', 'review.edit'])
  for (const [id, find] of Object.entries(fields) as [CommandId, (page: Page) => Locator][]) {
    if (late.has(id)) continue
    await test.step(id, async () => {
      await page.keyboard.press('2')
      await expect(page.locator('main :focus, main:focus')).toHaveCount(1)
      await insertAfter(page, commandOf(id).keys[0] ?? '', 'nxaju')
      // What is quoted may come later than the words, and then stands below them.
      await expect(find(page)).toHaveValue(id === 'session.quoteRejected' ? /nxaju/ : /nxaju$/)
      await find(page).fill('')
      await leave(page)
    })
  }
  expect(await verdicts(workbench, session)).toEqual(before)
})

test('Enter in a palette where nothing is chosen yet does nothing', async ({ workbench }) => {
  const review = await openBranch(workbench)
  const { page } = review
  await review.painted((await review.hunks())[0])
  const search = page.getByPlaceholder('Find a command, a session or a file')
  await page.keyboard.press('Control+K')
  await page.keyboard.press('Enter')
  await expect(search).toBeFocused()
  // What was typed and taken back chose nothing either.
  await page.keyboard.type('acc')
  await expect(page.getByRole('option', { selected: true })).toContainText('Accept')
  await search.fill('')
  await expect(page.getByRole('option', { selected: true })).toContainText('Nothing is chosen yet')
  await page.keyboard.press('Enter')
  await picture(page, 'palette-unchosen')
  expect(await review.decisions()).toEqual([null, null])
  // What one went to is chosen.
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('option', { selected: true })).toContainText('Accept')
  await page.keyboard.press('Enter')
  await expect.poll(() => review.decisions()).toEqual(['accept', null])
})

/** Two hunks in two files of a branch: no agent. */
const openBranch = (workbench: Workbench): Promise<ReviewPage> =>
  ReviewPage.open(workbench, { 'a.txt': 'a\n', 'b.txt': 'b\n' }, { 'a.txt': 'A\n', 'b.txt': 'B\n' })

const reason = (page: Page): Locator => page.getByRole('textbox', { name: 'Reject, because' })

test('a reason is taken before its hunk is painted, and sent off only after', async ({ workbench }) => {
  const review = await openBranch(workbench)
  const { page } = review
  const hunks = await review.hunks()
  // The next file, its reason and Enter in one task of the page: nobody has seen the hunk when Enter goes down.
  await burst(page, ['2', 'j', 'r', ...words, 'Enter'], '')
  await expect(reason(page)).toHaveValue(words)
  await expect(page.getByText(/not on screen yet, so nothing was decided/).first()).toBeVisible()
  await review.painted(hunks[1])
  // Nobody wrote the branch who could be told.
  await expect(reason(page)).toHaveAttribute('placeholder', 'why; it is kept with the decision')
  expect(await review.decisions()).toEqual([null, null])
  await page.keyboard.press('Enter')
  await expect.poll(() => review.decisions()).toEqual([null, 'reject'])
})

test('a text command that is refused has a field for its words all the same', async ({ workbench }) => {
  const review = await openBranch(workbench)
  const { page } = review
  await review.keys('g')
  await burst(page, ['r'])
  await expect(bar(page)).toContainText('The overview shows no code.')
  await expect(barField(page)).toHaveValue(words)
  await picture(page, 'refused-words')
  // Refused once more, they are there again.
  await page.keyboard.press('Enter')
  await expect(barField(page)).toBeFocused()
  await expect(barField(page)).toHaveValue(words)
  await page.keyboard.press('Escape')
  await expect(bar(page)).toBeHidden()
  await review.keys('g')
  await review.painted((await review.hunks())[0])
  await burst(page, ['m'])
  await expect(bar(page)).toContainText('nobody would read a follow-up')
  await expect(barField(page)).toHaveValue(words)
  await barField(page).fill('')
  await page.keyboard.press('Escape')
  // So it is with the key that lands, whose sheet has a message: once it opens, it has the words.
  await burst(page, ['Shift+l'])
  await expect(bar(page)).toContainText('Nothing is accepted yet.')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(barField(page)).toHaveValue(words)
  expect(await review.decisions()).toEqual([null, null])
  await review.run('decide', 'accept', (await review.hunks())[0]?.id ?? '')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '1')
  await page.keyboard.press('Enter')
  const message = fields['landing.open']?.(page) ?? page.locator('none')
  await expect(message).toHaveValue(new RegExp(`${words}$`))
  await leave(page)
  await review.run('undo')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')
  // In the queue its key means nothing, and what follows is no command either.
  await review.keys('1')
  await burst(page, ['r'])
  await expect(bar(page)).toContainText('r works in the review.')
  await page.keyboard.press('Escape')
  await review.keys('2')
  expect(await review.decisions()).toEqual([null, null])
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('words typed before the review is loaded are handed on to its field', async ({ workbench }) => {
  const review = await openBranch(workbench)
  const { page } = review
  let go = (): void => undefined
  const late = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route(/review-view.*\.js$/, async (route) => {
    await late
    await route.continue()
  })
  await page.reload()
  await expect(page.getByText('Opening the review')).toBeVisible()
  await page.keyboard.type(`r${words}`)
  await expect(barField(page)).toHaveValue(words)
  go()
  await review.painted((await review.hunks())[0])
  await page.keyboard.press('Enter')
  await expect(reason(page)).toHaveValue(words)
  expect(await review.decisions()).toEqual([null, null])
})

test('letters typed into a field that goes away are no commands', async ({ workbench }) => {
  const review = await openBranch(workbench)
  const { page } = review
  await review.keys('r')
  await expect(reason(page)).toBeFocused()
  await page.keyboard.type('so')
  // As a session that is shown in its place would: by no key and no pointer of the person.
  await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[aria-label="Files"] button')]
      .find(({ textContent }) => textContent.includes('b.txt'))
      ?.click(),
  )
  await expect(reason(page)).toBeHidden()
  await page.keyboard.type(words)
  await expect(bar(page)).toContainText('The field that you were typing in is gone.')
  await expect(barField(page)).toHaveValue(words)
  expect(await review.decisions()).toEqual([null, null])
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
