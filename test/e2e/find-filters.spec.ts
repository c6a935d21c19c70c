import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const rows = Array.from({ length: 60 }, (_, index) => `row ${index + 1}\n`)
const moved = Array.from({ length: 8 }, (_, index) => `const moved${index} = step(${index * 7}) + other\n`)

/** Three files: two changes, one change, and lines that moved from one file to another. */
function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    {
      'src/a.txt': rows.join(''),
      'src/b.txt': rows.join(''),
      'docs/from.ts': `// first\n${moved.join('')}`,
      'docs/to.ts': 'export {}\n',
    },
    {
      'src/a.txt': rows.with(9, 'ten\n').with(40, 'ten again\n').join(''),
      'src/b.txt': rows.with(3, 'ten in b\n').join(''),
      'docs/from.ts': '// first\n',
      'docs/to.ts': `export {}\n${moved.join('')}`,
    },
  )
}

test.use({ viewport: { width: 1280, height: 800 } })

test('filters list the hunks that they are about, Enter goes to one, Escape goes back', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const { page } = review
  const hunks = await review.hunks()
  const place = (index: number) => page.getByText(`Hunk ${index} of ${hunks.length}`, { exact: true })
  const field = page.getByRole('textbox', { name: 'Find in the changes' })
  const count = page.getByRole('search').getByRole('status')
  const list = page.getByRole('complementary', { name: 'What is found' })
  await review.press(hunks[0], 'a')
  await review.press(hunks[1], 'x')
  await expect(place(3)).toBeVisible()

  // What filters there are is said before anything is typed, and what each takes while it is.
  await review.keys('Control+f')
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('is:undecided')
  await picture(page, 'find-filters-legend')
  await page.keyboard.type('is:un')
  await expect(page.getByRole('group', { name: 'Values of the filter' })).toContainText('unseen')
  await expect(list).toHaveCount(0)
  await review.keys('Tab')
  await expect(field).toHaveValue('is:undecided ')
  await expect(list).toContainText(`${hunks.length - 2} hunks`)
  await expect(list.getByRole('option')).toHaveCount(hunks.length - 2)
  await expect(place(3)).toBeVisible()

  // The arrows pick; nothing moves before Enter, and Escape leaves all where it was.
  await review.keys('ArrowDown', 'ArrowDown')
  await expect(count).toContainText(`2 of ${hunks.length - 2}`)
  await expect(list.getByRole('option', { selected: true })).toBeVisible()
  await picture(page, 'find-filters-list')
  await review.keys('Escape')
  await expect(list).toHaveCount(0)
  await expect(place(3)).toBeVisible()

  await review.keys('Control+f')
  await page.keyboard.type('is:accepted,rejected')
  await expect(list).toContainText('1 accepted')
  await expect(list).toContainText('1 rejected')
  await review.keys('ArrowDown', 'ArrowDown', 'Enter')
  await expect(place(2)).toBeVisible()
  // The keys are the review's again, the list is still there, and follows what is decided.
  await review.keys('u')
  await expect(list).toContainText('1 hunk')
  await review.keys('F3')
  await expect(place(1)).toBeVisible()
  await review.keys('Escape')
  await expect(list).toHaveCount(0)
  await expect(place(1)).toBeVisible()
})

test('filters go with words, with paths and kinds, and tell what they do not know', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  const count = page.getByRole('search').getByRole('status')
  const list = page.getByRole('complementary', { name: 'What is found' })
  const type = async (query: string): Promise<void> => {
    await review.keys('Control+f')
    await page.keyboard.type(query)
  }
  await type('ten')
  await expect(count).toHaveText('3 foundin 2 files')
  await type('ten path:src/b*')
  await expect(count).toHaveText('1 foundin 1 file')
  await expect(list.getByRole('option')).toHaveText(/ten in b/)
  await type('ten -is:undecided')
  await expect(count).toHaveText('Not foundin 0 files')
  await expect(list).toContainText('No hunk is all of that.')
  // Words in lines around a hunk are none of it.
  await type('is:undecided row 30')
  await expect(count).toHaveText('Not foundin 0 files')
  await type('kind:move')
  await expect(list.getByRole('option')).toHaveCount(2)
  await expect(list).toContainText('docs/from.ts')
  await type('by:me')
  await expect(count).toHaveText(/^Not found/)
  await type('by:agent path:docs/**')
  await expect(list.getByRole('option')).toHaveCount(2)

  await type('is:open')
  await expect(page.getByRole('search').getByRole('alert')).toContainText(
    'is: takes undecided, accepted, rejected, deferred',
  )
  await expect(list).toHaveCount(0)
  await picture(page, 'find-filters-unknown')
  await type('state:open')
  await expect(page.getByRole('search').getByRole('alert')).toContainText('state: is no filter')
  expect((await review.decisions()).every((decision) => decision === null)).toBe(true)
})

test('Escape goes back over words that were typed, and stays where Enter went', async ({ workbench }) => {
  const review = await open(workbench)
  const { page } = review
  await review.keys('Control+f')
  await page.keyboard.type('ten')
  await expect(page.getByRole('search').getByRole('status')).toHaveText('3 foundin 2 files')
  await review.keys('Enter')
  await expect(page.getByRole('region', { name: 'Changes in src/a.txt' })).toBeVisible()
  const first = (await review.place.textContent()) ?? ''
  await review.keys('Control+f')
  await page.keyboard.type('ten again')
  await expect(review.place).not.toHaveText(first)
  await review.keys('Escape')
  await expect(review.place).toHaveText(first)
  await review.keys('Control+f')
  await page.keyboard.type('ten in b')
  await review.keys('Enter', 'Escape')
  await expect(page.getByRole('region', { name: 'Changes in src/b.txt' })).toBeVisible()
})
