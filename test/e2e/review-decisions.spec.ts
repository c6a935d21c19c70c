import path from 'node:path'
import Database from 'libsql'
import { databaseFile } from '#main/store/data-folder.ts'
import { TestRepository } from '#test/support/repository.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = (count: number, prefix = 'line'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}\n`)

/** Three files with two, three and one hunk. */
function open(workbench: Workbench): Promise<ReviewPage> {
  const before = lines(60)
  return ReviewPage.open(
    workbench,
    { 'a.txt': before.join(''), 'b.txt': before.join(''), 'c.txt': before.join('') },
    {
      'a.txt': before.with(4, 'A five\n').with(40, 'A forty-one\n').join(''),
      'b.txt': before.with(4, 'B five\n').with(20, '').with(50, 'B fifty-one\nand more\n').join(''),
      'c.txt': before.with(58, 'C fifty-nine\n').join(''),
    },
  )
}

test('undo and redo go over files, to the hunk they are about', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  for (const [index, key] of ['a', 'x', 'a'].entries()) await review.press(hunks[index], key)
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', 'accept', null, null, null])

  await review.press(hunks[3], 'u')
  await review.painted(hunks[2])
  await expect(review.place).toHaveText('Hunk 3 of 6')
  await review.keys('u')
  await review.painted(hunks[1])
  await expect(review.place).toHaveText('Hunk 2 of 6')
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null, null, null, null])

  await review.keys('Shift+U')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null, null, null, null])
  await review.keys('Shift+U')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', 'accept', null, null, null])
})

test('undo is shown before the workbench answers, and stays right when others decide too', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.press(hunks[1], 'x')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null, null, null, null])
  // In one task of the page: the key, and what is on screen once React and the editor are done with it.
  const shown = await review.page.evaluate(async () => {
    const event = new KeyboardEvent('keydown', { key: 'u', code: 'KeyU', bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(event)
    await Promise.resolve()
    return document
      .querySelector('[role="progressbar"][aria-label="Hunks decided"]')
      ?.getAttribute('aria-valuenow')
  })
  expect(shown).toBe('1')
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null, null, null, null])

  // Somebody else decides; the next undo is theirs, and the screen follows the workbench.
  await review.run('decide', 'defer', hunks[5]?.id ?? '')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '2')
  await review.keys('u')
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null, null, null, null])
  await expect(review.progress).toHaveAttribute('aria-valuenow', '1')
})

test('the key that lands works right after the one that accepts', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  const [hunk] = await review.hunks()
  await review.painted(hunk)
  // In one task of the page, before the workbench can have told what is accepted.
  await page.evaluate(async () => {
    for (const [key, code] of [
      ['a', 'KeyA'],
      ['L', 'KeyL'],
    ] as const) {
      const more = { shiftKey: key === 'L', bubbles: true, cancelable: true }
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, code, ...more }))
      await Promise.resolve()
    }
  })
  const sheet = page.getByRole('dialog', { name: 'Land what is accepted' })
  await expect(sheet).toBeVisible()
  await expect(sheet.getByText('Nothing is accepted yet.')).toHaveCount(0)
  expect(await review.decisions()).toEqual(['accept', null, null, null, null, null])
})

test('a file and everything are one step each', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'x')
  await review.press(hunks[1], 'Shift+A')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['reject', 'accept', null, null, null, null])
  await review.keys('Shift+X')
  await review.painted(hunks[5])
  await expect
    .poll(() => review.decisions())
    .toEqual(['reject', 'accept', 'reject', 'reject', 'reject', null])
  await review.keys('u')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['reject', 'accept', null, null, null, null])
  await review.keys('Control+Shift+A')
  await expect
    .poll(() => review.decisions())
    .toEqual(['reject', 'accept', 'accept', 'accept', 'accept', 'accept'])
  await expect(review.page.getByText(/^All 6 decided/).first()).toBeVisible()
  await review.keys('u')
  await expect.poll(() => review.decisions()).toEqual(['reject', 'accept', null, null, null, null])
  await review.painted(hunks[2])
})

test('a held key decides one hunk', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.painted(hunks[0])
  await review.page.keyboard.down('a')
  for (let repeat = 0; repeat < 20; repeat += 1) await review.page.keyboard.down('a')
  await review.page.keyboard.up('a')
  await review.painted(hunks[1])
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null, null, null, null])
  await expect(review.place).toHaveText('Hunk 2 of 6')
})

test('a held key decides one file, and takes one thing back', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  const hold = async (key: string, released: string): Promise<void> => {
    for (let repeat = 0; repeat < 20; repeat += 1) await review.page.keyboard.down(key)
    await review.page.keyboard.up(released)
  }
  await review.painted(hunks[0])
  await review.page.keyboard.down('Shift')
  await hold('A', 'A')
  await review.painted(hunks[2])
  await expect(review.progress).toHaveAttribute('aria-valuenow', '2')
  await hold('X', 'X')
  await review.page.keyboard.up('Shift')
  await review.painted(hunks[5])
  expect(await review.decisions()).toEqual(['accept', 'accept', 'reject', 'reject', 'reject', null])
  await hold('u', 'u')
  await review.painted(hunks[2])
  expect(await review.decisions()).toEqual(['accept', 'accept', null, null, null, null])
  // What only moves goes on for as long as the key is down.
  await hold('h', 'h')
  await hold('l', 'l')
  await review.painted(hunks[5])
  expect(await review.decisions()).toEqual(['accept', 'accept', null, null, null, null])
})

test('a reason goes into the follow-up, and the hunk is rejected', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'j')
  await review.press(hunks[1], 'r')
  const field = review.page.getByRole('textbox', { name: 'Reject, because' })
  await expect(field).toBeFocused()
  await review.page.keyboard.type('axe is not a number')
  await review.keys('Enter')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual([null, 'reject', null, null, null, null])
  await review.press(hunks[2], 'r')
  await expect(field).toBeFocused()
  await review.keys('Escape')
  await expect(field).toBeHidden()
  await expect.poll(() => review.decisions()).toEqual([null, 'reject', null, null, null, null])
})

test('the agent\u2019s follow-up holds the rejected lines with their reasons', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'poem.txt': lines(30).join('') })
  const run = "sed -i -e 's/^line 5$/FIVE/' -e 's/^line 25$/TWENTY-FIVE/' poem.txt"
  const task = [
    'task',
    '--repo',
    repository.path,
    '--agent',
    'command',
    '--run',
    run,
    '--wait',
    '--json',
    'Shout',
  ]
  const made = await workbench.command(task)
  expect(made.stderr).toBe('')
  const { session } = JSON.parse(made.stdout) as { session: string }
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  const review = new ReviewPage(page, session, repository, workbench)
  const hunks = await review.hunks()
  for (const [index, reason] of ['do not shout', 'nor here'].entries()) {
    await review.press(hunks[index], 'r')
    await expect(page.getByRole('textbox', { name: 'Reject, because' })).toBeFocused()
    await page.keyboard.type(reason)
    await review.keys('Enter')
  }
  await expect.poll(() => review.decisions()).toEqual(['reject', 'reject'])
  await review.keys('Shift+M')
  const followUp = page.getByRole('textbox', { name: 'Follow-up' })
  await expect(followUp).toHaveValue(/FIVE[^]*do not shout[^]*TWENTY-FIVE[^]*nor here/)
})

test('a reload shows the same place and the same decisions', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'x')
  await review.press(hunks[1], 'l')
  await review.press(hunks[2], 'j')
  await review.painted(hunks[3])
  await expect.poll(() => review.decisions()).toEqual(['reject', null, null, null, null, null])
  await review.page.reload()
  await review.painted(hunks[3])
  await expect(review.place).toHaveText('Hunk 4 of 6')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '1')
  await review.keys('u')
  await review.painted(hunks[0])
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')
})

test('a decision that can’t be written down is told, is not shown as made, and can be made again', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const [first] = await review.hunks()
  const database = new Database(databaseFile(path.join(workbench.home, 'winnow')))
  database.exec('BEGIN IMMEDIATE')
  await review.press(first, 'a')
  const told = review.page.getByText(
    /could not be written down .* it was not done; everything before is kept/,
  )
  await expect(told).toBeVisible()
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')
  database.exec('ROLLBACK')
  database.close()
  expect(await review.decisions()).toEqual([null, null, null, null, null, null])
  await review.keys('a')
  await expect.poll(async () => (await review.decisions()).filter((one) => one === 'accept')).toHaveLength(1)
})
