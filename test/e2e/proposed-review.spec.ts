import path from 'node:path'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('what the agent finds worth reading is shown at its hunks, and reached from the palette', async ({
  workbench,
}) => {
  const model = await startFakeResponses()
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`)
  repository.commit('Begin', { 'poem.txt': `${lines.join('\n')}\n` })
  const page = await workbench.start({
    repository: repository.path,
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url },
  })
  const prompt = scripted(
    'Spell numbers out',
    { sh: 'sed -i -e "s/^line 3$/three/" -e "s/^line 30$/thirty/" -e "s/^line 50$/fifty/" poem.txt' },
    {
      call: {
        name: 'propose_review',
        args: {
          explanation: 'Numbers are words now.\n\nOnly **three** of them, the rest stays.',
          pins: [
            { path: 'poem.txt', quote: 'thirty', reason: 'The rhyme \u202ebreaks here' },
            { path: 'poem.txt', quote: 'fifty', reason: 'Nobody says fifty' },
          ],
        },
      },
    },
    { say: 'Three lines are spelled out.' },
  )
  const done = await workbench.command([
    'task',
    prompt,
    '--repo',
    repository.path,
    '--agent',
    'openai',
    '--wait',
  ])
  expect(done.exitCode, done.stderr).toBe(0)
  await page.getByRole('navigation').getByText('Spell numbers out').first().click()
  await expect(page.getByRole('button', { name: /Pinned: The rhyme ⟨U\+202E⟩breaks here/ })).toBeVisible()
  const palette = async (command: string): Promise<void> => {
    await page.getByRole('main').focus()
    await page.keyboard.press('Control+k')
    await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
    await page.keyboard.insertText(command)
    await page.keyboard.press('Enter')
  }
  const bar = page.getByRole('group', { name: 'The hunk in focus' })
  await palette('next place that the agent pinned')
  await expect(bar).toContainText('The rhyme ⟨U+202E⟩breaks here')
  await palette('next place that the agent pinned')
  await expect(bar).toContainText('Nobody says fifty')
  await palette('previous place that the agent pinned')
  await expect(bar).toContainText('breaks here')
  await picture(page, 'pinned-hunk')
  await palette('what the agent says of its change')
  const panel = page.getByRole('complementary', { name: 'What the agent says of it' })
  await expect(panel).toContainText('Numbers are words now.')
  await picture(page, 'proposed-review')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'proposed-review-dark')
  await panel.getByRole('button', { name: 'poem.txt:50' }).click()
  await expect(bar).toContainText('Nobody says fifty')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await model.close()
})
