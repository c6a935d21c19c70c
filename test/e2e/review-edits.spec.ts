import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

/** A file whose lines end in CRLF, and one in Latin-1 without a line break at its end. */
const windows = ['one', 'two', 'three', 'four', 'five', 'six']
const crlf = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('')
const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1')

const before = {
  'a-windows.txt': crlf(windows),
  'b-latin.txt': latin('caf\u00e9\nth\u00e9\nlait'),
  'c-plain.txt': 'first\nsecond\nthird\n',
}
const after = {
  'a-windows.txt': crlf(windows.with(1, 'TWO').with(4, 'FIVE')),
  'b-latin.txt': latin('caf\u00e9 noir\nth\u00e9\nlait'),
  'c-plain.txt': 'first\nsecond, changed\nthird\n',
}

/** Starts to edit at the hunk in focus. */
async function begin(review: ReviewPage): Promise<void> {
  await review.keys('e')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeVisible()
}

/** Starts to edit at the hunk in focus, types over what the line holds, and saves. */
async function edit(review: ReviewPage, ...keys: readonly string[]): Promise<void> {
  await begin(review)
  for (const key of keys)
    if (/^[A-Z][A-Za-z+]+$/.test(key)) await review.page.keyboard.press(key)
    else await review.page.keyboard.type(key)
  await review.keys('Control+Enter')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeHidden()
}

test('own edits are accepted as typed, hold over verdicts and revisions, and land with their bytes', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, before, after)
  const hunks = await review.hunks()
  expect(hunks).toHaveLength(4)

  await review.painted(hunks[0])
  await edit(review, 'End', ' and a half', 'Enter', 'more')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await expect(review.page.getByText('Your edit').first()).toBeVisible()
  expect(await review.decisions()).toEqual(['accept', null, null, null])

  // A later verdict in the same file leaves the edit as it is.
  await review.keys('j')
  await review.press(hunks[1], 'x')
  await review.painted(hunks[2])

  // What the encoding has no byte for is refused, and what was typed is still there to be changed.
  await review.keys('e')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeVisible()
  await review.keys('End', '~')
  // What no key types is no press that is kept until the editor takes it.
  await expect(review.page.locator('.editor.modified .view-lines').filter({ hasText: '~' })).toHaveCount(1)
  await review.keys('Backspace')
  await review.page.keyboard.type(' \u00e0 la cr\u00e8me\u2019')
  await review.keys('Control+Enter')
  await expect(review.page.getByText(/in an encoding that has no/).first()).toBeVisible()
  await expect(review.page.getByText(/^You are editing the new side/)).toBeVisible()
  expect((await review.hunks())[2]?.editedBy).toBeNull()
  await review.keys('Backspace', 'Control+Enter')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeHidden()
  await expect.poll(async () => (await review.hunks())[2]?.editedBy).not.toBeNull()
  await review.keys('j')
  await review.press(hunks[3], 'a')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', 'accept', 'accept'])

  // The next revision changes another file: the edits stay.
  await review.revise({ 'c-plain.txt': 'first\nsecond, changed again\nthird\n' })
  await expect(review.page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  await expect(review.page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
  await expect.poll(() => review.decisions()).toEqual(['accept', 'reject', 'accept', null])
  await review.run('decide', '--file', 'c-plain.txt', '--accept')

  await review.land()
  const landed = (name: string): string =>
    review.repository.gitBytes(['show', `main:${name}`]).toString('latin1')
  expect(landed('a-windows.txt')).toBe(
    crlf(['one', 'TWO and a half', 'more', 'three', 'four', 'five', 'six']),
  )
  expect(landed('b-latin.txt')).toBe('caf\u00e9 noir \u00e0 la cr\u00e8me\nth\u00e9\nlait')
  expect(landed('c-plain.txt')).toBe('first\nsecond, changed again\nthird\n')
})

test('an edit can be dropped while typing, removed later, and undone', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, before, after)
  const hunks = await review.hunks()
  await review.press(hunks[0], 'e')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeVisible()
  // Nothing lies over what is typed, and no key is named that would type a letter.
  const keys = review.page.getByRole('list', { name: 'Keys that work now' })
  await expect(keys.getByText('palette')).toBeVisible()
  await expect(keys.getByText('new tasks')).toBeHidden()
  await expect(review.page.getByRole('button', { name: /^Accept/ })).toBeHidden()
  await review.page.keyboard.type('nothing of this is kept')
  await review.keys('Shift+Escape')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeHidden()
  await expect.poll(() => review.decisions()).toEqual([null, null, null, null])
  await expect(review.page.getByText('nothing of this is kept')).toBeHidden()

  // The keys decide again, at the same place.
  await review.painted(hunks[0])
  await edit(review, 'End', '!')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await review.painted(hunks[0])
  await review.keys('Backspace')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).toBeNull()
  await expect.poll(() => review.decisions()).toEqual([null, null, null, null])

  await review.keys('u')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await review.keys('u')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).toBeNull()
  await review.press(hunks[0], 'a')
  await expect.poll(() => review.decisions()).toEqual(['accept', null, null, null])
})

test('a file without a line break at its end keeps that, or gets one when it is typed', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, { 'end.txt': 'one\ntwo' }, { 'end.txt': 'one\nTWO' })
  const [hunk] = await review.hunks()
  await review.painted(hunk)
  await edit(review, 'End', '!')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await review.painted(hunk)
  await edit(review, 'Control+End', 'Enter')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await review.land()
  expect(review.repository.gitBytes(['show', 'main:end.txt']).toString()).toBe('one\nTWO!\n')
})

test('the keys work on each hunk that an own edit covers', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, before, after)
  const hunks = await review.hunks()
  await review.painted(hunks[0])
  await edit(review, 'Control+A', 'all of it')
  await expect
    .poll(async () => (await review.hunks()).map((hunk) => hunk.editedBy !== null))
    .toEqual([true, true, false, false])
  await review.painted(hunks[0])
  await review.keys('Shift+J')
  await expect(review.place).toHaveText('Hunk 2 of 4')
  await review.press(hunks[1], 'x')
  await expect.poll(() => review.decisions()).toEqual(['reject', 'reject', null, null])
  await review.keys('u')
  await expect.poll(async () => (await review.hunks())[1]?.editedBy).not.toBeNull()
  await review.painted(hunks[0])
  await review.keys('Shift+J')
  await review.painted(hunks[1])
  // The key is about what is on screen: that has the edit again once the page is told so.
  await expect(review.page.getByRole('group', { name: 'The hunk in focus' })).toContainText('Your edit')
  await review.keys('Backspace')
  await expect.poll(async () => (await review.hunks())[1]?.editedBy).toBeNull()
})

test('what others do while a file is edited takes nothing of what is typed', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, before, after)
  const hunks = await review.hunks()
  await review.painted(hunks[0])
  await review.keys('j')
  await review.painted(hunks[1])
  await edit(review, 'End', ' saved')
  await expect.poll(async () => (await review.hunks())[1]?.editedBy).not.toBeNull()

  // Another takes back the edit of the file that is being edited: its text is another one now.
  await review.painted(hunks[1])
  await review.keys('k')
  await review.painted(hunks[0])
  await begin(review)
  await review.keys('End')
  await review.page.keyboard.type(' as typed')
  await review.run('undo')
  expect((await review.hunks())[1]?.editedBy).toBeNull()
  await review.page.keyboard.type(' and more')
  await expect(review.page.getByText('TWO as typed and more')).toBeVisible()
  // Undo from the palette is about what was decided, not about what is typed.
  await review.keys('Control+k')
  await review.page.keyboard.type('Undo the last decision')
  await expect(review.page.getByRole('option', { name: 'Undo the last decision' })).toContainText(
    'You are editing this file.',
  )
  await review.keys('Escape')
  await review.page.getByText('TWO as typed and more').click()

  await review.keys('Control+Enter')
  await expect(review.page.getByText(/changed since it was shown/).first()).toBeVisible()
  await expect(review.page.getByText('TWO as typed and more')).toBeVisible()
  await review.keys('Shift+Escape')
  await expect(review.page.getByText('FIVE saved')).toBeHidden()
  await review.painted(hunks[0])
  await edit(review, 'End', ' at last')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await expect(review.page.getByText('TWO at last')).toBeVisible()
})

test('what is typed waits for the person who leaves the file without saving it', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, before, after)
  const hunks = await review.hunks()
  const page = review.page
  await review.painted(hunks[0])
  await begin(review)
  await review.keys('End')
  await page.keyboard.type(' as typed')

  await review.place
    .or(page.getByRole('heading', { level: 1 }))
    .first()
    .click()
  await review.keys('Control+Shift+H')
  await expect(page.getByText(/Your edit of a-windows.txt is not saved/).first()).toBeVisible()
  await page.reload()
  await review.painted(hunks[0])
  expect((await review.hunks())[0]?.editedBy).toBeNull()
  await begin(review)
  await expect(page.getByText('TWO as typed')).toBeVisible()
  await review.keys('End')
  await page.keyboard.type('!')

  await page.reload()
  await review.painted(hunks[0])
  await begin(review)
  await expect(page.getByText('TWO as typed!')).toBeVisible()
  await review.keys('Control+Enter')
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await expect(page.getByText('Your edit').first()).toBeVisible()
  await expect(page.getByText('TWO as typed!')).toBeVisible()
})

test('Escape leaves an edit as a draft, which is marked, offered on its lines in the next revision, and never passed over', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, before, after)
  const { page } = review
  const hunks = await review.hunks()
  await review.painted(hunks[0])
  await begin(review)
  await review.keys('End')
  await page.keyboard.type(' as typed')
  await picture(page, 'edit-open')
  await review.keys('Escape')
  await expect(page.getByText(/^You are editing the new side/)).toBeHidden()
  await expect(page.getByText('Your edit is not saved')).toBeVisible()
  expect((await review.hunks())[0]?.editedBy).toBeNull()
  await picture(page, 'edit-draft')

  // Accepting asks once; the draft stays.
  await review.painted(hunks[0])
  await review.keys('a')
  await expect(
    page.getByText(/Nothing was decided. The same key once more accepts without it/).first(),
  ).toBeVisible()
  await picture(page, 'edit-draft-asks')
  expect(await review.decisions()).toEqual([null, null, null, null])

  // Lines before it move it; it is offered on the same content.
  await review.revise({ 'a-windows.txt': crlf(['zero', ...windows.with(1, 'TWO').with(4, 'FIVE')]) })
  await expect(page.getByText(/^r2 is here/)).toBeVisible()
  await review.keys('.')
  await expect(page.getByRole('button', { name: /^Revision r2/ })).toBeVisible()
  await expect(page.getByText('Your edit is not saved').first()).toBeVisible()
  await page.reload()
  await expect(page.getByText('Your edit is not saved').first()).toBeVisible()

  // Its lines are gone: it is given back by its name.
  await review.revise({ 'a-windows.txt': crlf(windows.with(1, 'two at last').with(4, 'FIVE')) })
  await expect(page.getByText(/^r3 is here/)).toBeVisible()
  await review.keys('.')
  await expect(
    page.getByText(/Your edit of a-windows.txt, not saved, was of lines that are others now/),
  ).toBeVisible()
  await picture(page, 'edit-handed-back')
  await page.getByRole('button', { name: 'Drop it' }).click()
  await expect(page.getByText(/Your edit of a-windows.txt/)).toBeHidden()
})

test('what is typed right after the key that edits is text, whatever it would command', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'one\n' }, { 'a.txt': 'two\n' })
  const [hunk] = await review.hunks()
  await review.painted(hunk)
  // All at once, as a hand that is faster than the page.
  await review.page.evaluate(() => {
    for (const key of ['e', 'End', ' ', 'a', 'x', 'l', 'Backspace', 'Enter', 'u'])
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }),
      )
  })
  await expect(review.page.getByText(/^You are editing the new side/)).toBeVisible()
  await review.keys('Control+Enter')
  await expect(review.page.getByText(/^You are editing the new side/)).toBeHidden()
  await expect.poll(async () => (await review.hunks())[0]?.editedBy).not.toBeNull()
  await review.land()
  expect(review.repository.git('show', 'main:a.txt')).toBe('two ax\nu')
})
