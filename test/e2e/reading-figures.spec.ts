import path from 'node:path'
import { existsSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Figure, FigureKind } from '#shared/domain/figures/figure.ts'
import type { FiguresSummary } from '#shared/domain/figures/summary.ts'
import { expectAccessible } from '#test/support/accessibility.ts'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from({ length: 40 }, (_, index) => `export const value${index} = ${index}\n`)
const changed = (...at: readonly number[]): string =>
  at.reduce((all, index) => all.with(index, `export const value${index} = 'new'\n`), lines).join('')

async function openFigures(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('figures of my reading')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Figures', exact: true })).toBeFocused()
}

async function told(workbench: Workbench): Promise<FiguresSummary> {
  const { stdout } = await workbench.command(['figures', '--json'])
  return JSON.parse(stdout) as FiguresSummary
}

test('what deciding and landing by keys took is on a page, and gone when it is deleted', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, { 'a.ts': lines.join('') }, { 'a.ts': changed(5, 15, 25) })
  const { page } = review
  await openFigures(page)
  await expect(page.getByText('No figures yet.')).toBeVisible()
  await picture(page, 'figures-none')
  await page.keyboard.press('Escape')

  const [first, second, third] = await review.hunks()
  await review.press(first, 'a')
  await review.press(second, 'x')
  await review.press(third, 'j')
  await review.press(third, 'k')
  await review.press(third, 'a')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '3')
  await page.keyboard.press('u')
  await review.press(third, 'x')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '3')
  await page.keyboard.press('Shift+L')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/^Landed 1 file on main/)).toBeVisible()

  await openFigures(page)
  const figures = page.getByRole('region', { name: 'Figures', exact: true })
  const headline = figures.getByRole('region', { name: 'Attention for each landed change' })
  await expect(headline).toContainText(/\d+(\.\d)? m?s ?of attention for each landed change/)
  await expect(headline).toContainText('The only one in 28 days, with ')
  // The one that was undone.
  await expect(headline).toContainText(/reverted later ?25 %/)
  const row = figures.getByRole('row').filter({ hasText: 'all verdicts' })
  await expect(row.getByRole('cell').first()).toHaveText('4')
  await expect(page.getByRole('img', { name: /^Attention for each verdict: on 1 of 28 days/ })).toBeVisible()
  await picture(page, 'figures-first')

  const { whole } = await told(workbench)
  expect(whole).toMatchObject({ verdicts: 4, hunks: 4, lines: 8, reverted: 1, changes: 1, timed: 4 })
  // Each is decided by one key at least; the third took its `j` and `k`, too.
  expect(whole.keys?.p50).toBeGreaterThanOrEqual(1)
  expect(whole.keys?.p90).toBeGreaterThanOrEqual(3)
  expect(whole.perChange?.p50).toBeGreaterThanOrEqual(whole.attention?.p90 ?? Infinity)

  const remove = figures.getByRole('button', { name: 'Delete all figures' })
  await remove.focus()
  await page.keyboard.press('Enter')
  await expect(figures.getByRole('button', { name: 'Keep them' })).toBeFocused()
  await expect(figures.getByText(/This deletes \d+ figures since/)).toBeVisible()
  await picture(page, 'figures-delete')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByText('No figures yet.')).toBeVisible()
  expect(existsSync(path.join(workbench.home, 'winnow', 'private', 'figures.jsonl'))).toBe(false)
  expect((await told(workbench)).kept).toBe(0)
  expect(await review.decisions()).not.toContain(null)
})

test('a month of them is drawn by day, with a table that says the same', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.ts': lines.join('') }, { 'a.ts': changed(5) })
  const { page, session } = review
  const now = Date.now()
  const kinds: readonly FigureKind[] = ['hunk', 'block', 'block', 'class', 'run', 'generated', 'file']
  const figures = Array.from({ length: 600 }, (_, index): Figure => {
    const days = index % 26 === 3 || index % 26 > 22 ? 5 : index % 26
    return {
      ...{ at: now - days * 86_400_000 - 1000, session, act: null, hunks: 1 + (index % 3), lines: 6 },
      ...{ kind: kinds[index % kinds.length] ?? 'hunk', onScreen: (index * 37) % 2300 },
      ...{ attention: 900 + ((index * 7919) % 9000) + days * 120, keys: 1 + (index % 4) },
    }
  })
  await workbench.ask((client) => client.figures.add({ figures, now }))
  const [hunk] = await review.hunks()
  await review.press(hunk, 'a')
  await expect(review.progress).toHaveAttribute('aria-valuenow', '1')
  await review.land()
  await openFigures(page)
  await expect(page.getByRole('img', { name: /^Attention for each verdict: on 22 of 28 days/ })).toBeVisible()
  await page.getByText('The days as a table').click()
  await expect(page.getByRole('table', { name: 'The figures of each day' }).getByRole('row')).toHaveCount(23)
  await expectAccessible(page, 'the figures')
  await page.getByText('The days as a table').click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await picture(page, `figures-month-${colorScheme}`)
    await page.getByText('What these mean').scrollIntoViewIfNeeded()
    await picture(page, `figures-end-${colorScheme}`)
    await page.getByText('of attention for each landed change').scrollIntoViewIfNeeded()
  }
})
