import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('what can’t be seen in a prompt, in words that wait and in a command line is named in the timeline', async ({
  workbench,
}) => {
  const pond = new TestRepository(path.join(workbench.home, 'pond'))
  pond.commit('Begin', { 'a.txt': 'a\n' })
  const go = path.join(workbench.home, 'go')
  // The follow-up's turn goes on until the file is there.
  const run = `: "\u202eb"; echo b > a.txt; [ "$WINNOW_TURN" = 1 ] || while [ ! -e ${go} ]; do sleep 0.02; done`
  await workbench.command(['task', 'Do \u202eit', '--run', run, '--repo', pond.path, '--wait'])
  const page = await workbench.start({ repository: pond.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByText('0/1 decided')).toBeVisible()
  await page.keyboard.press('m')
  const field = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await expect(field).toBeFocused()
  await page.keyboard.insertText('Once \u202emore,\n\n- in `two\u200b` lines')
  await page.keyboard.press('Control+Enter')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('Do ⟨U+202E⟩it')).toBeVisible()
  await expect(timeline.getByText('Once ⟨U+202E⟩more,')).toBeVisible()
  await expect(timeline.getByText('two⟨U+200B⟩')).toBeVisible()
  await expect(timeline.getByText(': "⟨U+202E⟩b"', { exact: false }).first()).toBeVisible()
  await page.keyboard.press('m')
  await expect(field).toBeFocused()
  await page.keyboard.insertText('And \u202ethen')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('And ⟨U+202E⟩then')).toBeVisible()
  await picture(page, 'timeline-words')
  await expect(page.locator('body')).not.toContainText(/[\u202e\u200b]/)
  writeFileSync(go, '')
})
