import path from 'node:path'
import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { launch, startWithOpenai } from '#test/support/session-walk.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })

// Threads that were loaded whole took gigabytes, and the process with them (codex #21134, t3code #996).
test('a long timeline keeps little in the page, and what is read stays where it is', async ({
  workbench,
}) => {
  test.setTimeout(480_000)
  const { page, model } = await startWithOpenai(workbench, { files: { 'a.txt': 'one\n' } })
  // Two items each: more of them than the page holds at once.
  const steps = Array.from({ length: 240 }, (_, index) => ({
    multi: [{ say: `Now ${index + 1}.` }, { sh: `printf '\\033[32mstep ${index + 1}\\033[0m\\n'` }],
  }))
  const last = [{ sh: 'echo two >> a.txt' }, { say: 'The last of many.' }]
  await launch(page, 'OpenAI', scripted('Take many steps', ...steps, ...last))
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toBeVisible({ timeout: 300_000 })
  // As after a restart: only the newest items are here.
  await page.reload()
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('The last of many.')).toBeInViewport()
  expect(await timeline.getByRole('listitem').count()).toBeLessThan(50)
  await picture(page, 'timeline-end')

  // Up until earlier items come in: the line under the eyes does not move by it.
  await timeline.hover()
  const earlier = page.getByRole('button', { name: /^Show earlier items/ })
  const before = await earlier.textContent()
  for (let round = 0; round < 60 && (await earlier.textContent()) === before; round += 1)
    await page.mouse.wheel(0, -300)
  await expect(earlier).not.toHaveText(before ?? '')
  // What is on screen: right after a jump the document still has the items of where it came from.
  const places = async (): Promise<Map<string, number>> =>
    new Map(
      await timeline.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return [...element.querySelectorAll('[aria-posinset]')]
          .map((item) => ({
            name: item.getAttribute('aria-posinset') ?? '',
            at: item.getBoundingClientRect(),
          }))
          .filter(({ at }) => at.bottom > top && at.top < bottom)
          .map(({ name, at }): [string, number] => [name, Math.round(at.top)])
      }),
    )
  const settled = async (): Promise<Map<string, number>> => {
    let seen = await places()
    // The wheel may still be turning.
    await expect
      .poll(async () => {
        const [past, now] = [seen, await places()]
        seen = now
        return now.size > 0 && [...now].every(([name, top]) => past.get(name) === top)
      })
      .toBe(true)
    return seen
  }
  const total = Number(await timeline.getByRole('listitem').first().getAttribute('aria-setsize'))
  expect(total).toBeGreaterThan(450)
  const began = timeline.getByText('This is where it began.')
  while (!(await began.isVisible())) {
    await timeline.evaluate((element) => element.scrollTo(0, 300))
    const seen = await settled()
    const numbers = [...seen.keys()].map(Number)
    expect(Math.max(...numbers) - Math.min(...numbers)).toBe(numbers.length - 1)
    const count = (await earlier.textContent()) ?? ''
    // Pressed where it is, as scrolling to it would be moving.
    await earlier.evaluate((button: HTMLElement) => button.click())
    await expect(began.or(earlier.filter({ hasNotText: count })).first()).toBeAttached()
    // What came in is measured once it is drawn.
    const after = await settled()
    const kept = [...seen].filter(([name]) => after.has(name))
    expect(kept.length).toBeGreaterThan(5)
    for (const [name, top] of kept)
      expect(Math.abs((after.get(name) ?? 0) - top), `item ${name}`).toBeLessThan(3)
  }

  // The newest left the page for them. They come back from below, under what was the last.
  await timeline.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(timeline.locator('[aria-posinset="401"]')).toBeAttached()
  await expect(timeline.locator('[aria-posinset="400"]')).toBeInViewport()
  await expect(timeline.locator(`[aria-posinset="${total}"]`)).not.toBeAttached()

  // The output of a step has its colours, and leaves the page when it is out of sight.
  const step = timeline.getByRole('button', { name: /step \d+/ }).nth(3)
  await step.click()
  await expect(timeline.getByRole('region', { name: 'Output' })).toBeVisible()
  await expect(timeline.locator('.xterm-fg-2').first()).toContainText('step')
  await picture(page, 'timeline-output')
  // From the beginning, where the newest are not in the page.
  await timeline.evaluate((element) => element.scrollTo(0, 0))
  await expect(began).toBeAttached()
  await page.getByRole('button', { name: 'Go to the end' }).click()
  await expect(timeline.getByText('The last of many.')).toBeInViewport()
  await expect(timeline.getByRole('region', { name: 'Output' })).toBeHidden()
  await model.close()
})

test('what a command printed can be searched', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const printing = `seq -f 'line %g' 400; echo 'A needle'; seq -f 'line %g' 400; echo 'two needles, one needle'`
  await workbench.command(['task', 'Print', '--run', printing, '--repo', repository.path, '--wait'])
  const page = await workbench.start({ repository: repository.path })
  await page.getByText('it changed nothing').click()
  await page.getByRole('button', { name: /^seq -f/ }).press('Enter')
  const output = page.getByRole('region', { name: 'Output' })
  const find = output.getByRole('searchbox', { name: 'Find in the output' })
  const rows = output.locator('.xterm-rows')
  const selected = output.locator('.xterm-selection div')
  await expect(rows).toContainText('two needles')
  await expect(selected).toHaveCount(0)

  await find.fill('NEEDLE')
  await find.press('Enter')
  await expect(rows).toContainText('A needle')
  await expect(selected.first()).toBeAttached()
  await find.press('Enter')
  await expect(rows).toContainText('two needles')
  await expect(selected.first()).toBeAttached()
  await find.press('Shift+Enter')
  await expect(rows).toContainText('A needle')
  // Round to the last.
  await find.press('Shift+Enter')
  await expect(rows).toContainText('two needles')
  // The focus stays where the next key is pressed.
  await expect(find).toBeFocused()

  await find.fill('haystack')
  await find.press('Enter')
  await expect(output.getByText('not in the part shown')).toBeVisible()
  await expect(selected).toHaveCount(0)
})

test('nothing that a program writes can clear the raw text of it', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const printing = `printf 'secret line\\nrm -rf build\\n\\033[2J\\033[3J\\033[Hall is well\\n\\377\\n'; seq -f 'line %g' 3000`
  await workbench.command(['task', 'Print', '--run', printing, '--repo', repository.path, '--wait'])
  const page = await workbench.start({ repository: repository.path })
  await page.getByText('it changed nothing').click()
  await page.getByRole('button', { name: /^printf/ }).press('Enter')
  const output = page.getByRole('region', { name: 'Output' })
  await expect(output.locator('.xterm-rows')).toContainText('line 3000')
  const toggle = output.getByRole('button', { name: 'Raw text' })
  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  await toggle.press('Enter')
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')
  const raw = output.getByRole('group', { name: 'Raw text' })
  // As in the terminal, the end is what is seen first.
  await expect(raw.getByText('line 3000')).toBeInViewport()
  expect(await raw.locator('[data-index]').count()).toBeLessThan(60)
  await raw.focus()
  await page.keyboard.press('Control+Home')
  await expect(raw.locator('[data-index="0"]')).toHaveText('secret line↵')
  await expect(raw.locator('[data-index="2"]')).toHaveText('⟨ESC⟩[2J⟨ESC⟩[3J⟨ESC⟩[Hall is well↵')
  await expect(raw.locator('[data-index="3"]')).toHaveText('⟨byte FF⟩↵')
  await picture(page, 'output-raw')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'output-raw-dark')
  const find = output.getByRole('searchbox', { name: 'Find in the output' })
  await find.fill('LINE 1500')
  await find.press('Enter')
  await expect(raw.locator('[data-found]')).toHaveText('line 1500↵')
  await expect(raw.locator('[data-found]')).toBeInViewport()
  await toggle.press('Enter')
  await expect(raw).toBeHidden()
  await expect(output.locator('.xterm-rows')).toContainText('line 3000')
})
