import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { countRenderedPanes } from '#test/support/rendered-panes.ts'
import { TestRepository } from '#test/support/repository.ts'
import { zoomedWindow } from '#test/support/within-window.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

function prepare(workbench: Workbench): TestRepository {
  const origin = new TestRepository(path.join(workbench.home, 'origin'))
  origin.commit('Begin', {
    'src/retry.ts': 'export {}\n',
    'src/with space.ts': 'export {}\n',
    'readme.md': 'hi\n',
  })
  origin.git('clone', '-q', '.', path.join(workbench.home, 'pond'))
  for (const number of [1, 2, 3, 4]) origin.commit(`More ${number}`)
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.git('fetch', '-q')
  return repository
}

async function openComposer(page: Page): Promise<{ composer: Locator; field: Locator }> {
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  const field = composer.getByRole('textbox', { name: 'Tasks' })
  await expect(field).toBeFocused()
  return { composer, field }
}

async function chooseCommand(page: Page, composer: Locator, line: string): Promise<void> {
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^Command/ }).press('Enter')
  await composer.getByRole('textbox', { name: 'Command' }).fill(line)
}

/** Stands between the page and the workbench, and keeps what that answers for as long as it is told to. */
async function heldAnswers(
  page: Page,
): Promise<{ hold: () => void; release: () => void; lose: () => Promise<void> }> {
  let held: (() => void)[] | null = null
  let cut: () => Promise<void> = async () => undefined
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => server.send(message))
    server.onMessage((message) => {
      if (held) held.push(() => socket.send(message))
      else socket.send(message)
    })
    cut = () => socket.close({ code: 1001 })
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
    lose: async () => {
      held = null
      await cut()
    },
  }
}

const sessionsOf = async (
  workbench: Workbench,
): Promise<{ title: string; state: string; attempt: number }[]> => {
  const done = await workbench.command(['sessions', '--json'])
  return (JSON.parse(done.stdout) as { sessions: { title: string; state: string; attempt: number }[] })
    .sessions
}

test('launches several tasks with attempts at once, and the queue shows them', async ({ workbench }) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const { composer } = await openComposer(page)
  await expect(
    composer.getByRole('button', { name: 'Base: main, 4 commits behind origin/main' }),
  ).toBeVisible()
  await page.keyboard.insertText('First task\nwith a second line\n\nSecond task')
  await chooseCommand(page, composer, 'cat >> done.txt')
  await composer.getByRole('button', { name: /^Attempts: / }).press('Enter')
  await page.getByRole('menuitem', { name: '2 attempts' }).press('Enter')
  await expect(composer.getByText('2 tasks, 4 sessions')).toBeVisible()
  await picture(page, 'composer-two-tasks')
  await page.keyboard.press('Control+Enter')
  await expect(composer).toBeHidden()
  await expect
    .poll(async () => (await sessionsOf(workbench)).map((session) => session.state))
    .toEqual(['ready', 'ready', 'ready', 'ready'])
  const titles = (await sessionsOf(workbench)).map((session) => `${session.title} ${session.attempt}`)
  expect(titles.toSorted()).toEqual(['First task 1', 'First task 2', 'Second task 1', 'Second task 2'])
  await expect(page.getByRole('button', { name: /First task.*1\/2/ })).toBeVisible()
  await picture(page, 'queue-attempts')
  // What was launched is not a draft any more, and the agent is the one of before.
  const again = await openComposer(page)
  await expect(again.field).toHaveValue('')
  await expect(again.composer.getByRole('textbox', { name: 'Command' })).toHaveValue('cat >> done.txt')
})

test('completes files and saved prompts, and brings back what was sent before', async ({ workbench }) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const { composer, field } = await openComposer(page)
  await page.keyboard.type('Mend @retr')
  await expect(page.getByRole('option', { name: 'src/retry.ts' })).toBeVisible()
  await picture(page, 'composer-files')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('Mend @src/retry.ts ')
  await page.keyboard.type('and @space')
  await expect(page.getByRole('option', { name: 'src/with space.ts' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(field).toHaveValue('Mend @src/retry.ts and @"src/with space.ts" ')

  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText('save prompt')
  await page.keyboard.press('Enter')
  const saving = page.getByRole('dialog', { name: 'Save the text as a prompt' })
  await saving.getByRole('textbox', { name: 'Name' }).fill('Mend both')
  await expect(saving.getByText('Type /mend-both in the composer to use it.')).toBeVisible()
  await picture(page, 'prompt-save')
  await page.keyboard.press('Enter')
  await expect(saving).toBeHidden()
  await expect(field).toBeFocused()

  await field.fill('')
  await page.keyboard.type('/men')
  await expect(page.getByRole('option', { name: /mend-both/ })).toBeVisible()
  await picture(page, 'composer-prompts')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('Mend @src/retry.ts and @"src/with space.ts"')
  await chooseCommand(page, composer, 'true')
  await page.keyboard.press('Control+Enter')
  await expect(composer).toBeHidden()

  await openComposer(page)
  await page.keyboard.press('ArrowUp')
  await expect(field).toHaveValue('Mend @src/retry.ts and @"src/with space.ts"')
  await page.keyboard.press('ArrowDown')
  await expect(field).toHaveValue('')
})

test('takes what fits all of the letters, also when that is answered after Enter or Tab', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const first = await workbench.start({ repository: repository.path })
  await expect(first.getByText('Nothing waits for you.')).toBeVisible()
  const page = await first.context().newPage()
  const answers = await heldAnswers(page)
  await page.goto(new URL('/', first.url()).href)
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const { field } = await openComposer(page)

  await page.keyboard.type('Mend @r')
  await expect(page.getByRole('option', { name: 'readme.md' })).toBeVisible()
  answers.hold()
  await page.keyboard.type('etry')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('Mend @retry')
  // Nothing that is listed fits what is typed, and it is not taken either.
  answers.release()
  await expect(field).toHaveValue('Mend @src/retry.ts ')

  await page.keyboard.type('and @r')
  await expect(page.getByRole('option', { name: 'readme.md' })).toBeVisible()
  answers.hold()
  await page.keyboard.type('eadme')
  await page.keyboard.press('Tab')
  await page.keyboard.type('.')
  answers.release()
  await expect(page.getByRole('option')).toHaveText(['readme.md'])
  // A letter typed since takes the key back.
  await expect(field).toHaveValue('Mend @src/retry.ts and @readme.')

  answers.hold()
  await page.keyboard.type('md')
  await page.keyboard.press('Enter')
  // Asked again over the next connection.
  await answers.lose()
  await expect(field).toHaveValue('Mend @src/retry.ts and @readme.md ')
})

test('keeps an unfinished text over a reload and a restart, and says what an agent lacks', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const { composer } = await openComposer(page)
  await page.keyboard.insertText('Half a thought')
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await expect(page.getByRole('menuitem', { name: /^OpenAI, not ready/ })).toContainText(
    'There is no API key.',
  )
  await picture(page, 'composer-agents')
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const after = await openComposer(page)
  await expect(after.field).toHaveValue('Half a thought')
  await page.keyboard.press('End')
  await page.keyboard.insertText(' and more')
  await expect(after.field).toHaveValue('Half a thought and more')
  // The next browser may be another: the workbench has the text once this one keeps it no more.
  await page.waitForFunction(() => localStorage.getItem('winnow.unsaved') === '{}')
  await workbench.stop()
  const second = await workbench.start({ repository: repository.path })
  await expect(second.getByText('Nothing waits for you.')).toBeVisible()
  const restarted = await openComposer(second)
  await expect(restarted.field).toHaveValue('Half a thought and more')
})

test('a letter in the composer renders nothing of the panes behind it', async ({ workbench }) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  // It loads the page again, which has to be let in by then.
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const panes = await countRenderedPanes(page)
  await expect(page.getByRole('navigation', { name: 'Queue' })).toBeVisible()
  const { field } = await openComposer(page)
  expect(Object.keys(await panes.rendered())).toEqual(expect.arrayContaining(['queue', 'review', 'context']))
  // The first word makes it something that can be saved as a prompt.
  await page.keyboard.type('Retry')
  await expect(field).toHaveValue('Retry')
  await panes.rendered()
  await page.keyboard.type(' what failed')
  await expect(field).toHaveValue('Retry what failed')
  const { window: ofWindow = 0, ...others } = await panes.rendered()
  expect(ofWindow).toBeGreaterThan(0)
  expect(others).toEqual({})
})

test('what is pasted is one task, typed blank lines divide as drawn, and that can be switched off', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const { composer, field } = await openComposer(page)
  const height = (await field.boundingBox())?.height
  await field.evaluate((element, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, 'It broke\n\n  at a\n\n  at b')
  await expect(composer.getByText('1 task', { exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('and another')
  await expect(composer.getByText('2 tasks', { exact: true })).toBeVisible()
  await expect(composer.getByText('Task 2')).toBeVisible()
  await picture(page, 'composer-pasted')
  // In a low window the field scrolls, and the marks end where it does.
  const size = page.viewportSize()
  await page.setViewportSize(zoomedWindow)
  const marks = composer.locator('[aria-hidden]', { has: page.getByText('Task 2') }).first()
  const below = async (): Promise<number> => {
    const [over, text] = [await marks.boundingBox(), await field.boundingBox()]
    return (over?.y ?? 0) + (over?.height ?? 0) - (text?.y ?? 0) - (text?.height ?? 0)
  }
  await expect.poll(async () => (await field.boundingBox())?.height).toBeLessThan(height ?? 0)
  await expect.poll(below).toBe(0)
  if (size !== null) await page.setViewportSize(size)
  await expect.poll(async () => (await field.boundingBox())?.height).toBe(height)
  await composer.getByRole('button', { name: 'Blank lines divide' }).click()
  await expect(composer.getByText('1 task', { exact: true })).toBeVisible()
  await expect(composer.getByText('Task 2')).toBeHidden()
})
