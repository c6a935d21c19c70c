import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const script = `<script>window.sung = 'script'</script><img src=x onerror="window.sung = 'image'"><svg onload="window.sung = 'svg'"><a href="javascript:window.sung='link'">`
const picture = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" onload="parent.sung = 'picture'"><script>parent.sung = top.sung = 'picture'</script><rect width="10" height="10"/></svg>\n`

test('markup in names, messages, content and pictures is shown and never runs', async ({ workbench }) => {
  const evil = `a${script.replaceAll('/', '')}.html`
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'a\n', 'image.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n' },
    { [evil]: `${script}\n`, 'a.txt': `${script}\n`, 'image.svg': picture, 'readme.md': `# ${script}\n` },
    (repository) => {
      repository.commit(script, { 'last.txt': '\u001b[31m\u202e' })
    },
  )
  const { page } = review
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const started = await workbench.command(['task', script, '--repo', review.repository.path, '--run', 'cat'])
  expect(started).toMatchObject({ exitCode: 0, stderr: '' })
  await expect(page.getByText("<script>window.sung = 'script'").first()).toBeAttached()
  for (const hunk of await review.hunks()) await review.press(hunk, 'a')
  await expect(page.locator('.monaco-diff-editor, img').first()).toBeAttached()
  const state = await page.evaluate(() => ({
    sung: (window as { sung?: string }).sung ?? null,
    handlers: document.querySelectorAll('[onerror], [onload], a[href^="javascript:"]').length,
    scripts: [...document.scripts].filter((each) => each.text.includes('sung')).length,
  }))
  expect(state).toEqual({ sung: null, handlers: 0, scripts: 0 })
  expect(errors).toEqual([])
  await review.page.reload()
  await expect(page.locator('#root')).not.toBeEmpty()
  expect(await page.evaluate(() => (window as { sung?: string }).sung ?? null)).toBeNull()
})
