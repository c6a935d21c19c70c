import { existsSync } from 'node:fs'
import path from 'node:path'
import { scripted } from '#test/support/fake-responses-script.ts'
import { picture } from '#test/support/pictures.ts'
import { json, launch, startWithOpenai } from '#test/support/session-walk.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test.use({ viewport: { width: 1440, height: 900 } })

test('a session goes back to a step of its agent, and forth again by the key that undoes', async ({
  workbench,
}) => {
  const { page, model } = await startWithOpenai(workbench)
  const steps = [{ sh: 'echo 1 > one.txt' }, { sh: 'echo 2 > two.txt' }, { say: 'Two files.' }]
  await launch(page, 'OpenAI', scripted('Make two files', ...steps))
  await expect(page).toHaveTitle('(1) Winnow')
  await page.keyboard.press('Tab')
  await expect(page.getByText('0/2 decided')).toBeVisible()
  const { sessions } = await json<{ sessions: { id: string }[] }>(workbench, 'sessions')
  const { worktree } = await json<{ worktree: string }>(workbench, 'show', sessions[0]?.id ?? '')
  const there = (name: string): boolean => existsSync(path.join(worktree, name))

  const timeline = page.getByRole('region', { name: 'Timeline' })
  const back = timeline.getByRole('button', { name: 'Roll back to here' })
  await expect(back).toHaveCount(2)
  await back.first().hover()
  await picture(page, 'roll-back-offered')
  await back.first().click()
  await expect(timeline.getByText('r2: 1 hunk in 1 file')).toBeVisible()
  expect([there('one.txt'), there('two.txt')]).toEqual([true, false])
  await picture(page, 'rolled-back')
  // The reader stays where they were until they say so.
  await page.keyboard.press('2')
  await page.keyboard.press('.')
  await expect(page.getByText('0/1 decided')).toBeVisible()
  await page.keyboard.press('u')
  await expect(timeline.getByText('r3: 2 hunks in 2 files')).toBeVisible()
  expect([there('one.txt'), there('two.txt')]).toEqual([true, true])
  await model.close()
})
