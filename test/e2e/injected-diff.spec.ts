import { expect, test, type Page } from '@playwright/test'
import type { DiffDocument } from '#renderer/editor/index.ts'
import type { BuiltPage } from '#test/support/built-page.ts'
import { openDiffPage } from '#test/support/diff-page-host.ts'

/**
 * The line changes on screen are the ones that were injected, for every kind of change, and folding keeps both sides
 * aligned. What the patches rest on in Monaco is held by `monaco-patches.spec.ts`.
 */
let open: BuiltPage | undefined
let page: Page

test.beforeAll(async () => {
  open = await openDiffPage()
  page = open.page
})
test.afterAll(() => open?.close())

const view = { layout: 'split', wrap: false, wholeFile: true, fontSize: 13, ligatures: false } as const

type Line = DiffDocument['lines'][number]

/** A small generator of numbers that is the same on every run: a linear congruence (Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  // Neighbouring seeds are spread first: without it their first numbers are nearly the same.
  let state = Math.imul(seed, 2_654_435_761) >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Now and then what makes a line too long for its side. */
const tail = (next: (below: number) => number): string => (next(4) === 0 ? ' and on'.repeat(next(30)) : '')

/** Two texts with changes that never touch, as git reports them. */
function randomDocument(seed: number): DiffDocument {
  const next = numbers(seed)
  const before: string[] = []
  const after: string[] = []
  const lines: Line[] = []
  const changes = 1 + next(9)
  for (let index = 0; index < changes; index += 1) {
    const same = (index === 0 ? 0 : 1) + next(9)
    for (let line = 0; line < same; line += 1) {
      before.push(`same ${seed} ${index} ${line}`)
      after.push(`same ${seed} ${index} ${line}`)
    }
    const kind = next(3)
    const oldLines = kind === 0 ? 0 : 1 + next(6)
    const newLines = kind === 1 ? 0 : 1 + next(6)
    const at = (count: number, length: number): number => (count === 0 ? length : length + 1)
    lines.push({
      id: `h${index}`,
      oldStart: at(oldLines, before.length),
      oldLines,
      newStart: at(newLines, after.length),
      newLines,
    })
    for (let line = 0; line < oldLines; line += 1) before.push(`old word${next(4)} ${line}${tail(next)}`)
    for (let line = 0; line < newLines; line += 1) after.push(`new word${next(4)} ${line}${tail(next)}`)
  }
  for (let line = 0; line < 1 + next(6); line += 1) {
    before.push(`end ${line}`)
    after.push(`end ${line}`)
  }
  const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
  return { key: `random ${seed}`, path: 'a.ts', before: text(before), after: text(after), lines }
}

const coordinates = ({ oldStart, oldLines, newStart, newLines }: Line): readonly number[] => [
  oldStart,
  oldLines,
  newStart,
  newLines,
]

test('the changes that Monaco shows are the injected ones', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const document = randomDocument(seed)
    const layout = seed % 2 === 0 ? 'split' : 'unified'
    const shown = await page.evaluate(([one, look]) => window.diffPage.show(one, look), [
      document,
      { ...view, layout } as const,
    ] as const)
    expect(shown, `document ${seed}`).toEqual(document.lines.map(coordinates))
  }
})

test('four thousand changes stay four thousand changes', async () => {
  const before = Array.from({ length: 40_000 }, (_, index) => `line ${index}`)
  const lines: Line[] = []
  const after = before.map((text, index) => {
    if (index % 10 !== 5) return text
    lines.push({ id: `h${index}`, oldStart: index + 1, oldLines: 1, newStart: index + 1, newLines: 1 })
    return `${text} changed`
  })
  const document = { key: 'large', path: 'a.txt', before: before.join('\n'), after: after.join('\n'), lines }
  const shown = await page.evaluate(([one, look]) => window.diffPage.show(one, look), [
    document,
    { ...view, wholeFile: false },
  ] as const)
  expect(shown).toEqual(lines.map(coordinates))
})

/** Compares where unchanged lines stand on both sides; gives how many could be compared. */
async function expectAligned(document: DiffDocument, what: string): Promise<number> {
  const [old, now] = await page.evaluate(() => window.diffPage.tops())
  const tops = new Map(now)
  let shift = 0
  let index = 0
  const apart: string[] = []
  let compared = 0
  for (const [line, top] of old) {
    for (
      let change = document.lines[index];
      change !== undefined && line >= change.oldStart + Math.max(1, change.oldLines);
      change = document.lines[index]
    ) {
      shift += change.newLines - change.oldLines
      index += 1
    }
    const change = document.lines[index]
    const changed = change !== undefined && change.oldLines > 0 && line >= change.oldStart
    if (changed || !tops.has(line + shift)) continue
    compared += 1
    const other = tops.get(line + shift)
    if (other !== top) apart.push(`old line ${line} is at ${top}, the new one at ${other}`)
  }
  // One look for all of them: each is a step of the test, with a place in the code.
  expect(apart, what).toEqual([])
  return compared
}

test('unchanged lines stand side by side, whatever is folded', async () => {
  for (let seed = 100; seed < 130; seed += 1) {
    const document = randomDocument(seed)
    const next = numbers(seed)
    await page.evaluate(([one, look]) => window.diffPage.show(one, look), [
      document,
      { ...view, wholeFile: seed % 2 === 0 },
    ] as const)
    for (let round = 0; round < 3; round += 1) {
      const folded = document.lines.map(({ id }) => id).filter(() => next(2) === 0)
      await page.evaluate((ids) => window.diffPage.fold(ids), folded)
      const compared = await expectAligned(document, `document ${seed}, folded ${folded.join()}`)
      expect(compared).toBeGreaterThan(0)
    }
  }
})

test('they do so too in a small window, wrapped, while one change after the other is brought up', async () => {
  let compared = 0
  for (let seed = 200; seed < 240; seed += 1) {
    const document = randomDocument(seed)
    const next = numbers(seed)
    await page.evaluate(([width, height]) => window.diffPage.resize(width, height), [
      600 + next(500),
      200 + next(300),
    ] as const)
    await page.evaluate(([one, look]) => window.diffPage.show(one, look), [
      document,
      { ...view, wholeFile: seed % 2 === 0, wrap: seed % 3 === 0 },
    ] as const)
    const ids = document.lines.map(({ id }) => id)
    const decided = new Set<string>()
    for (let round = 0; round < 8; round += 1) {
      const focus = ids[next(ids.length)] ?? ''
      // A decision folds, an undo opens again and goes there.
      if (next(3) === 0) decided.delete(focus)
      else decided.add(ids[next(ids.length)] ?? '')
      const folded = [...decided].filter((id) => id !== focus)
      await page.evaluate(([all, at]) => window.diffPage.fold(all, at), [folded, focus] as const)
      compared += await expectAligned(document, `document ${seed}, round ${round}, at ${focus}`)
    }
  }
  await page.evaluate(() => window.diffPage.resize(1200, 4000))
  expect(compared).toBeGreaterThan(200)
})
