import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { approval, askingPrompt, type AskingStep } from '#test/support/asking-agent.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { cutOff, zoomedWindow } from '#test/support/within-window.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1280, height: 800 } })

const install = approval('install', 'npm install left-pad\u202e --save\u001b[2J', {
  reason: 'The build fails without it, see [the log](https://evil.example).',
  folder: '/work/pond',
  touches: ['package.json', 'registry.npmjs.org', 'regіstry.npmjs.org'],
  diff: '--- a/package.json\n+++ b/package.json\n@@ -1,3 +1,4 @@\n {\n-  "name": "pond"\n+  "name": "pond",\n+  "dependencies": { "left-pad": "^1.3.0" }\n }\n',
})
const which = {
  kind: 'question',
  id: 'which',
  text: 'Which database should the cache use?',
  options: [
    { label: 'SQLite', description: 'one file, no server' },
    { label: 'Redis', description: 'a server, shared by all workers' },
    { label: 'None', description: '' },
  ],
} as const
/** A file whose change is there to decide while the agent asks in its next turn. */
const changed: AskingStep = { write: 'a.txt', text: 'two\n' }

/** Starts the host with the agent that asks, and a repository. */
async function begin(workbench: Workbench): Promise<{ readonly page: Page; readonly submit: Submit }> {
  const pond = new TestRepository(path.join(workbench.home, 'pond'))
  pond.commit('Begin', { 'a.txt': 'one\n' })
  const page = await workbench.start({ repository: pond.path, asking: true })
  return {
    page,
    submit: (title, ...steps) => submit(workbench, pond.path, title, steps),
  }
}
type Submit = (title: string, ...steps: readonly AskingStep[]) => Promise<string>

/** A task of that agent, asked for as a page does: the command line knows no agent that is only in a test. */
async function submit(
  workbench: Workbench,
  folder: string,
  title: string,
  steps: readonly AskingStep[],
): Promise<string> {
  const { connectToOwner } = await import('#main/client/connect.ts')
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const reached = await connectToOwner(path.join(workbench.home, 'winnow'), version)
  if (!reached.ok) throw new Error(reached.error.message)
  const { client } = reached.value
  try {
    const opened = await client.repository.open({ path: folder })
    if (!opened.ok) throw new Error(opened.error.message)
    const task = {
      repository: opened.value.id,
      prompt: askingPrompt(...steps),
      agent: { kind: 'asking' },
      title,
    }
    const made = await client.session.submit({ tasks: [task] })
    if (!made.ok) throw new Error(made.error.message)
    return made.value.sessions[0] ?? ''
  } finally {
    reached.value.close()
  }
}

interface Listed {
  readonly id: string
  readonly state: string
  readonly worktree: string
  readonly asks: readonly { readonly id: string }[]
}
async function listed(workbench: Workbench, session: string): Promise<Listed> {
  const { stdout } = await workbench.command(['show', session, '--json'])
  return JSON.parse(stdout) as Listed
}
async function got(workbench: Workbench, session: string): Promise<readonly unknown[]> {
  const { worktree } = await listed(workbench, session)
  return readFileSync(path.join(worktree, 'answers.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}
const queue = (page: Page): Locator => page.getByRole('navigation', { name: 'Queue' })
const card = (page: Page): Locator => page.getByRole('region', { name: /^The agent asks/ })

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })

    test('what agents ask comes first, and is allowed, denied with a word and answered by keys', async ({
      workbench,
    }) => {
      const { page, submit: start } = await begin(workbench)
      const first = await start('Add the cache', { ask: install }, changed)
      await expect(
        queue(page).getByRole('button', { name: /Add the cache.*asks you: asks: npm install/ }),
      ).toBeVisible()
      await expect(page).toHaveTitle('(1) Winnow')
      const second = await start('Choose the store', { ask: which }, { ask: { ...which, id: 'again' } })
      await expect(page).toHaveTitle('(2) Winnow')

      await page.keyboard.press('2')
      await page.keyboard.press('Tab')
      await expect(card(page)).toContainText('npm install left-pad⟨U+202E⟩ --save␛[2J')
      await expect(card(page)).toContainText('[the log](https://evil.example)')
      await expect(card(page).getByRole('link')).toHaveCount(0)
      await picture(page, `asks-approval-${colorScheme}`)

      // A key that is not pressed in the card answers nothing, whatever it is elsewhere.
      await page.keyboard.press('2')
      await page.keyboard.press('d')
      await page.keyboard.press('Shift+Y')
      expect((await listed(workbench, first)).asks).toHaveLength(1)

      await page.keyboard.press('q')
      await expect(card(page)).toHaveAttribute('data-entered', 'true')
      await picture(page, `asks-entered-${colorScheme}`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('d')
      expect((await listed(workbench, first)).asks).toHaveLength(1)

      await page.keyboard.press('q')
      await page.keyboard.press('r')
      const why = page.getByRole('textbox', { name: 'Why it is denied' })
      await expect(why).toBeFocused()
      await page.keyboard.insertText('Use the one we have')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.reload()
      await expect(why).toHaveValue('Use the one we have')
      await picture(page, `asks-denied-with-words-${colorScheme}`)
      await page.keyboard.press('q')
      await page.keyboard.press('r')
      await expect(why).toBeFocused()
      await page.keyboard.press('Control+Enter')
      await expect(card(page)).toHaveCount(0)
      await expect(page.getByText('0/2 decided')).toBeVisible()
      expect(await got(workbench, first)).toEqual([
        { id: 'install', answer: { option: 'no', words: 'Use the one we have' } },
      ])

      await page.keyboard.press('Tab')
      await expect(card(page)).toContainText('Which database')
      await page.keyboard.press('q')
      await picture(page, `asks-question-${colorScheme}`)
      await page.keyboard.press('2')
      await expect(card(page)).toBeVisible()
      // The next ask has to be entered by itself.
      await expect(card(page)).not.toHaveAttribute('data-entered', 'true')
      await page.keyboard.press('q')
      await page.keyboard.press('r')
      await page.keyboard.insertText('Postgres, as elsewhere')
      await page.keyboard.press('Control+Enter')
      await expect(card(page)).toHaveCount(0)
      expect(await got(workbench, second)).toEqual([
        { id: 'which', answer: { option: 'Redis', words: '' } },
        { id: 'again', answer: { option: null, words: 'Postgres, as elsewhere' } },
      ])
    })
  })

test('what is asked while a review is read moves no line, and no key of the review answers it', async ({
  workbench,
}) => {
  const { page, submit: start } = await begin(workbench)
  const session = await start('Add the cache', changed, { say: 'Done' })
  await queue(page)
    .getByRole('button', { name: /Add the cache/ })
    .click()
  await expect(page.getByText('0/1 decided')).toBeVisible()
  const { stdout } = await workbench.command(['changeset', session, '--json'])
  const { files } = JSON.parse(stdout) as { files: readonly { hunks: readonly { id: string }[] }[] }
  const hunk = files[0]?.hunks[0]?.id ?? ''
  await painted(page, hunk)
  const line = page.getByText('two', { exact: true }).first()
  const before = await line.boundingBox()
  await workbench.command([
    'follow-up',
    session,
    askingPrompt({ ask: install, withdrawnBy: 'late' }, { ask: which }, { ask: approval('build', 'make') }),
  ])
  const bar = page.getByRole('status', { name: 'What the agent asks meanwhile' })
  await expect(bar).toContainText('npm install')
  await picture(page, 'asks-meanwhile')
  expect(await line.boundingBox()).toEqual(before)
  await page.keyboard.press('d')
  await expect(page.getByText('1/1 decided')).toBeVisible()
  expect((await listed(workbench, session)).asks).toHaveLength(1)

  await page.keyboard.press('q')
  await expect(card(page)).toHaveAttribute('data-entered', 'true')
  await picture(page, 'asks-over-review')
  const size = page.viewportSize()
  await page.setViewportSize(zoomedWindow)
  await expect.poll(() => cutOff(page)).toEqual([])
  // The review below keeps a line, at least.
  await expect
    .poll(async () => (await page.locator('.monaco-diff-editor').first().boundingBox())?.height)
    .toBeGreaterThan(20)
  if (size !== null) await page.setViewportSize(size)
  // The agent goes on without, and asks something else: what is pressed now is for neither.
  writeFileSync(path.join((await listed(workbench, session)).worktree, 'late'), '')
  await expect(card(page)).toContainText('This has expired')
  await picture(page, 'asks-expired')
  await page.keyboard.press('y')
  await expect(page.getByText('It has expired, so nothing is sent.').first()).toBeVisible()
  expect((await listed(workbench, session)).asks).toMatchObject([{ id: 't2-which' }])
  await page.keyboard.press('Escape')
  await expect(card(page)).toContainText('Which database')
  await expect(page.getByText('1/1 decided')).toBeVisible()
  await page.keyboard.press('q')
  await page.keyboard.press('1')
  // It was at work again in between: the review is read.
  await expect(bar).toContainText('make')
  await page.keyboard.press('q')
  await expect(card(page)).toHaveAttribute('data-entered', 'true')
  await page.keyboard.press('y')
  await expect(card(page)).toHaveCount(0)
  expect(await got(workbench, session)).toEqual([
    { id: 'install', answer: null },
    { id: 'which', answer: { option: 'SQLite', words: '' } },
    { id: 'build', answer: { option: 'once', words: '' } },
  ])
})

test('a follow-up can be given to the agent while it works', async ({ workbench }) => {
  const { page, submit: start } = await begin(workbench)
  const session = await start('Add the cache', { say: 'Working' }, { waitFor: 'go' })
  await queue(page)
    .getByRole('button', { name: /Add the cache/ })
    .click()
  await page.keyboard.press('m')
  await expect(page.getByRole('textbox', { name: 'Follow-up to the agent' })).toBeFocused()
  await page.keyboard.insertText('Left, not right')
  await expect(page.getByRole('button', { name: /Give it now/ })).toBeVisible()
  await picture(page, 'asks-steer')
  await page.keyboard.press('Control+Shift+Enter')
  await expect(page.getByRole('main').getByText('Left, not right')).toBeVisible()
  const { worktree } = await listed(workbench, session)
  expect(readFileSync(path.join(worktree, 'steered.txt'), 'utf8')).toBe('"Left, not right"\n')
  writeFileSync(path.join(worktree, 'go'), '')
})

test('words that were begun as an answer are in the follow-up once nobody waits for it', async ({
  workbench,
}) => {
  const { page, submit: start } = await begin(workbench)
  const session = await start('Add the cache', { ask: which })
  await queue(page)
    .getByRole('button', { name: /Add the cache.*asks you/ })
    .click()
  await expect(card(page)).toContainText('Which database')
  await page.keyboard.press('q')
  await page.keyboard.press('r')
  await expect(page.getByRole('textbox', { name: 'Answer in your own words' })).toBeFocused()
  await page.keyboard.insertText('The one that the tests use')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+S')
  await expect(page.getByText(/^The agent does not wait for this answer any more\./)).toBeVisible()
  const field = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await page.keyboard.press('m')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('The one that the tests use')
  await picture(page, 'asks-left-words')

  // So it is where another window answers otherwise, and where the words are found by a later page.
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Escape')
  await workbench.command(['follow-up', session, askingPrompt({ ask: which }, { say: 'Done' })])
  await expect(page.getByRole('button', { name: /^Answer/ })).toBeVisible()
  await page.keyboard.press('q')
  await expect(card(page)).toHaveAttribute('data-entered', 'true')
  await page.keyboard.press('r')
  await expect(page.getByRole('textbox', { name: 'Answer in your own words' })).toBeFocused()
  await page.keyboard.insertText('Neither')
  await page.keyboard.press('Escape')
  await page.keyboard.press('1')
  await expect(page.getByText(/^It was answered without the words that you began\./)).toBeVisible()
  await page.keyboard.press('m')
  await expect(field).toHaveValue('Neither')
  await page.reload()
  await page.keyboard.press('m')
  await expect(field).toHaveValue('Neither')
})
