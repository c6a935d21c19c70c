import { expect, test, type Page } from '@playwright/test'
import type { DiffDocument, DiffView } from '#renderer/editor/index.ts'
import type { BuiltPage } from '#test/support/built-page.ts'
import { openDiffPage } from '#test/support/diff-page-host.ts'
import { picture } from '#test/support/pictures.ts'

/** What the page has painted of a diff, in both layouts, wrapped and not: it is read from the page, not from Monaco. */
let open: BuiltPage | undefined
let page: Page

test.beforeAll(async () => {
  open = await openDiffPage()
  page = open.page
})
test.afterAll(() => open?.close())

const long = (index: number): string => `line ${index} ${'goes on '.repeat(index % 3 === 0 ? 40 : 1)}`
const before = Array.from({ length: 40 }, (_, index) => long(index))
const after = [...before]
after.splice(30, 1, 'replaced')
after.splice(20, 1)
after.splice(10, 0, 'added one', 'added two')
after.splice(4, 1, 'first', 'second', 'third')
const document: DiffDocument = {
  key: 'painted',
  path: 'a.txt',
  before: `${before.join('\n')}\n`,
  after: `${after.join('\n')}\n`,
  lines: [
    { id: 'h0', oldStart: 5, oldLines: 1, newStart: 5, newLines: 3 },
    { id: 'h1', oldStart: 10, oldLines: 0, newStart: 13, newLines: 2 },
    { id: 'h2', oldStart: 21, oldLines: 1, newStart: 24, newLines: 0 },
    { id: 'h3', oldStart: 31, oldLines: 1, newStart: 34, newLines: 1 },
  ],
}
/** Old lines that did not change, and how much further down they stand in the new text. */
const unchanged = Array.from({ length: 40 }, (_, index) => index + 1)
  .filter((line) => ![5, 21, 31].includes(line))
  .map((line) => [line, line + (line > 5 ? 2 : 0) + (line > 10 ? 2 : 0) - (line > 21 ? 1 : 0)] as const)

const view: DiffView = { layout: 'split', wrap: true, wholeFile: true, fontSize: 13, ligatures: false }
const look = (change: Partial<DiffView>): Promise<void> =>
  page.evaluate((how) => window.diffPage.look(how), { ...view, ...change })

/** Lines that stand elsewhere on the two sides. */
async function misplaced(): Promise<readonly string[]> {
  const [old, now] = await page.evaluate(() => window.diffPage.tops())
  const [oldTops, newTops] = [new Map(old), new Map(now)]
  const found = unchanged.filter(([line, other]) => oldTops.get(line) !== newTops.get(other))
  return found.map(([line, other]) => `${line}: ${oldTops.get(line)}, ${other}: ${newTops.get(other)}`)
}

const folds = [[], ['h0'], ['h1'], ['h0', 'h1', 'h2', 'h3'], ['h2']] as const

test('unchanged lines stand beside each other in every look, whatever is folded, and from look to look', async () => {
  await page.evaluate(([one, how]) => window.diffPage.show(one, how), [document, view] as const)
  for (const folded of folds) {
    await page.evaluate((ids) => window.diffPage.fold(ids), [...folded])
    expect(await misplaced(), `split, wrapped, ${folded.join()}`).toEqual([])
    for (const change of [
      { wrap: false },
      { wrap: true },
      { layout: 'unified' },
      { layout: 'unified', wrap: false },
      { layout: 'unified' },
      { layout: 'split' },
    ] as const) {
      await look(change)
      expect(await misplaced(), `${JSON.stringify(change)}, ${folded.join()}`).toEqual([])
    }
  }
})

test('grounds are painted on changed rows and nowhere else', async () => {
  const red = 'removed'
  for (const layout of ['split', 'unified'] as const)
    for (const wrap of [true, false])
      for (const folded of folds) {
        await page.evaluate(() => window.diffPage.clear())
        await page.evaluate(([one, how]) => window.diffPage.show(one, how), [
          document,
          { ...view, layout, wrap },
        ] as const)
        await page.evaluate((ids) => window.diffPage.fold(ids), [...folded])
        const painted = await page.evaluate(paintedRows)
        const wrong = painted.filter(({ text, colour }) =>
          /^(?:added|first|second|third|replaced)/.test(text)
            ? colour === red
            : text.startsWith('line') && colour === 'added',
        )
        const what = `${layout}, wrap ${wrap}, folded ${folded.join()}`
        expect(wrong, what).toEqual([])
        const added = new Set(painted.filter(({ colour }) => colour === 'added').map(({ text }) => text))
        const shown = ['first', 'second', 'third', 'added one', 'added two', 'replaced'].filter(
          (_, index) => !folded.some((id) => id === ['h0', 'h0', 'h0', 'h1', 'h1', 'h3'][index]),
        )
        expect([...added].sort(), what).toEqual(shown.sort())
      }
})

/** Lines of the new side with the colour of the ground beside their numbers and behind them. Runs in the page. */
function paintedRows(): readonly { readonly text: string; readonly colour: string }[] {
  const probe = window.document.createElement('i')
  window.document.querySelector('.monaco-editor')?.append(probe)
  const colourOf = (token: string): string => {
    probe.style.backgroundColor = `var(${token})`
    return getComputedStyle(probe).backgroundColor
  }
  // Monaco has the tokens in colours of its own.
  const names = new Map([
    [colourOf('--added-line'), 'added'],
    [colourOf('--vscode-diffEditor-insertedLineBackground'), 'added'],
    [colourOf('--removed-line'), 'removed'],
    [colourOf('--vscode-diffEditor-removedLineBackground'), 'removed'],
  ])
  probe.remove()
  const grounds = [
    ...window.document.querySelectorAll(
      '.editor.modified .view-overlays .line-insert, .editor.modified .cmdr, .editor.original .margin .gutter-delete, .editor.original .cmdr',
    ),
  ].map((element) => ({
    box: element.getBoundingClientRect(),
    colour: names.get(getComputedStyle(element).backgroundColor) ?? '',
    old: element.closest('.original') !== null,
  }))
  const unified = window.document.querySelector('.side-by-side') === null
  return [
    ...window.document.querySelectorAll('.editor.modified .lines-content > .view-lines .view-line'),
  ].flatMap((line) => {
    const box = line.getBoundingClientRect()
    const middle = (box.top + box.bottom) / 2
    return grounds
      .filter((ground) => ground.colour !== '' && (unified || !ground.old))
      .filter((ground) => ground.box.top < middle && middle < ground.box.bottom)
      .map((ground) => ({ text: (line.textContent ?? '').replaceAll('\u00a0', ' '), colour: ground.colour }))
  })
}

test('of a folded change no sign of removed lines is left beside the next line', async () => {
  await page.evaluate(([one, how]) => window.diffPage.show(one, how), [
    document,
    { ...view, layout: 'unified' } satisfies DiffView,
  ] as const)
  const signs = (): Promise<number> =>
    page.evaluate(
      () =>
        [...window.document.querySelectorAll('.editor.modified .margin-view-zones .delete-sign')].filter(
          (sign) => sign.checkVisibility({ visibilityProperty: true }),
        ).length,
    )
  await page.evaluate((ids) => window.diffPage.fold(ids), [])
  await expect.poll(signs).toBeGreaterThan(1)
  await page.evaluate((ids) => window.diffPage.fold(ids), ['h0', 'h1', 'h2', 'h3'])
  await expect.poll(signs).toBe(0)
})

/** The texts under a name of the page's highlights, spaces as such. */
const highlighted = (name: string): Promise<readonly string[]> =>
  page.evaluate(
    (of) =>
      [...(CSS.highlights.get(of) ?? [])].map((range) => {
        const text = new Range()
        text.setStart(range.startContainer, range.startOffset)
        text.setEnd(range.endContainer, range.endOffset)
        return text.toString().replaceAll('\u00a0', ' ')
      }),
    name,
  )

test('removed lines have the same marks in one column as beside the new ones', async () => {
  // The last line has in its own text what stands for a character that can't be seen.
  const old = ['p\u0430y(1)  ', '\tif (b)', 'x\u200by', 'say \u27e8U+200B\u27e9']
  const odd: DiffDocument = {
    key: 'odd',
    path: 'a.txt',
    before: `${[...old, 'end'].join('\n')}\n`,
    after: 'pay(1)\n    if (b)\nxy\nsay\nend\n',
    lines: [{ id: 'o0', oldStart: 1, oldLines: 4, newStart: 1, newLines: 4 }],
  }
  const show = (layout: DiffView['layout']) =>
    page.evaluate(([one, how]) => window.diffPage.show(one, how), [odd, { ...view, layout }] as const)
  const signs = ['look-alike', 'drawn-space', 'drawn-tab', 'drawn-arrow'] as const
  const beside = async (name: string): Promise<readonly string[]> => {
    const found = page.locator(`.editor.original .view-lines .${name}`)
    return (await found.allTextContents()).map((text) => text.replaceAll('\u00a0', ' '))
  }
  await show('split')
  await expect.poll(() => beside('unseen')).toEqual(['\u27e8U+200B\u27e9'])
  const expected = await Promise.all(signs.map(beside))
  expect(expected).toEqual([['\u0430'], ['  ', ' ', ' '], ['   '], ['\u2192']])
  for (const name of ['unseen', 'look-alike']) expect(await highlighted(name), name).toEqual([])
  await show('unified')
  await expect.poll(() => highlighted('unseen')).toEqual(['\u27e8U+200B\u27e9'])
  await expect.poll(() => highlighted('look-alike')).toEqual(['\u0430'])
  const removed = page.locator('.editor.modified .line-delete')
  await expect(removed.locator('.look-alike')).toHaveText(['\u0430'])
  await expect(removed.locator('.drawn-space')).toHaveCount(3)
  await expect(removed.locator('.drawn-tab .drawn-arrow')).toHaveCount(1)
  await picture(page, 'removed-marks')
  await page.evaluate(() => window.diffPage.clear())
  for (const name of ['unseen', 'look-alike']) await expect.poll(() => highlighted(name)).toEqual([])
})

test('in one column the numbers of a line on both sides stand apart, however many digits they have', async () => {
  for (const [lines, width] of [
    [90, 1200],
    [900, 1200],
    [9000, 1200],
    [9000, 500],
  ] as const) {
    const rows = Array.from({ length: lines }, (_, index) => `line ${index}`)
    const numbered: DiffDocument = {
      key: `numbered ${lines}`,
      path: 'a.txt',
      before: `${[...rows.slice(0, -6), 'old', ...rows.slice(-5)].join('\n')}\n`,
      after: `${[...rows.slice(0, -6), 'new', ...rows.slice(-5)].join('\n')}\n`,
      lines: [{ id: 'n0', oldStart: lines - 5, oldLines: 1, newStart: lines - 5, newLines: 1 }],
    }
    await page.evaluate((wide) => window.diffPage.resize(wide, 400), width)
    // A narrow page has one column whatever was chosen.
    const layout = width > 520 ? 'unified' : 'split'
    await page.evaluate(([one, how]) => window.diffPage.show(one, how), [
      numbered,
      { ...view, layout, wholeFile: false } satisfies DiffView,
    ] as const)
    await expect.poll(() => page.evaluate(gapsOfNumbers), `${lines} lines, ${width} px`).not.toEqual([])
    const gaps = await page.evaluate(gapsOfNumbers)
    expect(Math.min(...gaps), `${lines} lines, ${width} px`).toBeGreaterThanOrEqual(7)
  }
  await page.evaluate(() => window.diffPage.resize(1200, 4000))
})

/** Room in pixels between the two numbers of each unchanged line in one column. Runs in the page. */
function gapsOfNumbers(): readonly number[] {
  const boxes = (side: string): readonly DOMRect[] =>
    [...window.document.querySelectorAll(`.editor.${side} .line-numbers`)]
      .filter((number) => number.textContent !== '')
      .map((number) => {
        const text = new Range()
        text.selectNodeContents(number)
        return text.getBoundingClientRect()
      })
  const now = new Map(boxes('modified').map((box) => [Math.round(box.top), box.left]))
  return boxes('original').flatMap((box) => {
    const left = now.get(Math.round(box.top))
    return left === undefined ? [] : [left - box.right]
  })
}

test('what is left out of a long removed line is marked as such in one column, too', async () => {
  const words = (which: string): string => `${'a '.repeat(4000)}${which}${' b'.repeat(4000)}`
  const cut: DiffDocument = {
    key: 'cut',
    path: 'long.txt',
    before: `${words('ONE')}\n`,
    after: `${words('TWO')}\n`,
    lines: [{ id: 'c0', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }],
  }
  const marked = (): Promise<readonly string[]> => highlighted('left-out')
  await page.evaluate(([one, how]) => window.diffPage.show(one, how), [
    cut,
    { ...view, layout: 'unified', wholeFile: false } satisfies DiffView,
  ] as const)
  await expect
    .poll(marked)
    .toEqual([expect.stringMatching(/characters/), expect.stringMatching(/characters/)])
  await page.evaluate(([one, how]) => window.diffPage.show(one, how), [
    document,
    { ...view, layout: 'unified' } satisfies DiffView,
  ] as const)
  await expect.poll(marked).toEqual([])
})
