import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { DiffDocument, DiffView } from '#renderer/editor/index.ts'
import type { BuiltPage } from '#test/support/built-page.ts'
import { openDiffPage } from '#test/support/diff-page-host.ts'
import { root } from '#test/support/workbench-driver.ts'

/**
 * One test for each file of `src/renderer/editor/patches`, named after it: what the patch rests on in Monaco, beyond
 * its public interface. A new Monaco in which one of them fails needs another patch, or none.
 */
let open: BuiltPage | undefined
let page: Page

test.beforeAll(async () => {
  open = await openDiffPage()
  page = open.page
})
test.afterAll(() => open?.close())

const view: DiffView = { layout: 'split', wrap: false, wholeFile: true, fontSize: 13, ligatures: false }

interface Replaced {
  readonly old: readonly string[]
  readonly now: readonly string[]
}

/** A document of unchanged lines and replaced ones; the changes are called h0, h1 and so on. */
function documentOf(key: string, parts: readonly (string | Replaced)[]): DiffDocument {
  const before: string[] = []
  const after: string[] = []
  const lines: DiffDocument['lines'][number][] = []
  for (const part of parts) {
    if (typeof part !== 'string')
      lines.push({
        id: `h${lines.length}`,
        oldStart: before.length + (part.old.length === 0 ? 0 : 1),
        oldLines: part.old.length,
        newStart: after.length + (part.now.length === 0 ? 0 : 1),
        newLines: part.now.length,
      })
    before.push(...(typeof part === 'string' ? [part] : part.old))
    after.push(...(typeof part === 'string' ? [part] : part.now))
  }
  const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
  return { key, path: 'a.txt', before: text(before), after: text(after), lines }
}

const show = (document: DiffDocument, look = view): Promise<readonly (readonly number[])[]> =>
  page.evaluate(([one, how]) => window.diffPage.show(one, how), [document, look] as const)
const fold = (ids: readonly string[], focus?: string): Promise<void> =>
  page.evaluate(([all, at]) => window.diffPage.fold(all, at), [ids, focus] as const)
const resize = (width: number, height: number): Promise<void> =>
  page.evaluate(([w, h]) => window.diffPage.resize(w, h), [width, height] as const)

/** The lines that a side has on the page, from the top, and whether they were there when `markLines` was called. */
const drawn = (side: 'original' | 'modified') =>
  page.evaluate((name) => {
    const all = [...document.querySelectorAll<HTMLElement>(`.editor.${name} .lines-content .view-line`)]
    all.sort((one, other) => Number.parseFloat(one.style.top) - Number.parseFloat(other.style.top))
    return all.map((line) => ({
      text: (line.textContent ?? '').replaceAll('\u00a0', ' '),
      former: line.hasAttribute('data-former'),
    }))
  }, side)
const markLines = (): Promise<void> =>
  page.evaluate(() => {
    for (const line of document.querySelectorAll('.view-line')) line.setAttribute('data-former', '')
  })

test('injected-diff: the service that computes diffs can be replaced, and its answer is shown as it is', async () => {
  // Monaco's own algorithm would see no change of white space, or the inserted line elsewhere.
  const document: DiffDocument = {
    key: 'injected',
    path: 'a.txt',
    before: 'a\nb\nb\nb\nc\n',
    after: 'a \nb\nb\nb\nb\nc\n',
    lines: [
      { id: 'space', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 },
      { id: 'slider', oldStart: 3, oldLines: 0, newStart: 4, newLines: 1 },
    ],
  }
  expect(await show(document)).toEqual([
    [1, 1, 1, 1],
    [3, 0, 4, 1],
  ])
})

test('marks-in-text: changed words are part of the text, on both sides, in both layouts and when room gets scarce', async () => {
  const document = documentOf('words', [
    { old: ['one two three four five six'], now: ['one two seven four five six'] },
  ])
  const added = page.locator('.editor.modified .lines-content > .view-lines .char-insert')
  const removed = page.locator('.editor.original .lines-content > .view-lines .char-delete')
  const between = page.locator('.view-zones .char-delete')
  for (const layout of ['split', 'unified', 'split'] as const) {
    await show(document, { ...view, layout })
    await expect(layout === 'split' ? removed : between).toHaveText('three')
    await expect(added).toHaveText('seven')
    // A box behind the text would have to be measured, which lays the page out once more.
    await expect(page.locator('.editor.modified .view-overlays .char-insert')).toHaveCount(0)
    if (layout === 'split')
      await expect(page.locator('.editor.original .view-overlays .char-delete')).toHaveCount(0)
  }
  await resize(400, 600)
  await expect(between).toHaveText('three')
  await resize(1200, 4000)
  await expect(removed).toHaveText('three')
})

const mixed = documentOf('mixed', [
  'a',
  { old: ['b'], now: ['b1', 'b2', 'b3'] },
  'c',
  { old: ['d', 'e'], now: ['d1', 'e1'] },
  'f',
  { old: ['g', 'h', 'i'], now: [] },
  'j',
  'k',
])

test('kept-lines: a change that folds or opens leaves the other lines’ elements as they are', async () => {
  await show(mixed)
  for (const folded of [['h0'], ['h0', 'h1'], ['h1'], []]) {
    await markLines()
    await fold(folded)
    const lines = await drawn('modified')
    const shown = [
      'a',
      ...(folded.includes('h0') ? [] : ['b1', 'b2', 'b3']),
      'c',
      ...(folded.includes('h1') ? [] : ['d1', 'e1']),
      ...['f', 'j', 'k', ''],
    ]
    expect(lines.map(({ text }) => text)).toEqual(shown)
    // Lines that come push as many out at the end, and those are made anew.
    for (const text of ['a', 'c', 'f'])
      expect(lines.find((line) => line.text === text)?.former, `${text}, folded ${folded.join()}`).toBe(true)
  }
})

test('hidden-areas: lines of ours can be hidden on each side, and only they are', async () => {
  await show(mixed)
  await fold(['h0', 'h2'])
  expect((await drawn('original')).map(({ text }) => text)).toEqual(['a', 'c', 'd', 'e', 'f', 'j', 'k', ''])
  expect((await drawn('modified')).map(({ text }) => text)).toEqual(['a', 'c', 'd1', 'e1', 'f', 'j', 'k', ''])
  await fold([])
  expect(await drawn('original')).toHaveLength(12)
  expect(await drawn('modified')).toHaveLength(11)
})

/** Heights in pixels of the zones that pad the shorter side, or hold removed lines in one column. */
const zoneHeights = (side: 'original' | 'modified', name: 'diagonal-fill' | 'line-delete') =>
  page.evaluate(
    (selector) => [...document.querySelectorAll<HTMLElement>(selector)].map((zone) => zone.offsetHeight),
    `.editor.${side} .view-zones > .${name}`,
  )

test('alignment-zones: zones that pad a side are told by class, flat for a folded change, and none without height', async () => {
  await show(mixed)
  // The one of equal sizes has none.
  expect(await zoneHeights('original', 'diagonal-fill')).toEqual([40])
  expect(await zoneHeights('modified', 'diagonal-fill')).toEqual([60])
  await fold(['h0'])
  expect(await zoneHeights('original', 'diagonal-fill')).toEqual([0])
  expect(await zoneHeights('modified', 'diagonal-fill')).toEqual([60])
  await fold([])
  expect(await zoneHeights('original', 'diagonal-fill')).toEqual([40])

  await show(mixed, { ...view, layout: 'unified' })
  expect(await zoneHeights('modified', 'line-delete')).toEqual([20, 40, 60])
  await fold(['h1'])
  expect(await zoneHeights('modified', 'line-delete')).toEqual([20, 0, 60])
  await fold([])
})

test('unfocused-field: the field lies at the cursor while it has the focus, and nowhere without', async () => {
  await show(mixed)
  const field = page.locator('.editor.modified textarea.inputarea')
  const top = (): Promise<number> => field.evaluate((element) => Number.parseFloat(element.style.top))
  await page.locator('.editor.modified .view-line', { hasText: 'b3' }).click()
  await expect(field).toBeFocused()
  await expect.poll(top).toBe(60)
  await page.keyboard.press('ArrowDown')
  await expect.poll(top).toBe(80)
  // Where its place was not measured, Monaco puts it at the top.
  await field.blur()
  await expect.poll(top).toBe(0)
  await field.focus()
  await expect.poll(top).toBe(80)
  await field.blur()
})

test('unfocused-field: the cursor is drawn where it is while the text has the focus, and not at all without', async () => {
  await show(mixed)
  const cursor = page.locator('.editor.modified .cursors-layer .cursor')
  const field = page.locator('.editor.modified textarea.inputarea')
  const place = (): Promise<string> => cursor.evaluate(({ style }) => `${style.display} ${style.top}`)
  await page.locator('.editor.modified .view-line', { hasText: 'b3' }).click()
  await expect.poll(place).toBe('block 60px')
  await page.keyboard.press('ArrowDown')
  await expect.poll(place).toBe('block 80px')
  await field.blur()
  await expect.poll(place).toContain('none')
  await field.focus()
  await expect.poll(place).toBe('block 80px')
  await field.blur()
})

test('overlay-place: to draw a file measures neither the editor nor, unfocused, the cursor', async () => {
  await page.evaluate(() => {
    const { getBoundingClientRect: ofElement } = Element.prototype
    const { getClientRects: ofRange } = Range.prototype
    const measured: string[] = []
    Element.prototype.getBoundingClientRect = function measure() {
      if (this.matches('.editor > .monaco-editor')) measured.push('editor')
      return ofElement.call(this)
    }
    Range.prototype.getClientRects = function measure() {
      measured.push('text')
      return ofRange.call(this)
    }
    Object.assign(window, {
      measured: () => {
        Element.prototype.getBoundingClientRect = ofElement
        Range.prototype.getClientRects = ofRange
        return measured
      },
    })
  })
  await show(documentOf('measured', ['first', { old: ['old'], now: ['new'] }, 'end']))
  const measured = await page.evaluate(() =>
    (window as unknown as { measured: () => readonly string[] }).measured(),
  )
  expect(measured).toEqual([])
})

test('drawn-lines: lines on the page are told by class', async () => {
  await page.evaluate(() => window.diffPage.clear())
  expect(await page.evaluate(() => window.diffPage.hasText())).toBe(false)
  await show(mixed)
  expect(await page.evaluate(() => window.diffPage.hasText())).toBe(true)
})

test('found-in-removed: removed lines of one column are drawn with their text, its spaces as such that do not break', async () => {
  const removed = documentOf('removed', ['same', { old: ['one two', 'three'], now: ['new'] }, 'end'])
  await show(removed, { ...view, layout: 'unified' })
  const texts = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.editor.modified .line-delete .view-line')].map(
        (line) => line.textContent,
      ),
    )
  await expect.poll(texts).toEqual(['one\u00a0two', 'three'])
})

test('removed-rows: every character of a removed line is drawn as one, a tab as spaces, row by row where lines wrap', async () => {
  const lines = [
    `a\t\u6f22\t${'long line '.repeat(40)}p\u0430y`,
    '',
    'p\u0430y\t ',
    '\ud83d\ude00 & <\u0430>',
  ]
  const removed = documentOf('rows', ['same', { old: lines, now: ['new'] }, 'end'])
  const marked = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('look-alike') ?? [])].map(({ startContainer, startOffset, endOffset }) =>
        startContainer.textContent?.slice(startOffset, endOffset),
      ),
    )
  for (const wrap of [false, true]) {
    await page.evaluate(() => window.diffPage.clear())
    expect(await marked()).toEqual([])
    await show(removed, { ...view, layout: 'unified', wrap })
    await expect.poll(marked, `wrap: ${wrap}`).toEqual(['\u0430', '\u0430', '\u0430'])
  }
})

test('hidden-decorations: the ground of a hidden change is painted nowhere, also where lines wrap', async () => {
  const long = (name: string): string => `${name} ${'and on '.repeat(60)}`
  const unchanged = Array.from({ length: 8 }, (_, index) => long(`line ${index}`))
  const document = documentOf('hidden grounds', [
    ...unchanged,
    { old: ['one', 'two'], now: ['three'] },
    ...unchanged,
  ])
  const grounds = (): Promise<number> =>
    page.locator('.monaco-diff-editor .view-overlays').locator('.line-insert, .line-delete').count()
  for (const wrap of [false, true]) {
    await page.evaluate(() => window.diffPage.clear())
    await show(document, { ...view, wrap })
    expect(await grounds()).toBe(3)
    await fold(['h0'])
    expect(await grounds(), `wrap: ${wrap}`).toBe(0)
  }
})

test('ambiguous-characters: what can be taken for a letter of ASCII is marked, and that letter is not', async () => {
  const document = documentOf('look-alikes', [
    { old: ['const pay = "a"'], now: ['const p\u0430y = "\u0430\u0131"'] },
  ])
  await show(document, view)
  await expect(page.locator('.editor.modified .look-alike')).toHaveText(['\u0430', '\u0430', '\u0131'])
  await expect(page.locator('.editor.original .look-alike')).toHaveCount(0)
})

test('monaco-classes: every class and colour of Monaco’s that the styles name is there', async () => {
  const styles = readFileSync(
    path.join(root, 'src/renderer/editor/patches/monaco-classes.css'),
    'utf8',
  ).replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const own = [
    ...['folded-zone', 'one-removed', 'one-sided', 'word-place', 'removed'],
    ...['left-out', 'changed', 'unseen', 'line-end-words', 'unicode-highlight', 'look-alike', 'drawn-space'],
    ...['drawn-arrow', 'marks-over-removed'],
  ]
  const selectors = styles.replaceAll(/\{[^}]*\}/g, ' ')
  const missing = new Set([...selectors.matchAll(/\.([a-z-]+)/g)].map((match) => match[1] ?? ''))
  for (const name of own) missing.delete(name)
  const colours = [...styles.matchAll(/var\((--vscode-[\w-]+)\)/g)].map((match) => match[1] ?? '')
  expect(missing.size).toBeGreaterThan(10)
  expect(colours.length).toBeGreaterThan(1)

  const text = 'one\ntwo\n'
  const whole = { id: 'h0', oldStart: 0, oldLines: 0, newStart: 1, newLines: 2 }
  const shown: readonly (readonly [DiffDocument, DiffView['layout']])[] = [
    [mixed, 'split'],
    [mixed, 'unified'],
    [documentOf('words again', [{ old: ['one two three'], now: ['one two four'] }]), 'split'],
    [{ key: 'added', path: 'a.txt', before: null, after: text, lines: [whole] }, 'split'],
    [{ key: 'removed', path: 'a.txt', before: text, after: null, lines: [whole] }, 'split'],
  ]
  await resize(1200, 200)
  for (const [document, layout] of shown) {
    await show(document, { ...view, layout })
    const there = await page.evaluate(
      (names) => names.filter((name) => window.document.querySelector(`.${name}`) !== null),
      [...missing],
    )
    for (const name of there) missing.delete(name)
  }
  await resize(1200, 4000)
  expect([...missing]).toEqual([])
  for (const colour of colours)
    expect(
      await page
        .locator('.monaco-editor')
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), colour),
      colour,
    ).not.toBe('')
})

test('line-tokens: lines that no editor draws have the colours of those that one does', async () => {
  const code = documentOf('tokens', [
    'import { sign } from "./ship.ts" // a comment',
    '/* over several',
    { old: ['lines */ const old = 1'], now: ['lines */ const now = `text ${sign(2)} and'] },
    'more of it` + 0x1f',
    { old: [], now: ['export class Ship<T> { readonly name: string = "a\\n" }'] },
    '\tif (/a+b/u.test(name)) return null',
  ])
  const document = { ...code, path: 'a.ts' }
  await show(document)
  // A language is loaded once it is asked for, and Monaco colours its lines in its own time.
  await expect(async () => {
    const [drawnRuns, staticRuns] = await page.evaluate((one) => {
      const rows = [
        ...window.document.querySelectorAll<HTMLElement>('.editor.modified .lines-content .view-line'),
      ]
      const sorted = rows.toSorted((row, other) => row.offsetTop - other.offsetTop)
      const letters = (runs: readonly (readonly [string, string])[]): string[] =>
        runs.flatMap(([text, colour]) =>
          [...text].flatMap((letter) => (/\s/.test(letter) ? [] : `${letter} ${colour}`)),
        )
      const colourOf = (names: string): string => /mtk\d+/.exec(names)?.[0] ?? ''
      const ofEditor = sorted.map((row) =>
        letters(
          [...row.querySelectorAll('span > span')].map((span) => [
            (span.textContent ?? '').replaceAll('\u2192', ''),
            colourOf(span.className),
          ]),
        ),
      )
      const own = window.diffPage
        .staticLines(one)
        .map((runs) => letters(runs.map(([text, names]) => [text, colourOf(names)])))
      return [ofEditor.slice(0, own.length), own]
    }, document)
    expect(new Set(staticRuns.flat().map((run) => run.slice(2))).size).toBeGreaterThan(4)
    expect(staticRuns).toEqual(drawnRuns)
  }).toPass()
})
