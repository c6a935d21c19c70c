import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}\n`)

function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    { 'src/a.txt': lines.join(''), 'src/b.txt': lines.join(''), 'c.bin': Buffer.from([0, 1, 2]) },
    {
      'src/a.txt': lines.with(4, 'A five\n').with(40, 'A forty-one\n').join(''),
      'src/b.txt': lines.with(4, 'B five\n').join(''),
      'c.bin': Buffer.from([0, 1, 3]),
    },
  )
}

/** Runs a command of the palette by its title. */
async function byPalette({ page }: ReviewPage, title: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText(title)
  const chosen = page.getByRole('option', { selected: true })
  await expect(chosen).toHaveText(new RegExp(title))
  await page.keyboard.press('Enter')
  await expect(chosen).toBeHidden()
}

for (const [width, height, colorScheme] of [
  [1280, 800, 'light'],
  [1920, 1080, 'dark'],
] as const)
  test.describe(`${width} wide and ${colorScheme}`, () => {
    test.use({ viewport: { width, height }, colorScheme })

    test('what a command line decided is named, can be looked at alone, and is taken back in one act', async ({
      workbench,
    }) => {
      const review = await open(workbench)
      const { page } = review
      const ids = (await review.hunks()).map(({ id }) => id)
      const [bin = '', first = '', second = '', last = ''] = ids
      await review.press({ id: bin }, 'x')
      await review.painted({ id: first })
      const files = page.getByRole('region', { name: 'Files' })
      await expect(files.getByText(/from the command line/)).toHaveCount(0)
      await review.run('decide', `${first}=accept`, `${last}=reject`)

      const changes = page.getByRole('region', { name: /^Changes in / })
      await expect(changes.getByText('Accepted from the command line')).toBeVisible()
      await expect(
        changes.getByRole('button', { name: /^Hunk, .* accepted from the command line$/ }),
      ).toBeVisible()
      const toggle = files.getByRole('button', { name: '2 from the command line' })
      await expect(toggle).toHaveAttribute('aria-pressed', 'false')
      await picture(page, `command-line-${colorScheme}`)
      await review.keys('j')
      await review.painted({ id: second })
      await expect(changes.getByText('from the command line', { exact: true })).toBeVisible()
      await picture(page, `command-line-folded-${colorScheme}`)

      await byPalette(review, 'Show only what came from the command line')
      await expect(toggle).toHaveAttribute('aria-pressed', 'true')
      await expect(files.getByText('c.bin')).toHaveCount(0)
      await expect(files.getByText('a.txt')).toBeVisible()
      await expect(files.getByText('b.txt')).toBeVisible()
      await review.keys('g')
      const overview = page.getByRole('region', { name: 'Overview of what came from the command line' })
      await expect(overview.getByRole('button', { name: /Accepted from the command line/ })).toHaveCount(1)
      await expect(overview.getByRole('button', { name: /Rejected from the command line/ })).toHaveCount(1)
      await expect(overview.getByText('A forty-one')).toHaveCount(0)
      await expect(overview.getByText('B five')).toBeVisible()
      await picture(page, `command-line-only-${colorScheme}`)
      await review.keys('g')
      await toggle.click()
      await expect(files.getByText('c.bin')).toBeVisible()

      await byPalette(review, 'Take back what came from the command line')
      await expect.poll(() => review.decisions()).toEqual(['reject', null, null, null])
      await expect(toggle).toBeHidden()
      await expect(page.getByText('Took back 2 decisions from the command line.').first()).toBeVisible()
      await review.keys('u')
      await expect.poll(() => review.decisions()).toEqual(['reject', 'accept', null, 'reject'])
      await expect(toggle).toBeVisible()
      expect((await review.hunks()).map((hunk) => hunk.client ?? null)).toEqual([
        ...[null, 'commandLine', null, 'commandLine'],
      ])
      // Decided at the window it is the person's.
      await review.run('decide', `${second}=accept`)
      await expect(files.getByRole('button', { name: '3 from the command line' })).toBeVisible()
      await byPalette(review, 'Take back what came from the command line')
      await expect.poll(() => review.decisions()).toEqual(['reject', null, null, null])
      await files.getByText('b.txt').click()
      await review.painted({ id: last })
      await review.keys('a')
      await expect.poll(() => review.decisions()).toEqual(['reject', null, null, 'accept'])
      await expect(files.getByText(/from the command line/)).toHaveCount(0)
    })
  })
