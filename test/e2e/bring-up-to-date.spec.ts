import path from 'node:path'
import { unwrap } from '#shared/base/result.ts'
import { expectAccessible } from '#test/support/accessibility.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 40 }, (_, at) => `${changed[at + 1] ?? `line ${at + 1}`}\n`).join('')

/** The review of a session whose agent changed two lines of a file and deleted another. */
async function open(workbench: Workbench): Promise<ReviewPage> {
  const repository = new TestRepository(path.join(workbench.home, 'harbour'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('Begin', { 'src/retry.ts': lines(), 'old.ts': 'old\n' })
  let session = ''
  const command = `sed -i 's/^line 20$/const attempts = 5/; s/^line 30$/thirty/' src/retry.ts; rm old.ts`
  const page = await workbench.start({
    repository: repository.path,
    before: async () => {
      const made = await workbench.ask(async (client) => {
        const { id } = unwrap(await client.repository.open({ path: repository.path }))
        const tasks = [{ repository: id, prompt: 'Retry more often', agent: { kind: 'command', command } }]
        return unwrap(await client.session.submit({ tasks }))
      })
      session = made?.sessions[0] ?? ''
    },
  })
  const review = new ReviewPage(page, session, repository, workbench)
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByText('0/3 decided')).toBeVisible()
  return review
}

test('others’ commits are brought in from the landing, and a conflict is decided by taking a side', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page, repository } = review
  const twenty = (await review.files()).find((file) => file.path === 'src/retry.ts')?.hunks
  await review.run('decide', '--all', 'accept')
  await expect(page.getByText('3/3 decided')).toBeVisible()
  repository.commit('Others', {
    'src/retry.ts': lines({ 3: 'upstream', 20: 'const attempts = 3' }),
    'old.ts': 'changed\n',
    'new.ts': 'new\n',
  })
  await review.keys('Shift+L')
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('2 files conflict with main. Nothing was touched.')).toBeVisible()
  await sheet.getByRole('button', { name: /^Bring up to date/ }).click()
  const bring = page.getByRole('button', { name: 'Bring in with conflicts' })
  await expect(bring).toBeVisible()
  expect(twenty).toHaveLength(2)
  await bring.click()
  await expect(
    page.getByText(/has 1 commit of main now\. 1 of 3 verdicts stands\. 2 conflicts are to be decided/),
  ).toBeVisible()
  // What was on screen would have others' commits to decide, against the new base.
  await expect(page.getByText('1/4 decided')).toBeVisible()
  await picture(page, 'brought-up-to-date')

  // Of what has no lines there are no sides to take, but a sentence.
  const bar = page.getByRole('group', { name: 'The hunk in focus' })
  await page
    .getByRole('button', { name: /retry\.ts/ })
    .first()
    .click()
  await expect(bar.getByText(/^Conflict: main and r1 of this session changed the same lines/)).toBeVisible()
  await picture(page, 'conflict-in-focus')
  await review.keys('Shift+P')
  const sides = page.getByRole('group', { name: 'Sides of the conflict' })
  await expect(sides.getByText('const attempts = 3')).toBeVisible()
  await expect(sides.getByText('const attempts = 5')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Keys that work now' })).toContainText('the session’s')
  await picture(page, 'conflict-sides')
  await expectAccessible(page, 'conflict-sides')
  await review.keys('2')
  await expect(sides).toBeHidden()
  await expect(page.getByText('3/4 decided')).toBeVisible()
  await picture(page, 'conflict-resolved')
  await review.run('decide', '--file', 'old.ts', 'reject')
  await review.land()
  expect(repository.git('show', 'main:src/retry.ts')).toBe(
    lines({ 3: 'upstream', 20: 'const attempts = 5', 30: 'thirty' }).trim(),
  )
  expect(repository.git('show', 'main:old.ts')).toBe('changed')
})

test('without conflicts one command does it, and the key that undoes takes it back', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page, repository } = review
  await review.run('decide', '--all', 'accept')
  await expect(page.getByText('3/3 decided')).toBeVisible()
  repository.commit('Others', { 'src/retry.ts': lines({ 3: 'upstream' }) })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('bring the session up')
  await page.getByRole('option', { name: /Bring the session up to date/ }).click()
  await expect(page.getByText(/has 1 commit of main now\. 3 of 3 verdicts stand\./)).toBeVisible()
  const { baseCommit } = await review.run<{ baseCommit: string }>('show')
  expect(baseCommit).toBe(repository.git('rev-parse', 'main'))
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(
    page.getByText(/is rolled back to what was there before it was brought up to date/),
  ).toBeVisible()
  const back = await review.run<{ baseCommit: string; counts: { accepted: number } }>('show')
  expect([back.baseCommit, back.counts.accepted]).toEqual([repository.git('rev-parse', 'main~1'), 3])
})
