import { chmodSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'
import type { Locator } from '@playwright/test'

const bundle = (mark: string): string =>
  `var o={${Array.from({ length: 6000 }, (_, index) => `k${index}:${index === 4800 ? mark : `"v${index}"`}`).join(',')}};\n`

const side = (review: ReviewPage, which: 'original' | 'modified'): Locator =>
  review.page.locator(`.editor.${which} .view-lines`)

test.describe('what is accepted can be read', () => {
  // Wide enough for both sides.
  test.use({ viewport: { width: 1920, height: 1080 } })

  test('what stands far to the right is on screen, and the rest of the line is a click or a key away', async ({
    workbench,
  }) => {
    const review = await ReviewPage.open(
      workbench,
      { 'a.js': 'ok();\n', 'c.min.js': bundle('"old"') },
      { 'a.js': `ok();${' '.repeat(12_000)}steal();\n`, 'c.min.js': bundle('other()') },
    )
    const hunks = await review.hunks()
    await expect(side(review, 'modified')).toContainText('steal();')
    await picture(review.page, 'readable-blanks')
    await review.press(hunks[0], 'j')
    await review.painted(hunks[1])
    const now = side(review, 'modified')
    await expect(now).toContainText('k4800:other()')
    await expect(side(review, 'original')).toContainText('k4800:"old"')
    await expect(now).not.toContainText('k10:"v10"')
    await picture(review.page, 'readable-long')
    await now
      .getByText(/characters/)
      .first()
      .click()
    await expect(now).toContainText('k10:"v10"')
    await review.painted(hunks[1])
    await picture(review.page, 'readable-whole')
    await review.keys('k', 'j')
    await review.painted(hunks[1])
    await review.keys('f', 'f')
    await expect(now).toContainText('k10:"v10"')
    await review.press(hunks[1], 'a')
    await expect.poll(() => review.decisions()).toEqual([null, 'accept'])
  })

  test('what can not be seen is named, and what looks like something else is marked', async ({
    workbench,
  }) => {
    const review = await ReviewPage.open(
      workbench,
      { 'a.ts': 'const a = "admin"\n// note\nif (b) {\n  c()\n}\n', 'same.ts': 'a\n' },
      {
        'a.ts': 'const a = "\u0430dmin"\n// no\u200bte \u202e\nif (b) {\n\tc()\n}  \n',
        'same.ts': 'a',
        'p\u0430y.ts': 'x\n',
        'p\u202eay.ts': 'x\n',
      },
    )
    const now = side(review, 'modified')
    await expect(now.locator('.unicode-highlight')).toHaveText([
      '\u0430',
      '\u27e8U+200B\u27e9',
      '\u27e8U+202E\u27e9',
    ])
    await expect(now).toContainText('\u2192')
    await expect(now.locator('.drawn-space')).not.toHaveCount(0)
    const files = review.page.getByRole('region', { name: 'Files' })
    await expect(files).toContainText('p\u0430\u27e8U+0430\u27e9y.ts')
    await expect(files).toContainText('p\u27e8U+202E\u27e9ay.ts')
    await picture(review.page, 'readable-marks')
    const hunks = await review.hunks()
    await files.getByText('same.ts').click()
    await expect(now).toContainText('no newline at the end')
    expect(hunks.length).toBeGreaterThan(3)
  })

  test('a file with more look-alikes than are easy to count has all of them marked', async ({
    workbench,
  }) => {
    const many = Array.from({ length: 1200 }, (_, index) => `const p\u0430y${index} = 1\n`).join('')
    const review = await ReviewPage.open(workbench, { 'a.ts': 'x\n' }, { 'b.ts': many })
    await expect(side(review, 'modified').locator('.unicode-highlight').first()).toBeVisible()
    const lines = review.page.locator('.editor.modified .view-line', { hasText: 'const' })
    const shown = await lines.count()
    expect(await lines.locator('.unicode-highlight').count()).toBe(shown)
  })

  test('the same line stands at the same place on both sides, whatever indents the rest', async ({
    workbench,
  }) => {
    const body = Array.from(
      { length: 12 },
      (_, index) => `if (${index}) {\n  a()\n  if (b) {\n    c()\n  }\n}\n`,
    ).join('')
    const review = await ReviewPage.open(
      workbench,
      { 'a.js': `\ttabbed\n${body}`, 'run.sh': 'x\n' },
      { 'a.js': `\ttabbed\n${body.replaceAll('  ', '\t')}`, 'run.sh': 'x\n', 'new.sh': '#!/bin/sh\n' },
      (repository) => {
        for (const name of ['new.sh', 'run.sh']) chmodSync(path.join(repository.path, name), 0o755)
        repository.git('commit', '-qam', 'Modes')
      },
    )
    await review.readByPath()
    const left = async (which: 'original' | 'modified'): Promise<number> => {
      const line = side(review, which).locator('.view-line', { hasText: 'tabbed' })
      const [word, whole] = await Promise.all([line.getByText('tabbed').boundingBox(), line.boundingBox()])
      return Math.round((word?.x ?? 0) - (whole?.x ?? 0))
    }
    expect(await left('original')).toBe(await left('modified'))
    const text = review.page.locator('.editor.modified .view-line', { hasText: 'a()' }).first()
    await expect(text).toContainText('\u2192')
    const header = review.page.getByRole('region', { name: /^Changes in/ })
    const files = review.page.getByRole('region', { name: 'Files' })
    await files.getByText('new.sh').click()
    await expect(header).toContainText('executable')
    await files.getByText('run.sh').click()
    await expect(header).toContainText('regular file \u2192 executable')
  })
})
