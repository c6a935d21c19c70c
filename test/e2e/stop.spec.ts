import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('an agent that works again can be stopped beside its review, and what it ran did not fail', async ({
  workbench,
}) => {
  const pond = new TestRepository(path.join(workbench.home, 'pond'))
  pond.commit('Begin', { 'a.txt': 'a\n' })
  const run = '[ "$WINNOW_TURN" = 1 ] && echo b > a.txt || while :; do sleep 0.05; done'
  await workbench.command(['task', 'Go on', '--run', run, '--repo', pond.path, '--wait'])
  const page = await workbench.start({ repository: pond.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByText('0/1 decided')).toBeVisible()
  const keys = page.getByRole('list', { name: 'Keys that work now' })
  await expect(keys.getByText('follow up')).toBeVisible()
  await expect(keys.getByText('stop the agent')).toHaveCount(0)
  await page.keyboard.press('m')
  await expect(page.getByRole('textbox', { name: 'Follow-up to the agent' })).toBeFocused()
  await page.keyboard.insertText('And once more')
  await page.keyboard.press('Control+Enter')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('And once more')).toBeVisible()
  await expect(timeline.getByText('running', { exact: true })).toBeVisible()
  await picture(page, 'stop-running')
  // The line of keys is a way for the pointer as well.
  await keys.getByRole('button', { name: 'stop the agent' }).click()
  await expect(timeline.getByText('interrupted', { exact: true })).toBeVisible()
  await expect(timeline.getByText(/exit 1/)).toHaveCount(0)
  await expect(keys.getByText('stop the agent')).toHaveCount(0)
  await picture(page, 'stop-stopped')
})
