import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { draftFields } from '#test/support/draft-fields.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

/** What is typed everywhere: no name of anything, and none that a field refuses. */
const words = 'half-a-thought'

/** A field that a person types in. */
interface Field {
  /** Where it is made. */
  readonly file: keyof typeof draftFields
  readonly name: string
  /** Comes to it by keys; it has the focus, or can take it. */
  readonly open: (page: Page) => Promise<Locator>
  /** Escape leaves it on screen. */
  readonly stays?: true
}

const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name })
/** A field by how its name begins: what is said of it may follow. */
const textbox = (within: Page | Locator, name: string): Locator => {
  const begins = new RegExp(`^${name.replaceAll(/[()]/g, String.raw`\$&`)}`)
  return within.getByRole('textbox', { name: begins }).or(within.getByRole('combobox', { name: begins }))
}
const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name })

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+K')
  const search = page.getByPlaceholder('Find a command, a session or a file')
  await expect(search).toBeFocused()
  await page.keyboard.insertText(title)
  await expect(page.getByRole('option').first()).toContainText(title)
  await page.keyboard.press('Enter')
  await expect(search).toBeHidden()
}

/** Fields of a dialog that a command opens. */
function ofDialog(
  file: Field['file'],
  command: string,
  name: string,
  labels: readonly string[],
  before: (opened: Locator, page: Page) => Promise<void> = () => Promise.resolve(),
): readonly Field[] {
  return labels.map((label) => ({
    file,
    name: label,
    async open(page) {
      await runCommand(page, command)
      const opened = dialog(page, name)
      await expect(opened).toBeVisible()
      await before(opened, page)
      return textbox(opened, label)
    },
  }))
}
const composing = (file: Field['file'], ...labels: readonly string[]): readonly Field[] =>
  ofDialog(file, 'Write new tasks', 'New tasks', labels)
const landing = (
  file: Field['file'],
  labels: readonly string[],
  before?: (opened: Locator) => Promise<void>,
): readonly Field[] => ofDialog(file, 'Land what is accepted', 'Land what is accepted', labels, before)
const settings = (file: Field['file'], search: string, ...labels: readonly string[]): readonly Field[] =>
  ofDialog(file, 'Open the settings', 'Settings', labels, (opened) =>
    opened.getByRole('searchbox').fill(search),
  )

const writing: readonly Field[] = [
  ...composing('src/renderer/features/composer/task-field.tsx', 'Tasks'),
  ...composing('src/renderer/features/composer/command-fields.tsx', 'Command', 'For follow-ups'),
  ...ofDialog(
    'src/renderer/features/composer/prompt-dialog.tsx',
    'Save the composer’s text as a prompt',
    'Save the text as a prompt',
    ['Name'],
  ),
  ...ofDialog(
    'src/renderer/features/composer/existing-dialog.tsx',
    'Review a branch, a range or uncommitted changes',
    'Review changes that exist',
    ['Branch or range', 'Base (optional)'],
  ),
  ...settings('src/renderer/features/settings/setting-row.tsx', 'Shell', 'Shell'),
  ...settings(
    'src/renderer/features/settings/repository-settings.tsx',
    'trust',
    'Ignored files to copy into each worktree',
    'Setup command',
    'Name for new branches',
  ),
  ...settings('src/renderer/features/settings/repository-rules.tsx', 'rules', 'A new rule'),
]
const reviewing: readonly Field[] = [
  {
    file: 'src/renderer/features/review/review-footer.tsx',
    name: 'Reject, because',
    async open(page) {
      await runCommand(page, 'Reject the hunk and say why')
      return textbox(page, 'Reject, because')
    },
  },
  {
    file: 'src/renderer/features/queue/queue-row.tsx',
    name: 'Title of the session',
    async open(page) {
      await runCommand(page, 'Rename the session')
      return textbox(page, 'Title of the session')
    },
  },
  {
    file: 'src/renderer/features/context/follow-up-box.tsx',
    name: 'Follow-up to the agent',
    stays: true,
    async open(page) {
      await runCommand(page, 'Write a follow-up to the agent')
      return textbox(page, 'Follow-up to the agent')
    },
  },
]
const forking: readonly Field[] = ofDialog(
  'src/renderer/features/session/fork-dialog.tsx',
  'Fork the session: a second one goes on from here',
  'Fork the session',
  ['How the second session goes on'],
)
const refused: readonly Field[] = [
  {
    file: 'src/renderer/app/refused-field.tsx',
    name: 'Words for “Write a follow-up that quotes the rejected hunks”',
    async open(page) {
      await page.keyboard.press('2')
      await page.keyboard.press('Shift+M')
      return textbox(page, 'Words for “Write a follow-up that quotes the rejected hunks”')
    },
  },
]
const landingOfAPerson: readonly Field[] = [
  ...landing('src/renderer/features/landing/landing-message.tsx', ['Message']),
  ...landing('src/renderer/features/landing/landing-sheet.tsx', ['Branch']),
  ...landing(
    'src/renderer/features/landing/landing-author.tsx',
    ['Author’s name', 'Author’s address'],
    async (opened) => {
      const change = button(opened, 'Change the author')
      // With a draft it is open already, once that is there.
      await expect(async () => {
        if (await change.isVisible()) await change.click({ timeout: 1000 })
        await expect(button(opened, 'Be the author yourself')).toBeVisible({ timeout: 1000 })
      }).toPass()
    },
  ),
]
const landingOfANobody: readonly Field[] = landing('src/renderer/features/landing/landing-identity.tsx', [
  'Your name',
  'Your address',
])
/**
 * What has no session; what is no field of the page but of the editor: `review-edits.spec.ts` has that; and what expires with
 * a restart: `asks.spec.ts` and `plan-mode.spec.ts` have that.
 */
const elsewhere: readonly Field['file'][] = [
  'src/renderer/features/start/path-field.tsx',
  'src/renderer/editor/typing.ts',
  'src/renderer/features/asks/ask-answers.tsx',
  'src/renderer/features/asks/plan-field.tsx',
]

interface Prepared {
  /** Git knows who the person is. */
  readonly person: boolean
  readonly accepted: boolean
}

/** Two sessions with changes of an agent, one of them accepted where it is to land. */
async function prepare(workbench: Workbench, options: Prepared): Promise<TestRepository> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  if (options.person) {
    repository.git('config', 'user.name', 'Ada Person')
    repository.git('config', 'user.email', 'ada@example.test')
  }
  repository.commit('Begin', { 'a.txt': 'a\n' })
  for (const title of ['First', 'Second']) {
    const task = ['task', title, '--run', 'echo more >> a.txt', '--wait', '--repo', repository.path]
    const done = await workbench.command([...task, '--json'])
    const { session } = JSON.parse(done.stdout) as { session: string }
    if (options.accepted) await workbench.command(['decide', session, '--all', 'accept'])
  }
  return repository
}

async function show(page: Page, title: string): Promise<void> {
  await button(page.getByRole('navigation', { name: 'Queue' }), new RegExp(`^${title} `)).click()
  await expect(page.getByRole('main', { name: 'Review' })).toContainText(title)
  await expect(page.getByText(/^[01]\/1 decided$/)).toBeVisible()
}

/** Leaves a field with Escape, once for each thing that it closes. */
async function leave(page: Page, field: Locator, { stays }: Field): Promise<void> {
  await page.keyboard.press('Escape')
  if (stays) return
  // A list of completions closes first, and behind one dialog may be another.
  const open = field.or(page.getByRole('dialog'))
  await expect(async () => {
    if ((await open.count()) > 0) await page.keyboard.press('Escape')
    await expect(open).toHaveCount(0, { timeout: 1000 })
  }).toPass()
}

async function expectKept(page: Page, fields: readonly Field[], after: string): Promise<void> {
  for (const field of fields) {
    const opened = await field.open(page)
    await expect(opened, `${field.name} after ${after}`).toHaveValue(words)
    await opened.focus()
    await leave(page, opened, field)
  }
}

/** Types in each field and leaves it by Escape, then by another session, a reload and a restart. */
async function walk(workbench: Workbench, fields: readonly Field[], prepared: Prepared): Promise<void> {
  const repository = await prepare(workbench, prepared)
  const page = await workbench.start({ repository: repository.path })
  await show(page, 'First')
  for (const field of fields) {
    const opened = await field.open(page)
    await opened.fill(words)
    await expect(opened).toHaveValue(words)
    await leave(page, opened, field)
    await expectKept(page, [field], 'Escape')
  }
  await show(page, 'Second')
  await show(page, 'First')
  await expectKept(page, fields, 'another session')
  await page.reload()
  await show(page, 'First')
  await expectKept(page, fields, 'a reload')
  // The next browser is another one: the workbench has all once this one keeps nothing more.
  await page.waitForFunction(() => localStorage.getItem('winnow.unsaved') === '{}')
  await workbench.stop()
  const next = await workbench.start({ repository: repository.path })
  await show(next, 'First')
  await expectKept(next, fields, 'a restart')
}

test.describe('what is typed and left by Escape, another session, a reload or a restart is there again', () => {
  // Every field is opened five times.
  test.setTimeout(300_000)

  test('in the composer and the settings', async ({ workbench }) => {
    await walk(workbench, writing, { person: true, accepted: false })
  })
  test('in the review and beside it', async ({ workbench }) => {
    await walk(workbench, [...reviewing, ...forking, ...refused], { person: true, accepted: false })
  })
  test('in the landing of a person whom git knows', async ({ workbench }) => {
    await walk(workbench, landingOfAPerson, { person: true, accepted: true })
  })
  test('in the landing of a person whom git does not know', async ({ workbench }) => {
    await walk(workbench, landingOfANobody, { person: false, accepted: true })
  })
  test('in the start view', async ({ workbench }) => {
    const page = await workbench.start()
    const field = textbox(page, 'Folder of a repository')
    await field.fill(words)
    await page.keyboard.press('Escape')
    await expect(field).toHaveValue(words)
    await page.reload()
    await expect(field).toHaveValue(words)
    await page.waitForFunction(() => localStorage.getItem('winnow.unsaved') === '{}')
    await workbench.stop()
    await expect(textbox(await workbench.start(), 'Folder of a repository')).toHaveValue(words)
  })
  test('in every field that keeps its text', () => {
    const walked = [
      ...writing,
      ...reviewing,
      ...forking,
      ...refused,
      ...landingOfAPerson,
      ...landingOfANobody,
    ].map(({ file }) => file)
    const counts = Object.fromEntries(
      [...walked, ...elsewhere].map((file) => [file, walked.filter((one) => one === file).length || 1]),
    )
    expect(counts).toEqual(draftFields)
  })
})
