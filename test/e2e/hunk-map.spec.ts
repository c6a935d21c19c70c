import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1280, height: 800 } })

test('the map of a file has its hunks with what was decided of them, and goes to each', async ({
  workbench,
}) => {
  const rows = Array.from({ length: 400 }, (_, index) => `row ${index + 1}\n`)
  const changed = [9, 80, 200, 330, 395].reduce((all, at) => all.with(at, `changed ${at + 1}\n`), rows)
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': rows.join(''), 'b.txt': 'one\n' },
    { 'a.txt': changed.join(''), 'b.txt': 'two\n' },
  )
  const { page } = review
  const hunks = await review.hunks()
  const map = page.getByRole('group', { name: 'Map of the file' })
  const marks = map.getByRole('button')
  await expect(marks).toHaveCount(5)
  const names = () => marks.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  await review.press(hunks[0], 'a')
  await review.press(hunks[1], 'x')
  await review.press(hunks[2], 'd')
  await expect
    .poll(names)
    .toEqual([
      'Line 10: Accepted',
      'Line 81: Rejected',
      'Line 201: Deferred',
      'Line 331: Undecided',
      'Line 396: Undecided',
    ])
  await expect(map.locator('[aria-current]')).toHaveAttribute('aria-label', 'Line 331: Undecided')
  await picture(page, 'hunk-map')
  // It is a map of the whole file, from top to bottom.
  const room = await map.boundingBox()
  const last = await marks.last().boundingBox()
  expect((last?.y ?? 0) - (room?.y ?? 0)).toBeGreaterThan((room?.height ?? 0) * 0.9)

  await marks.last().click()
  await review.painted(hunks[4])
  await review.press(hunks[4], 'a')
  // One hunk alone needs no map.
  await review.painted(hunks[5])
  await expect(map).toHaveCount(0)
  await review.keys('h')
  await expect.poll(async () => (await names()).at(-1)).toBe('Line 396: Accepted')
  expect(await review.decisions()).toEqual(['accept', 'reject', 'defer', null, 'accept', null])
})
