import path from 'node:path'
import type { Page } from '@playwright/test'
import { startFakeResponses, type FakeResponses } from './fake-responses.ts'
import { TestRepository } from './repository.ts'
import { expect, painted, type Workbench } from './workbench-driver.ts'

/* A person's way from a task to a landing, by keys. */

export interface HunkJson {
  readonly id: string
  readonly decision: string | null
}
export interface ChangesetJson {
  readonly number: number
  readonly files: readonly { readonly path: string; readonly hunks: readonly HunkJson[] }[]
}

/** What the command line answers as JSON. */
export async function json<T>(workbench: Workbench, ...args: string[]): Promise<T> {
  const done = await workbench.command([...args, '--json'])
  expect(done.stderr).toBe('')
  return JSON.parse(done.stdout) as T
}

/** The hunks of a session’s newest revision, in their order. */
export async function hunksOf(workbench: Workbench, session: string): Promise<HunkJson[]> {
  const changeset = await json<ChangesetJson>(workbench, 'changeset', session)
  return changeset.files.flatMap((file) => file.hunks)
}

/**
 * Opens a repository of one commit in a window whose built-in agent asks a model on loopback. The test closes the model.
 */
export async function startWithOpenai(
  workbench: Workbench,
  {
    files = { 'a.txt': 'a\n' },
    model: plays = {},
  }: {
    readonly files?: Readonly<Record<string, string>>
    readonly model?: Parameters<typeof startFakeResponses>[0]
  } = {},
): Promise<{
  readonly page: Page
  readonly model: FakeResponses
  readonly repository: TestRepository
  /** Starts the workbench again, and opens a page of it. */
  readonly again: () => Promise<Page>
}> {
  const model = await startFakeResponses(plays)
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', files)
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url }
  const again = (): Promise<Page> => workbench.start({ repository: repository.path, env })
  const page = await again()
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  return { page, model, repository, again }
}

/** Opens the composer, chooses an agent by keys, writes a task and launches it. */
export async function launch(
  page: Page,
  agent: string,
  prompt: string,
  { command, mode }: { readonly command?: string; readonly mode?: string } = {},
): Promise<void> {
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toBeFocused()
  await page.keyboard.insertText(prompt)
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: new RegExp(`^${agent}`) }).press('Enter')
  if (command !== undefined) await composer.getByRole('textbox', { name: 'Command' }).fill(command)
  if (mode !== undefined) {
    await composer.getByRole('button', { name: /^Mode: / }).press('Enter')
    await page.getByRole('menuitem', { name: mode, exact: true }).press('Enter')
    await composer.getByRole('textbox', { name: 'Tasks' }).focus()
  }
  await page.keyboard.press('Control+Enter')
  await expect(composer).toBeHidden()
}

/** Goes to a session by the queue and decides each hunk by its key, each only once it is painted. */
export async function decide(
  page: Page,
  workbench: Workbench,
  session: string,
  keys: readonly string[],
): Promise<void> {
  const undecided = (await hunksOf(workbench, session)).filter((hunk) => hunk.decision === null)
  expect(undecided).toHaveLength(keys.length)
  for (const [index, key] of keys.entries()) {
    await painted(page, undecided[index]?.id ?? '')
    await page.keyboard.press(key)
  }
  await expect
    .poll(async () => (await hunksOf(workbench, session)).filter((hunk) => hunk.decision === null).length)
    .toBe(0)
}

/** Goes through the queue by its keys until a session is shown, and then into the review. */
export async function open(page: Page, title: string): Promise<void> {
  const queue = page.getByRole('navigation')
  const heading = page.getByRole('main').getByRole('heading', { name: title, exact: true })
  await page.keyboard.press('1')
  await expect(queue.locator(':focus')).toBeVisible()
  const rows = await queue.locator('[data-keys="list"]').count()
  for (const key of ['ArrowUp', 'ArrowDown']) {
    for (let step = 0; step < rows && !(await heading.isVisible()); step += 1) {
      const before = await queue.locator('[aria-current="true"]').textContent()
      await page.keyboard.press(key)
      const first = queue.locator('[data-keys="list"]')[key === 'ArrowUp' ? 'first' : 'last']()
      if ((await first.textContent()) !== before)
        await expect(queue.locator('[aria-current="true"]')).not.toHaveText(before ?? '')
    }
  }
  await expect(heading).toBeVisible()
  await page.keyboard.press('Enter')
}

/** Opens the landing sheet, waits for its draft, and confirms. */
export async function land(page: Page, message: RegExp): Promise<void> {
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: /^Land/ })
  await expect(sheet.getByRole('textbox', { name: 'Message' })).toHaveValue(message)
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
}
