import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { approval, askingPrompt, commandApproval, type AskingStep } from '#test/support/asking-agent.ts'
import { picture, picturedThemes } from '#test/support/pictures.ts'
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

for (const colorScheme of picturedThemes)
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

test('the key that goes to what is asked works right after its session was chosen', async ({ workbench }) => {
  const { page, submit: start } = await begin(workbench)
  await start('Add the cache', { ask: install })
  await start('Choose the store', { ask: which })
  await expect(page).toHaveTitle('(2) Winnow')
  for (const [title, words] of [
    ['Choose the store', 'Which database'],
    ['Add the cache', 'npm install left-pad'],
    ['Choose the store', 'Which database'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
    await page.keyboard.insertText(title)
    await expect(page.getByRole('option').first()).toContainText(title)
    await Promise.all(['Enter', 'q'].map((key) => page.keyboard.press(key)))
    await expect(card(page)).toContainText(words)
    await expect(card(page)).toHaveAttribute('data-entered', 'true')
    await page.keyboard.press('Escape')
  }
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

test('a rule is read before it is written, answers what comes later, and is revoked in the settings', async ({
  workbench,
}) => {
  const { page, submit: start } = await begin(workbench)
  const line = 'npm test -- src/cache.test.ts 2>&1 | tail -20'
  const session = await start(
    'Add the cache',
    { ask: commandApproval('first', line, { folder: null }) },
    { ask: commandApproval('second', 'npm test | tail -20') },
    { ask: commandApproval('third', 'npm test; git push') },
    { ask: commandApproval('fourth', 'npm test > out') },
  )
  await expect(page).toHaveTitle('(1) Winnow')
  await page.keyboard.press('2')
  await page.keyboard.press('Tab')
  await expect(card(page)).toContainText(line)
  await page.keyboard.press('q')
  await picture(page, 'rules-scopes')
  await page.keyboard.press('Shift+Y')
  const preview = page.getByRole('group', { name: 'The rule that is written' })
  const rules = preview.getByRole('listitem')
  await expect(preview).toBeFocused()
  await expect(rules).toHaveText(['npm test -- src/cache.test.ts', 'tail -20'])
  // Nothing is written by looking, and no other answer is given from here.
  await page.keyboard.press('y')
  await page.keyboard.press('Escape')
  await expect(preview).toHaveCount(0)
  expect((await listed(workbench, session)).asks).toHaveLength(1)

  await page.keyboard.press('Shift+Y')
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft')
  await expect(rules.first()).toHaveText('npm test *')
  // It can't name less than which command it is.
  await page.keyboard.press('ArrowLeft')
  await expect(rules.first()).toHaveText('npm test *')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await expect(rules).toHaveText(['npm test *', 'tail -20 *'])
  await page.keyboard.press('ArrowRight')
  await expect(rules).toHaveText(['npm test *', 'tail -20'])
  await picture(page, 'rules-preview')
  expect(await cutOff(page)).toEqual([])
  await page.keyboard.press('w')

  // The second needed nobody; the third has a part that no rule names.
  await expect(card(page)).toContainText('npm test; git push')
  const timeline = page.getByRole('complementary').or(page.getByRole('main'))
  await expect(timeline.getByText('allowed by your rules `npm test *`, `tail -20`').first()).toBeVisible()
  await page.keyboard.press('q')
  await page.keyboard.press('d')
  await expect(card(page)).toContainText('can’t be read with certainty')
  await page.keyboard.press('q')
  await page.keyboard.press('Shift+Y')
  await expect(preview).toHaveCount(0)
  await picture(page, 'rules-none')
  await page.keyboard.press('s')
  await expect(card(page)).toHaveCount(0)
  expect(await got(workbench, session)).toEqual(
    ['yes', 'yes', 'no', 'yes'].map((option, at) => ({
      id: ['first', 'second', 'third', 'fourth'][at],
      answer: { option, words: '' },
    })),
  )

  await page.keyboard.press('Control+,')
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('rules')
  const list = page.getByRole('list', { name: 'Rules' }).getByRole('listitem')
  await expect(list).toHaveText([/allow.*npm test \*/, /allow.*tail -20/])
  const field = page.getByRole('textbox', { name: 'A new rule' })
  await field.fill('sh *')
  await page.getByRole('button', { name: 'Allow this from now on' }).click()
  await expect(page.getByText('runs whatever it is given')).toBeVisible()
  await field.fill('git push *')
  await page.getByRole('button', { name: 'Forbid this from now on' }).click()
  await expect(list).toHaveText([/allow.*npm test \*/, /allow.*tail -20/, /forbid.*git push \*/])
  await field.scrollIntoViewIfNeeded()
  await picture(page, 'rules-settings')
  await page.getByRole('button', { name: 'Revoke the rule npm test *' }).click()
  await expect(list).toHaveText([/allow.*tail -20/, /forbid.*git push \*/])
})
