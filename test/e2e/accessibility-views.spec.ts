import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expectAccessible, violations } from '#test/support/accessibility.ts'
import { openBuiltPage } from '#test/support/built-page.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import type { TimelinePage } from '#test/support/timeline-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

declare global {
  interface Window {
    readonly timelinePage: TimelinePage
  }
}

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })
// Each looks at several views, each in two themes.
test.describe.configure({ timeout: 300_000 })

const lines = Array.from({ length: 40 }, (_, index) => `export const value${index} = ${index}\n`)
const guide =
  '# Pond\n\nA text with `code` and a [link](https://example.org).\n\n| a | b |\n| - | - |\n| 1 | 2 |\n'

test('the review with what is typed and found in it', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.ts': lines.join(''), 'guide.md': guide },
    {
      'a.ts': lines.with(3, 'export const value3 = "three"\n').join(''),
      'guide.md': `${guide}\nMore *of* it.\n`,
    },
  )
  const { page } = review
  const [code] = await review.hunks()
  await review.press(code, 'r')
  await expect(page.getByRole('textbox', { name: 'Reject, because' })).toBeFocused()
  await expectAccessible(page, 'the reason of a rejection')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('main')).toBeFocused()

  await review.press(code, 'e')
  await expect(page.getByText(/^You are editing the new side/)).toBeVisible()
  await page.keyboard.type('// mine ')
  await expect(page.getByText('// mine').first()).toBeVisible()
  await expectAccessible(page, 'an own edit that is being typed')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: /^Edit it again/ })).toBeVisible()
  await expectAccessible(page, 'an own edit')

  await page.keyboard.press('Control+f')
  await expect(page.getByRole('textbox', { name: 'Find in the changes' })).toBeFocused()
  await page.keyboard.type('value3')
  await expect(page.locator('.find-widget .matchesCount')).toHaveText(/^\d+ of \d+$/)
  await expectAccessible(page, 'the find bar')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('main')).toBeFocused()
})

test('the settings, page by page', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'one\n' }, { 'a.txt': 'two\n' })
  const { page } = review
  const kept = path.join(workbench.home, 'winnow', 'keybindings.json')
  writeFileSync(
    kept,
    JSON.stringify({ version: 1, keys: { 'review.accept': ['j'], 'review.nextUndecided': ['a'] } }),
  )
  await expect(page.getByText(/^keybindings\.json was changed outside of Winnow/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Look at it' }).click()
  await expect(page.getByRole('note', { name: 'Keys changed outside of Winnow' })).toBeVisible()
  await expectAccessible(page, 'keys that somebody else wrote')
  const field = page.getByRole('searchbox', { name: 'Find a setting' })
  for (const [words, shown] of [
    ['theme', 'Theme'],
    ['accept the hunk', 'Accept the hunk and go on'],
    ['disk space', 'Disk'],
    ['setup command', 'Setup command'],
    ['api key', 'OpenAI'],
    ['no such words', 'No setting has these words.'],
  ] as const) {
    await field.fill(words)
    await expect(page.getByRole('dialog').getByText(shown).first()).toBeVisible()
    await expectAccessible(page, `the settings on ${words}`)
  }
})

test('an agent that failed, and what it wrote', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const run = "printf '\\033[31mred\\033[0m see https://example.org/a and a.txt:1\\n'; exit 3"
  const task = ['task', 'Fail', '--repo', repository.path, '--run', run, '--wait', '--json']
  expect((await workbench.command(task)).exitCode).toBe(6)
  await page.getByRole('navigation', { name: 'Queue' }).getByText('Fail', { exact: true }).click()
  await expect(page.getByRole('button', { name: /^Run it again/ })).toBeVisible()
  await expectAccessible(page, 'a failed agent')

  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline.getByRole('button', { name: /^printf/ }).click()
  await timeline.getByRole('button', { name: 'Raw text' }).click()
  await expect(timeline.getByText('⟨ESC⟩').first()).toBeVisible()
  await expectAccessible(page, 'the raw text of an output')
})

test('a landing that conflicts, what a discard leaves out, and the start view with several repositories', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.ts': lines.join(''), 'b.ts': 'one\n' },
    { 'a.ts': lines.with(3, 'export const value3 = "three"\n').join(''), 'b.ts': 'two\n' },
  )
  const { page, repository } = review
  const [first] = await review.hunks()
  repository.commit('Meanwhile', { 'b.ts': 'three\n' })
  await review.press(first, 'Control+Shift+A')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '2')
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet.getByText('1 file conflicts with main. Nothing was touched.')).toBeVisible()
  await expect(sheet.getByText('What you accepted')).toBeVisible()
  await expect(sheet.getByText('Reading it.')).toHaveCount(0)
  await picture(page, 'accessible-conflicts')
  await expectAccessible(page, 'a landing that conflicts')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  const other = new TestRepository(path.join(workbench.home, 'pond'))
  other.commit('Begin', { 'a.txt': 'one\n' })
  const run = 'truncate -s 250M model.bin; echo two >> a.txt'
  const task = ['task', 'Train it', '--repo', other.path, '--run', run, '--wait', '--json']
  expect((await workbench.command(task)).exitCode).toBe(0)
  await page.getByRole('navigation', { name: 'Queue' }).getByText('Train it', { exact: true }).click()
  await expect(page.getByRole('main').getByRole('heading', { name: 'Train it' })).toBeVisible()
  await page.keyboard.press('Control+Backspace')
  const question = page.getByRole('dialog', { name: 'Not everything can be brought back' })
  await expect(question.getByRole('button', { name: 'Keep the worktree' })).toBeFocused()
  await expectAccessible(page, 'what a discard could not bring back')
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()

  await page.keyboard.press('Control+Shift+H')
  await expect(page.getByRole('button', { name: 'Try it on a demo' })).toBeVisible()
  await expect(page.getByText(other.path).first()).toBeVisible()
  await expectAccessible(page, 'the start view with several repositories')
})

test('the guide of the demo', async ({ workbench }) => {
  const page = await workbench.start()
  await page.getByRole('button', { name: 'Try it on a demo' }).click()
  await expect(page.getByRole('complementary', { name: 'Guide to the demo' })).toContainText('scripted tasks')
  await expectAccessible(page, 'the guide of the demo')
})

test('a git that takes long, and what is not acknowledged', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'one\n' }, { 'a.txt': 'two\n' })
  const { page } = review
  const [hunk] = await review.hunks()
  await workbench.kill()
  await expect(page.getByText(/^The workbench does not answer/)).toBeVisible()
  await review.press(hunk, 'a')
  await expect(page.getByText(/^1 decision is not kept yet/)).toBeVisible()
  await expectAccessible(page, 'what is not acknowledged')
  await page.close()

  const object = review.repository.git('rev-parse', 'work:a.txt')
  const file = path.join(review.repository.path, '.git/objects', object.slice(0, 2), object.slice(2))
  rmSync(file)
  execFileSync('mkfifo', [file])
  const next = await workbench.start({
    repository: review.repository.path,
    env: { WINNOW_GIT_PATIENCE: '2' },
  })
  await expect(next.getByText('Something waits for you.')).toBeVisible()
  await next.keyboard.press('Tab')
  const question = next.getByRole('complementary', { name: 'A git that takes long' })
  await expect(question).toBeVisible()
  await expectAccessible(next, 'a git that takes long')
  await next.keyboard.press('Shift+F9')
  await expect(question).toBeHidden()
})

test('each kind of item of the timeline', async () => {
  const { page, close } = await openBuiltPage('timeline-page.ts', 'timelinePage')
  try {
    await page.evaluate(() => window.timelinePage.showAll(400))
    await expect(page.locator('code').first()).toBeVisible()
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => {
        document.documentElement.dataset['theme'] = name
      }, theme)
      expect(await violations(page), theme).toEqual([])
    }
  } finally {
    await close()
  }
})
