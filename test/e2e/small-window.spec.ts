import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { cutOff, zoomedWindow } from '#test/support/within-window.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const lines = Array.from({ length: 120 }, (_, index) => `line ${index + 1}\n`)

/** A document with hunks far apart. */
function open(workbench: Workbench): Promise<ReviewPage> {
  const after = lines.with(20, 'ONE\n').with(60, 'TWO needle\n').with(100, 'THREE\n')
  return ReviewPage.open(workbench, { 'a.md': lines.join('') }, { 'a.md': after.join('') })
}

/** Whether a line of the new side is on screen with nothing over it. */
function isSeen(page: Page, words: string): Promise<boolean> {
  return page.evaluate((wanted) => {
    const editor = document.querySelector('.monaco-diff-editor .editor.modified')
    const line = [...(editor?.querySelectorAll('.view-line') ?? [])].find(
      ({ textContent }) => textContent.replaceAll('\u00a0', ' ') === wanted,
    )
    const box = line?.getBoundingClientRect()
    const room = editor?.getBoundingClientRect()
    if (editor == null || box === undefined || room === undefined) return false
    const over = [0.2, 0.5, 0.8].map((share) =>
      document.elementFromPoint(room.left + room.width * share, box.top + box.height / 2),
    )
    const inEditor = over.every((element) => element?.closest('[data-pane="review"] section') !== null)
    return (
      inEditor &&
      over.every((element) => element?.closest('[role="search"], [role="group"]') === null) &&
      box.top >= room.top &&
      box.bottom <= room.bottom + 1
    )
  }, words)
}

test.describe('at 200 %', () => {
  test.use({ viewport: zoomedWindow })

  test('what is looked at stays in view whatever is opened beside it', async ({ workbench }) => {
    const review = await open(workbench)
    const { page } = review
    const hunks = await review.hunks()
    await review.keys('j')
    await review.painted(hunks[1])
    const seen = (): Promise<boolean> => isSeen(page, 'TWO needle')
    await expect.poll(seen).toBe(true)
    await review.keys('r')
    await expect(page.getByRole('textbox', { name: 'Reject, because' })).toBeFocused()
    await expect.poll(seen, { message: 'with a reason' }).toBe(true)
    await picture(page, 'low-reason')
    await expect.poll(() => cutOff(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+F')
    await page.keyboard.type('needle')
    await expect(page.locator('.matchesCount')).toHaveText('1 of 1')
    await expect.poll(seen, { message: 'with the search' }).toBe(true)
    await picture(page, 'low-find')
    await expect.poll(() => cutOff(page)).toEqual([])
    await page.keyboard.press('Escape')
    await review.keys('p')
    await expect(page.getByRole('complementary', { name: 'a.md as it is read' })).toBeVisible()
    await expect.poll(seen, { message: 'with the document' }).toBe(true)
    await picture(page, 'low-rendered')
    await expect.poll(() => cutOff(page)).toEqual([])
    await page.keyboard.press('Control+F')
    await expect.poll(seen, { message: 'with the document and the search' }).toBe(true)
    await page.keyboard.press('Escape')
    await review.keys('p')
    await review.keys('e')
    await expect(page.getByText(/^You are editing the new side/)).toBeVisible()
    await picture(page, 'low-edit')
    await expect.poll(() => cutOff(page)).toEqual([])
    await expect.poll(seen, { message: 'while it is edited' }).toBe(true)
    await page.keyboard.press('Shift+Escape')
  })

  test('a follow-up that waits is said where its list is folded away', async ({ workbench }) => {
    const review = await open(workbench)
    const { page, repository } = review
    const gate = path.join(workbench.home, 'gate')
    const made = await workbench.command([
      ...['task', 'Busy', '--run', `while [ ! -e ${gate} ]; do sleep 0.02; done`],
      ...['--repo', repository.path, '--json'],
    ])
    const { session } = JSON.parse(made.stdout) as { session: string }
    await workbench.command(['follow-up', session, 'And a test'])
    await page.keyboard.press('1')
    await page.getByRole('button', { name: /^Busy/ }).click()
    await page.keyboard.press('2')
    const sign = page.getByRole('button', { name: '1 follow-up waits' })
    await expect(sign).toBeInViewport({ ratio: 1 })
    await picture(page, 'low-waiting')
    await expect.poll(() => cutOff(page)).toEqual([])
    await sign.click()
    await expect(page.getByRole('list', { name: /^Follow-ups that wait/ })).toBeInViewport()
    await expect(sign).toBeHidden()
    // Also where its list has no more room than it needs.
    await page.setViewportSize({ width: 1280, height: 800 })
    const words = page.getByRole('listitem').getByText('And a test')
    await expect.poll(async () => (await words.boundingBox())?.width).toBeGreaterThan(60)
    await expect.poll(() => cutOff(page)).toEqual([])
    writeFileSync(gate, '')
  })
})

for (const [width, height] of [
  [640, 400],
  [1280, 800],
] as const)
  test.describe(`at ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } })

    test('a message lies over nothing', async ({ workbench }) => {
      const review = await open(workbench)
      const { page } = review
      const hunks = await review.hunks()
      await review.keys('Control+Shift+A')
      await expect(page.getByText('Nothing has landed; one undo takes all of it back.').last()).toBeVisible()
      await picture(page, 'message')
      const covered = (): Promise<readonly string[]> =>
        page.evaluate(() => {
          const cards = [...document.querySelectorAll('[data-covers]')]
          const boxes = cards.map((card) => card.getBoundingClientRect())
          const others = [
            ...document.querySelectorAll(
              'button, input, textarea, [role="group"], .monaco-diff-editor, footer',
            ),
          ]
          if (boxes.length === 0) return ['no message']
          /** Where an element is drawn: what clips it takes its part. */
          const drawn = (one: Element): { left: number; top: number; right: number; bottom: number } => {
            let { left, top, right, bottom } = one.getBoundingClientRect()
            for (let around = one.parentElement; around !== null; around = around.parentElement) {
              if (getComputedStyle(around).overflow === 'visible') continue
              const clip = around.getBoundingClientRect()
              left = Math.max(left, clip.left)
              top = Math.max(top, clip.top)
              right = Math.min(right, clip.right)
              bottom = Math.min(bottom, clip.bottom)
            }
            return { left, top, right, bottom }
          }
          return others
            .filter((one) => !cards.some((card) => card.contains(one)) && one.checkVisibility())
            .filter((one) => {
              const box = drawn(one)
              return boxes.some(
                (card) =>
                  Math.min(card.right, box.right) - Math.max(card.left, box.left) > 1 &&
                  Math.min(card.bottom, box.bottom) - Math.max(card.top, box.top) > 1,
              )
            })
            .map((one) => one.textContent || one.className)
        })
      expect(await covered()).toEqual([])
      await review.keys('u')
      await review.painted(hunks[0])
      await review.keys('g')
      await expect(page.getByRole('region', { name: /^Overview of/ })).toBeVisible()
      expect(await covered()).toEqual([])
    })
  })
