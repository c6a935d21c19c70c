import { expect, test, type Page } from '@playwright/test'
import type { DiffDocument, DiffView } from '#renderer/editor/index.ts'
import type { BuiltPage } from '#test/support/built-page.ts'
import { openDiffPage } from '#test/support/diff-page-host.ts'

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

test('what is left out of a long removed line is marked as such in one column, too', async () => {
  const words = (which: string): string => `${'a '.repeat(4000)}${which}${' b'.repeat(4000)}`
  const cut: DiffDocument = {
    key: 'cut',
    path: 'long.txt',
    before: `${words('ONE')}\n`,
    after: `${words('TWO')}\n`,
    lines: [{ id: 'c0', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }],
  }
  const marked = (): Promise<readonly string[]> =>
    page.evaluate(() =>
      [...(CSS.highlights.get('left-out') ?? [])].map((range) =>
        range instanceof Range ? range.toString() : '',
      ),
    )
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
