import type { Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** "中文编码，测试。" and "测试中文" in GBK; "Привет, мир" in KOI8-R, which looks like nothing in particular. */
const chinese = hex('d6d0 cec4 b1e0 c2eb a3ac b2e2 cad4 a1a3')
const russian = hex('f0d2c9d7c5d4 2c20 cdc9d2')
const line = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)))
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')

const newSide = (page: Page): ReturnType<Page['locator']> =>
  page.locator('.editor.modified .view-lines[role="presentation"]')

test('texts of other encodings are read as what they are, and another can be chosen', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(
    workbench,
    {
      'a-gbk.txt': line(chinese, '\n'),
      'b-utf16.txt': utf16('one\r\ntwo\r\nthree\r\n'),
      'c-russian.txt': line('begin\n'),
      'd-plain.txt': 'one\n',
    },
    {
      'a-gbk.txt': line(chinese, '\n', chinese, ' 2\n'),
      'b-utf16.txt': utf16('one\r\ntwo, 二\r\nthree\r\n'),
      'c-russian.txt': line('begin\n', russian, '\n'),
      'd-plain.txt': 'two\n',
    },
  )
  const { page } = review
  const pane = (name: string): ReturnType<Page['locator']> =>
    page.getByRole('region', { name: `Changes in ${name}` })
  await expect(
    pane('a-gbk.txt').getByRole('button', { name: /^Read as GBK, guessed from its bytes\./ }),
  ).toBeVisible()
  await expect(newSide(page)).toContainText('中文编码，测试。')
  await picture(page, 'encoding-gbk')

  await page.keyboard.press('l')
  await expect(pane('b-utf16.txt').getByRole('button', { name: /^Read as UTF-16 LE\./ })).toBeVisible()
  await expect(newSide(page)).toContainText('two,')
  await expect(pane('b-utf16.txt')).toContainText('Changes a text in UTF-16 LE. It is decided as a whole.')
  await picture(page, 'encoding-utf16')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'encoding-utf16-dark')

  // What looks like nothing is chosen by the person, and stays so over a reload.
  await page.keyboard.press('l')
  const read = pane('c-russian.txt').getByRole('button', { name: /^Read as / })
  await expect(read).toHaveText('UTF-8 → Latin-1, guessed')
  await page.keyboard.press('Shift+t')
  const menu = page.getByRole('menu')
  await expect(menu.getByRole('menuitem', { name: 'As it looks like' })).toBeVisible()
  await expect(menu.getByRole('menuitem', { name: 'UTF-16 LE' })).toHaveCount(0)
  await picture(page, 'encoding-menu-dark')
  await menu.getByRole('menuitem', { name: 'KOI8-R' }).click()
  await expect(menu).toHaveCount(0)
  await expect(newSide(page)).toContainText('Привет, мир')
  await expect(read).toHaveText('KOI8-R')
  await page.reload()
  await expect(
    pane('c-russian.txt').getByRole('button', { name: 'Read as KOI8-R, as you chose.' }),
  ).toBeVisible()
  await expect(newSide(page)).toContainText('Привет, мир')
  await page.emulateMedia({ colorScheme: 'light' })

  // Finding looks into UTF-16, too.
  await page.keyboard.press('Control+f')
  await page.keyboard.type('two,')
  await expect(page.getByRole('search')).toContainText('1 found')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('search')).toContainText('1 of 1')
  await expect(pane('b-utf16.txt')).toBeVisible()
  await picture(page, 'encoding-found')
  await page.keyboard.press('Escape')
  await page.keyboard.press('l')

  // An edit is written in it, and all that is accepted lands byte by byte.
  const hunks = await review.hunks()
  const [, , third, fourth] = hunks
  await review.press(third, 'e')
  await expect(page.getByText('You are editing the new side.')).toBeVisible()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('~')
  // What no key types is no press that is kept until the editor takes it.
  await expect(page.locator('.editor.modified .view-lines').filter({ hasText: '~' })).toHaveCount(1)
  await page.keyboard.press('Backspace')
  await page.keyboard.insertText('Да\n')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => review.decisions().then((all) => all[2])).toBe('accept')
  await expect(page.getByText('You are editing the new side.')).toBeHidden()
  // The edit against what the agent wrote is read in it, and so is what will land.
  await page.keyboard.press('i')
  await expect(page.getByRole('complementary', { name: 'Your edit' })).toContainText('Да')
  await expect(page.getByRole('complementary', { name: 'Your edit' })).toContainText('Привет, мир')
  await page.keyboard.press('i')
  await page.keyboard.press('Control+Shift+A')
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept', 'accept', 'accept'])
  expect(fourth).toBeDefined()
  await review.land()
  const content = (name: string): Buffer => review.repository.gitBytes(['cat-file', 'blob', `main:${name}`])
  expect(content('a-gbk.txt')).toEqual(line(chinese, '\n', chinese, ' 2\n'))
  expect(content('b-utf16.txt')).toEqual(utf16('one\r\ntwo, 二\r\nthree\r\n'))
  expect(content('c-russian.txt')).toEqual(line('begin\n', russian, '\n', hex('e4c1'), '\n'))
})
