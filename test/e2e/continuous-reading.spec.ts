import type { Page } from '@playwright/test'
import { expectAccessible } from '#test/support/accessibility.ts'
import { picture, picturedThemes } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = (count: number, name: string): string =>
  Array.from({ length: count }, (_, at) => `export const ${name}${at} = ${at}\n`).join('')

/** Files of two small hunks each, so that several are on a screen. */
function files(count: number, value: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `src/ship-${String(at).padStart(3, '0')}.ts`,
      `${lines(6, 'before')}/* first ${value} */\nfirst(${value})\n${lines(20, 'between')}second('${value}')\n${lines(6, 'after')}`,
    ]),
  )
}

async function open(
  workbench: Workbench,
  count: number,
  more: Record<string, string> = {},
): Promise<ReviewPage> {
  const old = Object.fromEntries(Object.entries(more).map(([name]) => [name, 'one\n']))
  const review = await ReviewPage.open(
    workbench,
    { ...files(count, '1'), ...old },
    { ...files(count, '2'), ...more },
  )
  await review.readByPath()
  return review
}

const surface = (page: Page) => page.getByRole('region', { name: /^Continuous reading of/ })
const top = (page: Page): Promise<number> => surface(page).evaluate((element) => element.scrollTop)
const focused = (page: Page) => surface(page).locator('[data-change][data-focused]').first()

for (const colorScheme of picturedThemes)
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1440, height: 900 } })
    test('several files are on one screen, and accepting goes through them without a move while the next hunk is there', async ({
      workbench,
    }) => {
      const review = await open(workbench, 12)
      const { page } = review
      const hunks = await review.hunks()
      await page.keyboard.press('Shift+Z')
      await expect(surface(page)).toBeVisible()
      await review.painted(hunks[0])
      for (const name of ['ship-000.ts', 'ship-001.ts'])
        await expect(page.getByRole('heading', { name: new RegExp(name) })).toBeInViewport({ ratio: 1 })
      await expect(focused(page).locator('.static-word')).toHaveText(['1', '1', '2', '2'])
      await expect(focused(page).locator('[class^="mtk"]').first()).toBeVisible()
      await picture(page, `continuous-${colorScheme}`)
      for (const at of [0, 1, 2]) {
        await review.press(hunks[at], 'a')
        await review.painted(hunks[at + 1])
        expect(await top(page)).toBe(0)
      }
      await picture(page, `continuous-decided-${colorScheme}`)
      // The next one is not wholly there: it comes near the upper edge, with the name of its file.
      await review.press(hunks[3], 'x')
      await review.painted(hunks[4])
      expect(await top(page)).toBeGreaterThan(0)
      await expect(focused(page)).toBeInViewport({ ratio: 1 })
      await expect(page.getByRole('heading', { name: /ship-002.ts/ })).toBeInViewport({ ratio: 1 })
      await picture(page, `continuous-on-${colorScheme}`)
      // What was decided is a row by now; one undo goes back to it and opens it.
      await page.keyboard.press('u')
      await review.painted(hunks[3])
      await expect(focused(page)).toBeInViewport({ ratio: 1 })
      await expect
        .poll(() => review.decisions())
        .toEqual([...Array(3).fill('accept'), ...Array(21).fill(null)])
    })
  })

test('a key decides nothing that is out of sight, and brings it back', async ({ workbench }) => {
  const review = await open(workbench, 12)
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  await review.painted(hunks[0])
  await surface(page).hover()
  await page.mouse.wheel(0, 2400)
  await expect.poll(() => top(page)).toBeGreaterThan(2000)
  await expect(async () => {
    await page.keyboard.press('a')
    await expect(page.getByText(/The hunk was out of sight, so nothing was decided/).first()).toBeVisible({
      timeout: 500,
    })
  }).toPass()
  expect(await top(page)).toBe(0)
  await review.painted(hunks[0])
  expect((await review.decisions()).every((decision) => decision === null)).toBe(true)
  await page.keyboard.press('a')
  await review.painted(hunks[1])
  await expect.poll(async () => (await review.decisions())[0]).toBe('accept')

  // Whoever scrolled on by hand goes on from there, and what is on screen does not move for it.
  await page.mouse.wheel(0, 2400)
  await expect.poll(() => top(page)).toBeGreaterThan(2000)
  const was = await top(page)
  await page.keyboard.press('j')
  await expect(focused(page)).toBeInViewport()
  const id = await focused(page).getAttribute('data-change')
  expect(hunks.findIndex((hunk) => hunk.id === id)).toBeGreaterThan(6)
  expect(Math.abs((await top(page)) - was)).toBeLessThan(800)
})

test('a hunk higher than the screen is paged through, every line of it, and then the next one comes', async ({
  workbench,
}) => {
  const long = Array.from(
    { length: 180 },
    (_, at) => `line ${at} ${'goes on '.repeat(at % 7 === 0 ? 16 : 1)}\n`,
  )
  const review = await open(workbench, 4, { 'a-long.txt': long.join('') })
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  await review.painted(hunks[0])
  const read = new Set<string>()
  const look = async (): Promise<void> => {
    const shown = await surface(page).evaluate((element) => {
      const box = element.getBoundingClientRect()
      return [...element.querySelectorAll<HTMLElement>('[data-change][data-focused] [data-new]')].flatMap(
        (row) => {
          const { top: from, bottom } = row.getBoundingClientRect()
          return from >= box.top + 27 && bottom <= box.bottom + 1 ? [row.dataset['new'] ?? ''] : []
        },
      )
    })
    for (const line of shown) read.add(line)
  }
  await look()
  for (let pages = 0; pages < 30 && read.size < 180; pages += 1) {
    const was = await top(page)
    await page.keyboard.press('Space')
    await expect.poll(() => top(page)).toBeGreaterThan(was)
    await look()
  }
  expect(read.size).toBe(180)
  await page.keyboard.press('Space')
  await review.painted(hunks[1])
  await expect(focused(page)).toBeInViewport({ ratio: 1 })
})

test('one key accepts what is wholly on screen in two files, and one undo takes it back', async ({
  workbench,
}) => {
  const review = await open(workbench, 8)
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  await review.painted(hunks[0])
  const whole = await surface(page).evaluate((element) => {
    const { bottom } = element.getBoundingClientRect()
    const changes = [...element.querySelectorAll('[data-change]')]
    return changes.filter((change) => change.getBoundingClientRect().bottom <= bottom + 1).length
  })
  expect(whole).toBeGreaterThan(2)
  expect(whole).toBeLessThan(16)
  await expect(async () => {
    await page.keyboard.press('Shift+V')
    await expect(review.progress).toHaveAttribute('aria-valuenow', String(whole), { timeout: 500 })
  }).toPass()
  expect((await review.decisions()).map((decision) => decision === 'accept')).toEqual(
    hunks.map((_, at) => at < whole),
  )
  await review.painted(hunks[whole])
  await page.keyboard.press('u')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '0')
  await review.painted(hunks[0])
})

test('how files are read is kept, and a revision that comes moves nothing', async ({ workbench }) => {
  const review = await open(workbench, 12)
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  // By the keys of any scrolled view, too.
  await page.keyboard.press('End')
  await expect.poll(() => top(page)).toBeGreaterThan(2000)
  await page.keyboard.press('Home')
  await expect.poll(() => top(page)).toBe(0)
  for (const at of [0, 1, 2, 3, 4]) await review.press(hunks[at], 'j')
  await review.painted(hunks[5])
  const was = await top(page)
  expect(was).toBeGreaterThan(0)
  await review.revise({ 'src/ship-001.ts': 'nothing of it is left\n' })
  await expect(page.getByText(/^r2 is here/)).toBeVisible()
  expect(await top(page)).toBe(was)
  await page.reload()
  await expect(surface(page)).toBeVisible()
  await expect(focused(page)).toBeInViewport()
  await page.keyboard.press('Shift+Z')
  await expect(surface(page)).toHaveCount(0)
  await expect(page.locator('.monaco-diff-editor')).toBeVisible()
  await page.reload()
  await expect(page.locator('.monaco-diff-editor')).toBeVisible()
  await expect(surface(page)).toHaveCount(0)
})

test('the hunk in focus stands where it stood when all files come to be on one surface', async ({
  workbench,
}) => {
  const review = await open(workbench, 12)
  const { page } = review
  const hunks = await review.hunks()
  for (const at of [0, 1, 2, 3, 4, 5, 6]) await review.press(hunks[at], 'j')
  await review.painted(hunks[7])
  const place = async (): Promise<number> =>
    (await page.locator('[data-change][data-focused]').first().boundingBox())?.y ?? 0
  const was = await place()
  expect(was).toBeGreaterThan(200)
  await page.keyboard.press('Shift+Z')
  await expect(surface(page)).toBeVisible()
  await review.painted(hunks[7])
  expect(Math.abs((await place()) - was)).toBeLessThan(3)
})

test('what needs an editor, and what is no lines, opens the file by itself and comes back', async ({
  workbench,
}) => {
  const review = await open(workbench, 3, { 'a.bin': '\u0000\u0001' })
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  await review.painted(hunks[0])
  await expect(focused(page)).toContainText('Replaces the binary content.')
  await page.keyboard.press('Enter')
  await expect(surface(page)).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Replaces the binary content.', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(surface(page)).toBeVisible()
  await review.press(hunks[0], 'a')
  await review.painted(hunks[1])
  await page.keyboard.press('e')
  await expect(page.getByText('You are editing the new side.', { exact: false })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(surface(page)).toBeVisible()
  await review.press(hunks[1], 'x')
  await review.painted(hunks[2])
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', ...Array(5).fill(null)])
})

test('a file whose lines are not shown is not decided by itself until it is opened', async ({
  workbench,
}) => {
  // Over the 20 MB from which a text is sent only when it is asked for.
  const large = `${'a long line of text '.repeat(50)}\n`.repeat(21_000)
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'one\n' },
    { 'a.txt': 'ONE\n', 'b-large.csv': large },
  )
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  await review.press(hunks[0], 'a')
  await expect(surface(page).getByText(/Enter opens it by itself/)).toBeVisible()
  // Longer than it takes until something is taken for painted that was not found.
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        let frames = 0
        const next = (): void => {
          frames += 1
          if (frames > 60) done()
          else requestAnimationFrame(next)
        }
        next()
      }),
  )
  await page.keyboard.press('a')
  await expect(
    page.getByText(/Its lines are not shown, so it can.t be decided by itself/).first(),
  ).toBeVisible()
  await page.keyboard.press('Shift+V')
  expect(await review.decisions()).toEqual(['accept', null])
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Show it anyway/ }).click()
  await review.press(hunks[1], 'a')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept'])
})

test('three hundred files are one surface of few elements, from its first file to its last', async ({
  workbench,
}) => {
  const review = await open(workbench, 300)
  const { page } = review
  const hunks = await review.hunks()
  await page.keyboard.press('Shift+Z')
  await review.painted(hunks[0])
  const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)
  expect(await elements()).toBeLessThan(6000)
  for (const share of [0.3, 0.6, 1]) {
    await surface(page).evaluate((element, to) => element.scrollTo(0, element.scrollHeight * to), share)
    await expect(surface(page).locator('[data-read]').first()).toBeVisible()
    expect(await elements()).toBeLessThan(6000)
  }
  await page.keyboard.press('k')
  await expect(focused(page)).toBeInViewport()
  const id = await focused(page).getAttribute('data-change')
  expect(hunks.findIndex((hunk) => hunk.id === id)).toBeGreaterThan(560)
})

const many = Array.from({ length: 40 }, (_, at) => `export const value${at} = ${at}\n`)
/** A file of every look, before and after. */
const looks = [
  {
    'a-values.ts': many.join(''),
    'b-gone.ts': many.join(''),
    'c-old-name.ts': many.slice(0, 20).join(''),
    'd-picture.bin': new Uint8Array([0, 1, 2, 3]),
    'e-signs.ts': 'const a = 1\n\tconst tab = 2\nconst b = "x"\n',
    'f-long.js': `const long = "${'word '.repeat(600)}"\n`,
    'package.json': '{ "dependencies": { "one": "1.0.0" } }\n',
    'package-lock.json': `{ "packages": {\n${many.join('')}} }\n`,
  },
  {
    'a-values.ts': many
      .with(3, "export const value3 = 'three, and more'\n")
      .with(9, '')
      .with(30, '/* one\n   two */\n')
      .join(''),
    'b-gone.ts': null,
    'c-new-name.ts': many.slice(0, 20).with(5, 'export const value5 = five\n').join(''),
    'c-old-name.ts': null,
    'd-picture.bin': new Uint8Array([0, 3, 2, 1]),
    'e-signs.ts': 'const \u0430 = 1\n    const tab = 2\nconst b = "x\u200b"  \n',
    'f-long.js': `const long = "${'word '.repeat(300)}else ${'word '.repeat(300)}"\n`,
    'package.json': '{ "dependencies": { "one": "1.0.1" } }\n',
    'package-lock.json': `{ "packages": {\n${many.with(3, 'changed\n').with(20, 'too\n').join('')}} }\n`,
  },
] as const

for (const [width, height] of [
  [1920, 1080],
  [1280, 800],
  [640, 400],
] as const)
  test.describe(`in a window of ${width} \u00d7 ${height}`, () => {
    test.use({ viewport: { width, height } })
    test('everything has a look, and nobody is shut out', async ({ workbench }) => {
      const review = await ReviewPage.open(workbench, ...looks)
      const { page } = review
      await page.keyboard.press('Shift+Z')
      await expect(focused(page)).toBeVisible()
      await page.keyboard.press('a')
      await expect(review.progress).toHaveAttribute('aria-valuenow', '1')
      // What is decided stays where it is on screen, whole files too.
      await expect(surface(page).getByText('Replaces the binary content.')).toBeInViewport()
      expect(await top(page)).toBe(0)
      await picture(page, 'continuous-looks')
      await expectAccessible(page, `continuous reading at ${width}`)
      await surface(page).evaluate((element) => element.scrollTo(0, 700))
      await expect(surface(page).locator('[data-read]').first()).toBeVisible()
      await picture(page, 'continuous-looks-below')
      await surface(page).evaluate((element) => element.scrollTo(0, 1500))
      await expect(surface(page).locator('[data-read]').first()).toBeVisible()
      await picture(page, 'continuous-looks-end')
      await expectAccessible(page, `continuous reading further down at ${width}`)
    })
  })
