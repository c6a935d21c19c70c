import type { Locator, Page } from '@playwright/test'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const kept = Array.from({ length: 4 }, (_, index) => `keep  ${index + 1}\n`).join('')
const long = `const long = '${'0123456789'.repeat(400)}'`

/** Lines with tabs and several blanks, a long one that is not drawn whole, and an end without a line feed. */
function open(workbench: Workbench): Promise<ReviewPage> {
  return ReviewPage.open(
    workbench,
    {
      'a.txt': `${kept}\told  one\nold two\n${kept}end\n`,
      'b.txt': `${kept}b old\n${long}\nend\n`,
      'c.txt': `${kept}c last`,
    },
    {
      'a.txt': `${kept}\tnew  one\nnew two\nnew three\n${kept}end`,
      'b.txt': `${kept}b new\n${long}\nend\n`,
      'c.txt': `${kept}c last\n`,
    },
  )
}

/** Selects by the mouse from the beginning of what one shows to the end of what the other does, and copies. */
async function copied(page: Page, from: Locator, to: Locator): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText('nothing'))
  // A drag that begins on what is selected would move that.
  await page.evaluate(() => getSelection()?.removeAllRanges())
  const [begin, end] = [await edgeOf(from, 'left'), await edgeOf(to, 'right')]
  await page.mouse.move(begin.x, begin.y)
  await page.mouse.down()
  await page.mouse.move(begin.x + 4, begin.y)
  await page.mouse.move(end.x, end.y, { steps: 6 })
  await page.mouse.up()
  await page.keyboard.press('Control+c')
  const text = await page.evaluate(() => navigator.clipboard.readText())
  return text
}

/** Where the text of an element begins, or ends, in the middle of its line. */
function edgeOf(line: Locator, side: 'left' | 'right'): Promise<{ x: number; y: number }> {
  return line.evaluate((element, which) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
    const rect = which === 'left' ? rects[0] : rects.at(-1)
    if (rect === undefined) throw new Error('nothing is drawn there')
    return { x: which === 'left' ? rect.left + 1 : rect.right + 2, y: (rect.top + rect.bottom) / 2 }
  }, side)
}

/** Each view of both layouts: 1280 wide removed lines stand between the others, 1920 wide beside them. */
for (const width of [1280, 1920])
  test(`lines are copied as they stand in the file, at ${width}`, async ({ workbench }) => {
    const review = await open(workbench)
    const { page } = review
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.setViewportSize({ width, height: 900 })
    const line = (text: RegExp) => page.locator('.view-line:visible').filter({ hasText: text }).last()
    await expect(line(/new.three/)).toBeVisible()
    expect(await copied(page, line(/new..one/), line(/new.three/))).toBe('\tnew  one\nnew two\nnew three')
    expect(await copied(page, line(/old..one/), line(/old.two/))).toBe('\told  one\nold two')
    // The words at the end of the line are none of the file.
    await expect(page.getByText('no newline at the end').last()).toBeVisible()
    expect(await copied(page, line(/new.two/), line(/end.no.newline/))).toBe(`new two\nnew three\n${kept}end`)
    await review.keys('l')
    await expect(line(/characters/).last()).toBeVisible()
    expect(await copied(page, line(/b.new/), line(/characters/).last())).toBe(`b new\n${long}`)

    await review.keys('l')
    const last = line(/c.last.no.newline/)
    await expect(last).toBeVisible()
    expect(await copied(page, last, last)).toBe('c last')

    // All files on one surface: rows that no editor draws.
    await review.keys('h', 'h', 'Shift+Z')
    const row = (text: RegExp) => page.locator('.static-code [data-copied]').filter({ hasText: text })
    await expect(row(/new three/)).toBeVisible()
    expect(await copied(page, row(/new {2}one/), row(/new three/))).toBe('\tnew  one\nnew two\nnew three')
    expect(await copied(page, row(/old {2}one/), row(/old two/))).toBe('\told  one\nold two')
    // Over the end of a file: not its marks, nor the name of the next.
    expect(await copied(page, row(/new three/), row(/b new/))).toMatch(
      width === 1920
        ? /^new three\nkeep {2}1\nkeep {2}2\nkeep {2}3\nkeep {2}4\nend\nkeep.*\nb new$/s
        : /^new three\nkeep {2}1\nkeep {2}2\nkeep {2}3\nkeep {2}4\nend\nend\nkeep.*\nb old\nb new$/s,
    )
    expect(await copied(page, row(/b new/), row(/characters/).last())).toBe(`b new\n${long}`)
  })

test('a word in removed lines is copied as it is, though words of ours before it are the same', async ({
  workbench,
}) => {
  const gone = `const gone = '${'0123456789'.repeat(400)}'`
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': `${kept}${gone}\n\tmost characters\n${kept}` },
    { 'a.txt': `${kept}${kept}` },
  )
  const { page } = review
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.setViewportSize({ width: 1280, height: 900 })
  const line = (text: RegExp) => page.locator('.line-delete .view-line:visible').filter({ hasText: text })
  const last = line(/most.characters/)
  await expect(line(/^characters⋯/)).toBeVisible()
  await expect(last).toBeVisible()
  expect(await copied(page, line(/const.gone/), last)).toBe(`${gone}\n\tmost characters`)
  const end = await edgeOf(last, 'right')
  await page.mouse.dblclick(end.x - 12, end.y)
  await page.keyboard.press('Control+c')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('characters')
})

test('a long drag over one column copies all of it, though it began far out of sight', async ({
  workbench,
}) => {
  const lines = (word: string): readonly string[] => Array.from({ length: 600 }, (_, at) => `${word} ${at}.`)
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': `${lines('old').join('\n')}\n` },
    { 'a.txt': `${lines('new').join('\n')}\n` },
  )
  const { page } = review
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.setViewportSize({ width: 1920, height: 900 })
  await review.keys('Shift+Z')
  const row = (text: string) => page.locator('.static-code [data-copied]').filter({ hasText: text })
  await expect(row('new 2.')).toBeVisible()
  const begin = await edgeOf(row('new 2.'), 'left')
  await page.mouse.move(begin.x, begin.y)
  await page.mouse.down()
  await page.mouse.move(begin.x + 30, begin.y + 60, { steps: 3 })
  for (const at of [40, 80, 120, 160, 200, 240]) {
    await page.mouse.wheel(0, 800)
    await expect(row(`new ${at}.`)).toBeInViewport()
    await page.mouse.move(begin.x + 30, begin.y + 60 + at / 4)
  }
  const end = await edgeOf(row('new 240.'), 'right')
  await page.mouse.move(end.x, end.y, { steps: 3 })
  await page.mouse.up()
  await page.keyboard.press('Control+c')
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toBe(lines('new').slice(2, 241).join('\n'))
})

test('lines of the other places of a unit are copied without their signs', async ({ workbench }) => {
  const moved = Array.from({ length: 6 }, (_, at) => `\tconst moved${at} =\tstep(${at * 7}) + other\n`).join(
    '',
  )
  const review = await ReviewPage.open(
    workbench,
    { 'from.ts': `// first\n${moved}`, 'to.ts': 'export {}\n' },
    { 'from.ts': '// first\n', 'to.ts': `export {}\n${moved}` },
  )
  const { page } = review
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await review.keys('Shift+B')
  const panel = page.getByRole('complementary', { name: 'Other places of the unit' })
  const row = (text: string) => panel.locator('[data-copied]').filter({ hasText: text })
  await expect(row('moved0')).toBeVisible()
  expect(await copied(page, row('moved0'), row('moved2'))).toBe(moved.split('\n').slice(0, 3).join('\n'))
})
