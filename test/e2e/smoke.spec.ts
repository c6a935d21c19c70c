import path from 'node:path'
import { TestRepository } from '#test/support/repository.ts'
import { expect, painted, test } from '#test/support/workbench-driver.ts'

/** The shortest whole job, by keys, in each host: a review of changes that exist, decided and landed. */
test('two hunks are decided by keys, and exactly the accepted one lands', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`)
  repository.write({ 'pond.txt': lines.join('') })
  repository.commit('Begin')
  repository.git('switch', '-q', '-c', 'work')
  const changed = lines.with(2, 'line three\n').with(30, 'line thirty-one\n')
  repository.write({ 'pond.txt': changed.join('') })
  repository.commit('Change two lines')
  repository.git('switch', '-q', 'main')

  const reviewed = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
  expect(reviewed.stderr).toBe('')
  const { session } = JSON.parse(reviewed.stdout) as { session: string }

  const hunksOf = async (): Promise<readonly { readonly id: string; readonly decision: unknown }[]> => {
    const shown = await workbench.command(['changeset', session, '--json'])
    const { files } = JSON.parse(shown.stdout) as { files: { hunks: { id: string; decision: unknown }[] }[] }
    return files.flatMap((file) => file.hunks)
  }
  const [first, second] = await hunksOf()

  const page = await workbench.start({ repository: repository.path })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })

  const progress = page.getByRole('progressbar', { name: 'Hunks decided' })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(progress).toHaveAttribute('aria-valuenow', '0')
  await painted(page, first?.id ?? '')
  await page.keyboard.press('a')
  await expect(progress).toHaveAttribute('aria-valuenow', '1')
  await painted(page, second?.id ?? '')
  await page.keyboard.press('x')
  await expect(progress).toHaveAttribute('aria-valuenow', '2')

  // What the screen says is what was kept, and a reload shows the same.
  expect((await hunksOf()).map((hunk) => hunk.decision)).toEqual(['accept', 'reject'])
  await page.reload()
  await expect(progress).toHaveAttribute('aria-valuenow', '2')

  const landed = await workbench.command([
    'land',
    session,
    '--branch',
    'main',
    '--json',
    '--name',
    'A',
    '--email',
    'a@example.test',
    '--message',
    'Land',
  ])
  expect(landed.stderr).toBe('')
  expect(repository.git('show', 'main:pond.txt')).toBe(lines.with(2, 'line three\n').join('').trim())
  expect(complaints).toEqual([])
})
