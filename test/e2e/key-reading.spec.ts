import { held, Keyboard } from '#test/support/keyboard.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

const rows = Array.from({ length: 60 }, (_, index) => `row ${index + 1}\n`)

/** One file with three hunks. */
async function open(workbench: Workbench): Promise<{ review: ReviewPage; keyboard: Keyboard }> {
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': rows.join(''), '日記.md': 'b\n' },
    { 'a.txt': rows.with(9, 'alpha\n').with(30, 'beta\n').with(50, 'gamma\n').join('') },
  )
  return { review, keyboard: await Keyboard.of(review.page) }
}

test('Enter that confirms a composition sends no reason; the next one does', async ({ workbench }) => {
  const { review, keyboard } = await open(workbench)
  const [first] = await review.hunks()
  await review.press(first, 'r')
  const reason = review.page.getByRole('textbox', { name: 'Reject, because' })
  await expect(reason).toBeFocused()
  await keyboard.compose('なまえ')
  await expect(reason).toHaveValue('なまえ')
  await keyboard.name('Escape')
  await keyboard.name('Enter')
  await keyboard.compose('名前')
  await keyboard.name('Enter')
  await keyboard.commit('名前が違う')
  await expect(reason).toHaveValue('名前が違う')
  await expect(reason).toBeFocused()
  await reason.press('End')
  await reason.press('Enter')
  await expect.poll(() => review.decisions()).toEqual(['reject', null, null])
  await expect(review.page.getByRole('textbox', { name: 'Follow-up to the agent' })).toHaveCount(0)
})

test('Enter that is told right after the composition it ends is not the person’s', async ({ workbench }) => {
  const { review } = await open(workbench)
  const { page } = review
  await page.keyboard.press('F2')
  const title = page.getByRole('textbox', { name: 'Title of the session' })
  await expect(title).toBeFocused()
  await title.fill('みなと')
  // The order of Safari; a key that is held on repeats after it.
  await title.evaluate((field) => {
    const enter = { key: 'Enter', code: 'Enter', keyCode: 13, bubbles: true, cancelable: true }
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'みなと' }))
    field.dispatchEvent(new KeyboardEvent('keydown', enter))
    field.dispatchEvent(new KeyboardEvent('keydown', { ...enter, repeat: true }))
    field.dispatchEvent(new KeyboardEvent('keyup', enter))
  })
  await title.press('End')
  await page.keyboard.type('町')
  await expect(title).toHaveValue('みなと町')
  await title.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Queue' }).getByText('みなと町')).toBeVisible()
})

test('a composition completes no mention and closes no dialog', async ({ workbench }) => {
  const { review, keyboard } = await open(workbench)
  const { page } = review
  await page.keyboard.press('n')
  const field = page.getByRole('textbox', { name: 'Tasks' })
  await expect(field).toBeFocused()
  await page.keyboard.type('read @')
  await expect(page.getByRole('option').first()).toBeVisible()
  await keyboard.compose('日')
  await expect(page.getByRole('option', { name: '日記.md' })).toBeVisible()
  await keyboard.name('Escape')
  await keyboard.name('Enter')
  await keyboard.commit('日本')
  await expect(field).toHaveValue('read @日本')
  // Nothing has that name: the list is gone, and Esc is about the dialog.
  await expect(page.getByRole('option')).toHaveCount(0)
  await page.keyboard.press('End')
  await page.keyboard.press('Escape')
  await expect(field).toHaveCount(0)

  await page.keyboard.press('Control+k')
  const palette = page.getByRole('combobox')
  await expect(palette).toBeFocused()
  await keyboard.compose('Fold')
  await expect(page.getByRole('option', { name: /Fold or open the queue/ })).toBeVisible()
  await keyboard.name('Escape')
  await keyboard.name('Enter')
  await keyboard.commit('Fold or open the queue')
  await expect(palette).toBeFocused()
  await expect(palette).toHaveValue('Fold or open the queue')
})

test('the key at A accepts on a Russian keyboard, and Ctrl with the key at K opens the palette', async ({
  workbench,
}) => {
  const { review, keyboard } = await open(workbench)
  const [first, second, third] = await review.hunks()
  await review.painted(first)
  await keyboard.place('KeyA', 'ф')
  await review.painted(second)
  await keyboard.place('KeyX', 'ч')
  await review.painted(third)
  await keyboard.place('KeyK', 'Л', held.shift)
  await review.painted(second)
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', null])
  await keyboard.place('KeyK', 'л', held.control)
  await expect(review.page.getByRole('dialog')).toBeVisible()
})

test('what Option makes is a character, and letters follow a Latin layout', async ({ workbench }) => {
  const { review, keyboard } = await open(workbench)
  const queue = review.page.getByRole('navigation', { name: 'Queue' })
  await expect(queue).toHaveAttribute('data-open', 'true')
  await keyboard.place('Digit5', '[', held.alt)
  await expect(queue).not.toHaveAttribute('data-open', 'true')
  // Dvorak has the o at S.
  await keyboard.place('KeyS', 'o')
  await expect(review.page.getByText('The session has no worktree.').first()).toBeVisible()
  // An accent begins at the place of [ on many keyboards.
  await keyboard.place('BracketLeft', 'Dead')
  await expect(queue).toHaveAttribute('data-open', 'true')
})
