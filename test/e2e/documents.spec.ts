import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
const notebook = (...cells: readonly object[]): string =>
  `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`
const code = (source: string, ...outputs: readonly object[]): object => ({
  cell_type: 'code',
  execution_count: 1,
  metadata: {},
  outputs,
  source: [source],
})
const heading = { cell_type: 'markdown', metadata: {}, source: ['# Tides\n', 'of *one* day'] }

const readme = (more: string): string =>
  `# Harbour\n\nA list of **tides**.\n\n- first\n- second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n${more}\n`

/** Text, marks and what could run or fetch in the frame of the document on screen. */
function inFrame(page: Page): Promise<{
  readonly parts: readonly string[]
  readonly focused: readonly string[]
  readonly live: number
  readonly pictures: readonly string[]
}> {
  return page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe')?.contentDocument
    const parts = [...(frame?.querySelectorAll<HTMLElement>('.part') ?? [])]
    // While the frame loads it has no body yet.
    const nodes = [...(frame?.querySelectorAll('body *') ?? [])]
    const isLive = (node: Element): boolean =>
      /^(?:script|style|link|meta|iframe|object|embed|form|input|button|svg|math|base|video|audio)$/i.test(
        node.tagName,
      ) || node.getAttributeNames().some((name) => /^on|^href$|^style$|^srcset$|^action$/i.test(name))
    return {
      parts: parts.map((part) => `${part.dataset['mark'] ?? 'same'}: ${part.innerText.trim()}`),
      focused: parts.filter((part) => 'focused' in part.dataset).map((part) => part.innerText.trim()),
      live: nodes.filter(isLive).length,
      pictures: [...(frame?.images ?? [])].map((one) => one.src.slice(0, 22)),
    }
  })
}

test('a Markdown text and a notebook are shown as they are read, beside their changes', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(
    workbench,
    {
      'README.md': readme('The end.'),
      'note.ipynb': notebook(heading, code('a = 1')),
      'plain.txt': 'one\n',
    },
    {
      'README.md': readme('The end of it.').replace('- second', '- second, at sea\n- third'),
      'note.ipynb': notebook(
        heading,
        code('a = 2', { output_type: 'stream', name: 'stdout', text: ['two\n'] }),
        code('plot()', {
          output_type: 'display_data',
          metadata: {},
          data: { 'image/png': pixel, 'text/plain': ['fig'] },
        }),
      ),
      'plain.txt': 'two\n',
    },
  )
  const { page } = review
  await review.readByPath()
  const strip = page.getByRole('list', { name: 'Keys that work now' })
  const panel = page.getByRole('complementary', { name: 'README.md as it is read' })
  await expect(strip.getByRole('button', { name: 'p as it is read' })).toBeVisible()
  await page.keyboard.press('p')
  await expect(panel).toBeVisible()
  await expect
    .poll(() => inFrame(page).then(({ parts }) => parts))
    .toEqual([
      'same: Harbour',
      'same: A list of tides.',
      'same: first',
      'removed: second',
      'added: second, at sea',
      'added: third',
      expect.stringMatching(/^same: a\s+b\s+1\s+2$/),
      'removed: The end.',
      'added: The end of it.',
    ])
  // The part of the hunk in focus is marked, also after a step.
  await expect
    .poll(() => inFrame(page).then(({ focused }) => focused))
    .toEqual(['second', 'second, at sea', 'third'])
  await picture(page, 'document')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'document-dark')
  await page.setViewportSize({ width: 1920, height: 1080 })
  await expect(page.locator('[data-beside="right"]')).toBeVisible()
  await picture(page, 'document-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await picture(page, 'document')
  await page.setViewportSize({ width: 1280, height: 720 })
  await expect(page.locator('[data-beside="below"]')).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  const hunks = await review.hunks()
  await page.keyboard.press('j')
  await review.painted(hunks[1])
  await expect
    .poll(() => inFrame(page).then(({ focused }) => focused))
    .toEqual(['The end.', 'The end of it.'])

  // Keys mean the same after a click in the document.
  await page.locator('iframe').click({ position: { x: 60, y: 30 } })
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
  await page.keyboard.press('a')
  await expect.poll(() => review.decisions().then((all) => all[1])).toBe('accept')

  // The next file is a notebook; the one after it is neither, and says so.
  await expect(page.getByRole('complementary', { name: 'note.ipynb as it is read' })).toBeVisible()
  await expect
    .poll(() => inFrame(page).then(({ parts }) => parts.map((part) => part.replaceAll(/\s+/g, ' '))))
    .toEqual([
      'same: Tides of one day',
      'removed: Code, run 1 a = 1',
      'added: Code, run 1 a = 2 Output two',
      'added: Code, run 1 plot() Output',
    ])
  expect((await inFrame(page)).pictures).toEqual(['data:image/png;base64,'])
  await picture(page, 'notebook-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await picture(page, 'notebook')
  await page.keyboard.press('l')
  await expect(page.getByRole('region', { name: 'Changes in plain.txt' })).toBeVisible()
  await expect(page.locator('iframe')).toHaveCount(0)
  await expect(strip.getByRole('button', { name: 'as it is read' })).toHaveCount(0)
  await page.keyboard.press('p')
  await expect(page.getByRole('status').filter({ hasText: 'neither Markdown nor' })).toBeVisible()
  await page.keyboard.press('h')
  await expect(page.getByRole('complementary', { name: 'note.ipynb as it is read' })).toBeVisible()
  await page.keyboard.press('p')
  await expect(page.locator('iframe')).toHaveCount(0)
})

/** A document that tries what a document can; `there` is what it must not reach. */
const hostileText = (there: string): string => `# Title

<script>top.sung = parent.sung = 'script'</script>
<img src=x onerror="top.sung = 'image'"> ![remote](${there}/pixel.png) <img src="${there}/other.png" srcset="${there}/set.png 2x">
<svg onload="top.sung = 'svg'"><script>top.sung = 'svg'</script></svg>
<math><mtext><table><mglyph><style><img src=x onerror="top.sung='mathml'"></style></mglyph></table></mtext></math>
<iframe srcdoc="<script>top.sung = 'frame'</script>"></iframe><object data="${there}/o"></object>
<form action="${there}/f"><input name=x autofocus onfocus="top.sung='input'"><button>send</button></form>
<style>@import url(${there}/s.css); .part { display: none }</style><link rel=stylesheet href="${there}/l.css">
<meta http-equiv=refresh content="0;url=${there}/r"><base href="${there}/">
<div style="position:fixed;inset:0;background:url(${there}/b.png)" class="part" data-mark="added">cover</div>

[run](javascript:top.sung='link') [data](data:text/html,<script>top.sung='data'</script>) [to](${there}/there)
<a href="java&#10;script:top.sung='split'">split</a> <a href="http://user:pw@127.0.0.1/" target=_top>named</a>

${'> '.repeat(3000)}deep

${'<div>'.repeat(3000)}end
`

test('nothing in a document runs, fetches or leads away', async ({ workbench }) => {
  const reached: string[] = []
  const server = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const hostile = hostileText(there)
  const review = await ReviewPage.open(
    workbench,
    { 'a.md': '# Title\n', 'b.ipynb': notebook(heading) },
    {
      'a.md': hostile,
      'b.ipynb': notebook(
        { cell_type: 'markdown', metadata: {}, source: [hostile] },
        code('x', {
          output_type: 'execute_result',
          data: { 'text/html': "<script>top.sung = 'output'</script>", 'image/png': '"onerror="top.sung=1' },
        }),
        code('y', { output_type: 'execute_result', data: { 'text/markdown': hostile } }),
      ),
    },
  )
  const { page } = review
  await review.readByPath()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('popup', () => errors.push('a window'))
  await page.keyboard.press('p')
  for (const name of ['a.md', 'b.ipynb']) {
    await expect(page.getByRole('complementary', { name: `${name} as it is read` })).toBeVisible()
    await expect.poll(() => inFrame(page).then(({ parts }) => parts.join('\n'))).toContain('cover')
    const { live, pictures, parts } = await inFrame(page)
    expect({ live, pictures }).toEqual({ live: 0, pictures: [] })
    expect(parts.join('\n')).toContain(`Picture: remote (${there}/pixel.png)`)
    expect(parts.join('\n')).toContain('deep')
    if (name === 'a.md') {
      // A link asks first, with all of where it leads.
      const links = page.frameLocator('iframe').getByRole('link')
      await expect(links).toHaveText(['to'])
      await links.click()
      const question = page.getByRole('dialog', { name: 'Open this address in the browser?' })
      await expect(question.getByRole('group', { name: 'Address' })).toHaveText(`${there}/there`)
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(question).toBeHidden()
      await page.getByText('a.md').first().click()
      await page.keyboard.press('l')
    }
  }
  expect(await page.evaluate(() => (window as { sung?: string }).sung ?? null)).toBeNull()
  expect({ reached, errors }).toEqual({ reached: [], errors: [] })
  // Even markup that came in would find itself in a page where nothing may run or be fetched.
  const letIn = await page.evaluate(async (address) => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe')
    const inside = frame?.contentDocument
    if (frame == null || inside == null) return null
    const script = inside.createElement('script')
    script.textContent = "top.sung = 'let in'"
    const image = inside.createElement('img')
    const failed = new Promise((resolve) => image.addEventListener('error', resolve))
    image.src = `${address}/let-in.png`
    inside.body.append(script, image)
    await failed
    return { sandbox: frame.getAttribute('sandbox'), sung: (window as { sung?: string }).sung ?? null }
  }, there)
  expect(letIn).toEqual({ sandbox: 'allow-same-origin', sung: null })
  expect(reached).toEqual([])
  server.close()
})
