import path from 'node:path'
import type { Page } from '@playwright/test'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1920, height: 1080 } })

/** The words of the line that is marked, if it is within what the diff shows. */
function shownLine(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const mark = document.querySelector('.monaco-editor .shown-line')?.getBoundingClientRect()
    const room = document.querySelector('.monaco-diff-editor')?.getBoundingClientRect()
    if (mark === undefined || room === undefined) return null
    if (mark.top < room.top || mark.bottom > room.bottom) return null
    const lines = [...document.querySelectorAll('.editor.modified .view-line')]
    const over = lines.find((line) => Math.abs(line.getBoundingClientRect().top - mark.top) < 2)
    return over?.textContent?.replaceAll('\u00a0', ' ') ?? null
  })
}

test('a line that a message names is brought on screen and marked, wherever it is', async ({ workbench }) => {
  const model = await startFakeResponses()
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  const lines = Array.from({ length: 400 }, (_, index) => `line ${index + 1}`)
  repository.commit('Begin', { 'a.txt': 'one\n', 'b.txt': `${lines.join('\n')}\n` })
  const page = await workbench.start({
    repository: repository.path,
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url },
  })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toBeFocused()
  await page.keyboard.insertText(
    scripted(
      'Change three files',
      {
        sh: `echo two >> a.txt; sed -i -e 's/line 2$/first/' -e 's/line 390$/second/' b.txt; seq -f 'row %g' 300 > c.txt`,
      },
      { say: 'See `b.txt:200`, `b.txt:390`, `c.txt:250` and `b.txt:9999`.' },
    ),
  )
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^OpenAI/ }).press('Enter')
  await page.keyboard.press('Control+Enter')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible({ timeout: 60_000 })
  const message = timeline.getByRole('listitem').filter({ hasText: /^See b/ })
  const follow = async (name: string, text: string): Promise<void> => {
    await message.getByRole('link', { name }).click()
    await expect.poll(() => shownLine(page), name).toBe(text)
  }
  // In a region that is folded, far from any hunk; in a hunk; deep in a hunk of 300 lines; behind the end.
  await follow('b.txt:200', 'line 200')
  await picture(page, 'line-link')
  await follow('b.txt:390', 'second')
  await follow('c.txt:250', 'row 250')
  await follow('b.txt:9999', '')
  await follow('b.txt:200', 'line 200')
  // In the overview, too; and the next step takes the mark away.
  await page.keyboard.press('g')
  await expect(page.getByRole('region', { name: /^Overview of / })).toBeVisible()
  await follow('c.txt:250', 'row 250')
  await page.keyboard.press('k')
  await expect(page.locator('.shown-line')).toHaveCount(0)
  await model.close()
})
