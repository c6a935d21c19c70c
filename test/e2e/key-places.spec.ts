import path from 'node:path'
import type { Page } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })

interface Hunk {
  readonly id: string
  readonly decision: string | null
}

/** A session whose agent has written something, on screen; what it runs is run again for each follow-up. */
async function open(
  workbench: Workbench,
  run = 'echo b >> a.txt',
): Promise<{ page: Page; session: string; hunks: () => Promise<readonly Hunk[]> }> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const made = await workbench.command([
    'task',
    'Change a line',
    ...['--run', run, '--repo', repository.path, '--wait', '--json'],
  ])
  const { session } = JSON.parse(made.stdout) as { session: string }
  const hunks = async (): Promise<readonly Hunk[]> => {
    const done = await workbench.command(['changeset', session, '--json'])
    return (JSON.parse(done.stdout) as { files: { hunks: Hunk[] }[] }).files.flatMap((file) => file.hunks)
  }
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  const [first] = await hunks()
  await painted(page, first?.id ?? '')
  return { page, session, hunks }
}

test('keys decide after a click in what the agent said, and the queue says where they do', async ({
  workbench,
}) => {
  const { page, hunks } = await open(workbench)
  await page.keyboard.press('1')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.locator('button:focus')).toBeVisible()
  await page.keyboard.press('a')
  await expect(page.getByText('a works in the review. 2 goes there.').first()).toBeVisible()

  const context = page.getByRole('complementary', { name: 'Context' })
  await context.getByText('Change a line').first().click()
  await expect(page.getByRole('list', { name: 'Keys that work now' })).toContainText('accept')
  await page.keyboard.press('a')
  await expect.poll(async () => (await hunks()).map((hunk) => hunk.decision)).toEqual(['accept'])
})

test('Ctrl+Enter sends a drafted follow-up from the review, and a refusal opens it with its words', async ({
  workbench,
}) => {
  const { page } = await open(workbench, 'cat >> a.txt')
  const field = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await page.keyboard.press('Control+Enter')
  await expect(field).toBeFocused()
  await expect(page.getByText('There is nothing to send yet.').first()).toBeVisible()
  await page.keyboard.type('One more line')
  await page.keyboard.press('Escape')
  await page.keyboard.press(']')
  await expect(field).toHaveCount(0)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('r2 is here', { exact: false }).first()).toBeVisible()
  await expect(field).toHaveValue('')
})
