import type { Locator } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = (count: number, prefix = 'line'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}\n`)

/** Five hunks far apart in one file, then a second file whose one hunk is higher than any screen. */
function open(workbench: Workbench): Promise<ReviewPage> {
  const before = lines(400)
  const after = before
    .with(10, 'ONE\n')
    .with(60, 'TWO\n')
    .with(120, 'THREE\n')
    .with(180, 'FOUR\n')
    .with(240, 'FIVE\n')
  return ReviewPage.open(
    workbench,
    { 'a.txt': before.join(''), 'b.txt': before.join('') },
    {
      'a.txt': after.join(''),
      'b.txt': [...before.slice(0, 40), ...lines(300, 'new'), ...before.slice(40)].join(''),
    },
  )
}

const side = (review: ReviewPage): Locator => review.page.locator('.monaco-diff-editor .editor.modified')

/** Whether a line of the new side with exactly these words is drawn wholly inside the editor. */
function isDrawn(review: ReviewPage, words: string): Promise<boolean> {
  return review.page.evaluate((wanted) => {
    const editor = document.querySelector('.monaco-diff-editor .editor.modified')
    const room = editor?.getBoundingClientRect()
    const line = [...(editor?.querySelectorAll('.view-line') ?? [])].find(
      ({ textContent }) => textContent.replaceAll('\u00a0', ' ') === wanted,
    )
    const box = line?.getBoundingClientRect()
    return room !== undefined && box !== undefined && box.top > room.top + 30 && box.bottom < room.bottom - 30
  }, words)
}

/** Turns the wheel over the new side until a line of it is drawn, or is drawn no more. */
async function scrollUntil(review: ReviewPage, by: number, words: string, there: boolean): Promise<void> {
  const box = await side(review).boundingBox()
  await review.page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200)
  await expect(async () => {
    await review.page.mouse.wheel(0, by)
    expect(await isDrawn(review, words)).toBe(there)
  }).toPass({ intervals: [100] })
}

/** The changes between the lines shown fold away: with the whole file there is something to scroll. */
async function openWhole(workbench: Workbench): Promise<ReviewPage> {
  const review = await open(workbench)
  await review.keys('f')
  const [first] = await review.hunks()
  await review.painted(first)
  return review
}

const note = (review: ReviewPage): Locator => review.page.getByText(/The (hunk|file) was out of sight/)

test('a hunk that was scrolled away is brought back before a key decides it', async ({ workbench }) => {
  const review = await openWhole(workbench)
  const hunks = await review.hunks()
  await scrollUntil(review, 400, 'ONE', false)
  await review.keys('a')
  await expect(note(review).first()).toBeVisible()
  await expect(side(review).getByText('ONE', { exact: true })).toBeInViewport()
  await picture(review.page, 'looked-at-brought')
  expect(await review.decisions()).toEqual([null, null, null, null, null, null])
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')

  await review.press(hunks[0], 'a')
  await review.painted(hunks[1])
  await expect(note(review).last()).toBeHidden()
  expect(await review.decisions()).toEqual(['accept', null, null, null, null, null])

  // So do the others that are about the hunk in focus.
  const reason = review.page.getByRole('textbox', { name: 'Reject, because' })
  for (const key of ['x', 'd', 'Backspace', 'r']) {
    await scrollUntil(review, 400, 'TWO', false)
    await review.keys(key)
    await expect(note(review).first()).toBeVisible()
    await expect(side(review).getByText('TWO', { exact: true })).toBeInViewport()
    await expect(reason).toBeVisible({ visible: key === 'r' })
    await review.painted(hunks[1])
  }
  // A reason takes words at once; it is sent off only for a hunk that can be seen.
  await review.page.keyboard.type('why')
  await scrollUntil(review, 400, 'TWO', false)
  await review.keys('Enter')
  await expect(reason).toHaveValue('why')
  await expect(note(review).first()).toBeVisible()
  await expect(side(review).getByText('TWO', { exact: true })).toBeInViewport()
  expect(await review.decisions()).toEqual(['accept', null, null, null, null, null])
})

test('a click in a hunk selects it where it stands, and the caret does', async ({ workbench }) => {
  const review = await openWhole(workbench)
  const hunks = await review.hunks()
  await scrollUntil(review, 200, 'THREE', true)
  const three = side(review).getByText('THREE', { exact: true })
  const before = await three.boundingBox()
  await three.click()
  await review.painted(hunks[2])
  expect((await three.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0)
  await review.keys('x')
  await review.painted(hunks[3])
  expect(await review.decisions()).toEqual([null, null, 'reject', null, null, null])

  // A click on a line that is not changed selects nothing; the caret that is moved from there into a hunk does.
  await side(review).getByText('line 180', { exact: true }).click()
  await expect(review.place).toHaveText('Hunk 4 of 6')
  await review.keys('k')
  await review.painted(hunks[1])
  await scrollUntil(review, 200, 'FOUR', true)
  await review.keys('ArrowDown')
  await review.painted(hunks[3])
  await review.keys('a')
  await expect.poll(() => review.decisions()).toEqual([null, null, 'reject', 'accept', null, null])
})

test('a step goes on from where the reader looks', async ({ workbench }) => {
  const review = await openWhole(workbench)
  const hunks = await review.hunks()
  await scrollUntil(review, 300, 'FOUR', true)
  await review.keys('j')
  await review.painted(hunks[3])
  await expect(review.place).toHaveText('Hunk 4 of 6')
  await scrollUntil(review, -300, 'TWO', true)
  await review.keys('k')
  await review.painted(hunks[1])
  await expect(review.place).toHaveText('Hunk 2 of 6')
})

test('of a hunk higher than the screen any part can be decided, and none while it is away', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.keys('l')
  await review.painted(hunks[5])
  await review.keys('f')
  await scrollUntil(review, 600, 'new 150', true)
  await review.keys('d')
  await expect.poll(() => review.decisions()).toEqual([null, null, null, null, null, 'defer'])
  await review.keys('h', 'l')
  await review.painted(hunks[5])
  await scrollUntil(review, 900, 'line 300', true)
  await review.keys('x')
  await expect(note(review).first()).toBeVisible()
  expect(await review.decisions()).toEqual([null, null, null, null, null, 'defer'])
})

test('a file is decided only once it is on screen', async ({ workbench }) => {
  const before = lines(30)
  const changed = before.with(10, 'CHANGED\n').join('')
  const names = Array.from({ length: 8 }, (_, index) => `f${index + 1}.txt`)
  const review = await ReviewPage.open(
    workbench,
    Object.fromEntries(names.map((name) => [name, before.join('')])),
    Object.fromEntries(names.map((name) => [name, changed])),
  )
  // Two presses in one task of the page: nobody can have read the second file between them.
  await review.page.evaluate(() => {
    for (let count = 0; count < 3; count += 1)
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'A',
          code: 'KeyA',
          shiftKey: true,
          bubbles: true,
          cancelable: true,
        }),
      )
  })
  const hunks = await review.hunks()
  await review.painted(hunks[1])
  expect((await review.decisions()).filter((one) => one !== null)).toHaveLength(1)
  await review.keys('Shift+A')
  await review.painted(hunks[2])
  expect((await review.decisions()).filter((one) => one !== null)).toHaveLength(2)
})

test('in the overview a file that is out of sight is brought there', async ({ workbench }) => {
  const before = lines(30)
  const changed = before.with(10, 'CHANGED\n').join('')
  const names = Array.from({ length: 60 }, (_, index) => `f${String(index + 1).padStart(2, '0')}.txt`)
  const review = await ReviewPage.open(
    workbench,
    Object.fromEntries(names.map((name) => [name, before.join('')])),
    Object.fromEntries(names.map((name) => [name, changed])),
  )
  await review.keys('g')
  const overview = review.page.getByRole('region', { name: /^Overview of/ })
  await expect(overview).toBeFocused()
  await overview.hover()
  await expect(async () => {
    await review.page.mouse.wheel(0, 1200)
    await expect(overview.getByText('f60.txt')).toBeInViewport({ timeout: 100 })
  }).toPass()
  await review.keys('Shift+A')
  await expect(note(review).first()).toBeVisible()
  await expect(overview.locator('[data-focused]')).toBeInViewport()
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')
  await review.keys('Shift+A')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '1')
})

test('the reader of a long hunk stays at the line, however it is looked at', async ({ workbench }) => {
  const review = await open(workbench)
  const hunks = await review.hunks()
  await review.keys('l')
  await review.painted(hunks[5])
  await scrollUntil(review, 500, 'new 150', true)
  for (const keys of [['z'], ['s'], ['s'], ['z'], ['f'], ['f'], ['g', 'g'], ['h', 'l']]) {
    await review.keys(...keys)
    await expect.poll(() => isDrawn(review, 'new 150'), { message: keys.join(' ') }).toBe(true)
  }
  const before = lines(400).with(300, 'ELSEWHERE\n')
  await review.revise({
    'b.txt': [...before.slice(0, 40), ...lines(300, 'new'), ...before.slice(40)].join(''),
  })
  await expect(review.page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  await expect(review.page.getByText(/^r2 is here/)).toBeHidden()
  await expect.poll(() => isDrawn(review, 'new 150')).toBe(true)
  // Asked again, it goes to what is new.
  await expect(review.page.getByText('1 new in r2, . goes there')).toBeVisible()
  await expect.poll(() => isDrawn(review, 'ELSEWHERE')).toBe(false)
  await review.keys('.')
  await expect.poll(() => isDrawn(review, 'ELSEWHERE')).toBe(true)
})

test('the row of the file in focus leads back to its hunk, which is decided by the next key', async ({
  workbench,
}) => {
  const review = await open(workbench)
  const [first] = await review.hunks()
  await review.painted(first)
  const row = review.page
    .getByRole('region', { name: 'Files', exact: true })
    .locator('button[title^="a.txt"]')
  await row.click()
  await review.keys('a')
  await expect.poll(async () => (await review.decisions())[0]).toBe('accept')
  // Out of sight, it is shown first.
  await scrollUntil(review, 500, 'FIVE', true)
  await row.click()
  await expect.poll(() => isDrawn(review, 'TWO')).toBe(true)
})
