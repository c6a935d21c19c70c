import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const rows = Array.from({ length: 60 }, (_, index) => `row ${index + 1}\n`)

function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    { 'a.txt': rows.join('') },
    { 'a.txt': rows.with(9, 'alpha\n').with(30, 'beta\n').with(50, 'gamma\n').join('') },
  )
}

test('a command gets another key in the settings, and everything that shows keys follows', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  const strip = page.getByRole('list', { name: 'Keys that work now' })
  await review.keys('Control+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await page.keyboard.type('accept the hunk')
  await settings.getByRole('button', { name: 'Change the key of Accept the hunk and go on' }).press('Enter')
  const recorder = settings.getByRole('button', { name: 'Press a key for Accept the hunk and go on' })
  await expect(recorder).toBeFocused()
  await review.keys('Enter')
  await expect(
    settings.getByText('Accept the hunk and go on” can’t have it.', { exact: false }),
  ).toBeVisible()
  await review.keys('j')
  await expect(
    settings.getByText(
      'j is the key of “Go to the next undecided hunk”. Press it again to take it from there.',
    ),
  ).toBeVisible()
  await review.keys('c')
  await expect(settings.getByText('Default: a.')).toBeVisible()
  await picture(page, 'keys-changed')
  await review.keys('Escape')
  await expect(settings).toHaveCount(0)

  await expect(strip.getByText('c', { exact: true })).toBeVisible()
  const [first, second] = await review.hunks()
  await review.press(first, 'a')
  await review.keys('c')
  await review.painted(second)
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null])
  await review.keys('?')
  await page.keyboard.type('accept the hunk')
  await expect(page.getByRole('region', { name: 'All keys' }).locator('kbd').first()).toHaveText('c')
  await review.keys('Escape')

  await page.reload()
  await expect(strip.getByText('c', { exact: true })).toBeVisible()
  await review.keys('Control+,')
  await page.keyboard.type('accept the hunk')
  await settings
    .getByRole('button', { name: 'Reset the keys of Accept the hunk and go on to a' })
    .press('Enter')
  await expect(settings.getByText('Default: a.')).toHaveCount(0)
  await review.keys('Escape')
  await review.press(second, 'a')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept', null])
})

test('a file of keys that somebody else wrote is shown and counts once it is confirmed', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  const [first, second] = await review.hunks()
  const keys = { 'review.accept': ['j'], 'review.nextUndecided': ['a'] }
  const file = path.join(workbench.home, 'winnow', 'keybindings.json')
  writeFileSync(file, JSON.stringify({ version: 1, keys }))
  await expect(
    page.getByText('keybindings.json was changed outside of Winnow.', { exact: false }).first(),
  ).toBeVisible()
  await review.press(first, 'j')
  await review.painted(second)
  expect(await review.decisions()).toEqual([null, null, null])

  await page.getByRole('button', { name: 'Look at it' }).click()
  const outside = page.getByRole('note', { name: 'Keys changed outside of Winnow' })
  await expect(outside).toContainText('Accept the hunk and go on: a → j')
  await picture(page, 'keys-outside')
  await outside.getByRole('button', { name: 'Use these keys' }).click()
  await expect(outside).toHaveCount(0)
  await review.keys('Escape')
  await review.press(second, 'j')
  await expect.poll(() => review.decisions()).toEqual([null, 'accept', null])

  writeFileSync(file, 'not json')
  await expect(
    page.getByText('keybindings.json was changed outside of Winnow.', { exact: false }).last(),
  ).toBeVisible()
  await review.keys('Control+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await expect(
    settings.getByText('keybindings.json can’t be used. It is not JSON.', { exact: false }),
  ).toBeVisible()
  await settings.getByRole('button', { name: 'Write my keys over it' }).click()
  await expect(settings.getByText('keybindings.json can’t be used.', { exact: false })).toHaveCount(0)
})
