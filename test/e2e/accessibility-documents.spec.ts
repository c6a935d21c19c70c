import { expectAccessible } from '#test/support/accessibility.ts'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })
// Each looks at several views, each in two themes.
test.describe.configure({ timeout: 300_000 })

const guide = '# Pond\n\nSee [the map](https://example.org/map).\n'
const notebook = (source: string): string =>
  `${JSON.stringify({
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Tides\n'] },
      {
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        outputs: [{ output_type: 'stream', name: 'stdout', text: ['two\n'] }],
        source: [source],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  })}\n`

test('documents as they are read, and the question about a link in one', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'guide.md': guide, 'note.ipynb': notebook('a = 1') },
    { 'guide.md': `${guide}\nMore *of* it.\n`, 'note.ipynb': notebook('a = 2') },
  )
  const { page } = review
  await review.readByPath()
  await page.keyboard.press('p')
  const panel = page.getByRole('complementary', { name: 'guide.md as it is read' })
  await expect(panel.locator('iframe').contentFrame().getByText('More of it.')).toBeVisible()
  await expectAccessible(page, 'a Markdown text as it is read')

  await panel.locator('iframe').contentFrame().getByText('the map').click()
  const question = page.getByRole('dialog', { name: 'Open this address in the browser?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectAccessible(page, 'the question about a link')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()

  await page.keyboard.press('l')
  const note = page.getByRole('complementary', { name: 'note.ipynb as it is read' })
  await expect(note.locator('iframe').contentFrame().getByText('Tides')).toBeVisible()
  await picture(page, 'accessible-notebook')
  await expectAccessible(page, 'a notebook as it is read')
})

test('what stood there before, an own edit beside it, and a discarded session', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.ts': 'one\ntwo\nthree\n' },
    { 'a.ts': 'one\n2 of them\nthree\n' },
  )
  const { page } = review
  const [hunk] = await review.hunks()
  await review.press(hunk, 'e')
  await expect(page.getByText(/^You are editing the new side/)).toBeVisible()
  await page.keyboard.type('// mine ')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: /^Edit it again/ })).toBeVisible()
  await page.keyboard.press('i')
  await expect(page.getByRole('complementary', { name: 'Your edit' })).toBeVisible()
  await picture(page, 'accessible-previous')
  await expectAccessible(page, 'an own edit against what the agent wrote')
  await page.keyboard.press('i')
  await page.keyboard.press('u')
  await expect(page.getByRole('button', { name: /^Accept/ })).toBeVisible()

  await review.press(hunk, 'a')
  await expect.poll(() => review.decisions()).toEqual(['accept'])
  await review.revise({ 'a.ts': 'one\n2 of these\nthree\n' })
  await expect(page.getByText('r2').first()).toBeVisible()
  await page.keyboard.press('.')
  await review.painted((await review.hunks())[0])
  await page.keyboard.press('i')
  await expect(page.getByRole('complementary', { name: 'Changed since it was decided' })).toBeVisible()
  await expectAccessible(page, 'what stood there when it was decided')
  await page.keyboard.press('i')

  await review.run('discard')
  await expect(page.getByRole('button', { name: 'Restore session' })).toBeVisible()
  await expectAccessible(page, 'a discarded session')
})
