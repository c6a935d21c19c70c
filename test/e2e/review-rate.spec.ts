import path from 'node:path'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import { busyBase, writeBusyAgent } from '#test/support/busy-agent.ts'
import { compareReading, readFast } from '#test/support/reader.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, painted, test } from '#test/support/workbench-driver.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const decisions = long ? 500 : 100
const work = { files: long ? 70 : 16, hunksInFile: 10 }
const keysPerSecond = 8

test(`${decisions} decisions at ${keysPerSecond} keys a second while the agent writes: none is lost, doubled, or of another hunk than the one painted`, async ({
  workbench,
}) => {
  test.setTimeout(long ? 900_000 : 240_000)
  const repository = new TestRepository(path.join(workbench.home, 'harbour'))
  repository.commit('Begin', busyBase(work))
  const script = path.join(workbench.home, 'agent.mjs')
  writeBusyAgent(script, work, 2)
  const made = await workbench.command([
    ...['task', '--repo', repository.path, '--agent', 'command'],
    ...['--run', `exec '${process.execPath}' '${script}'`, '--wait', '--json', 'Work'],
  ])
  expect(made.stderr).toBe('')
  const { session } = JSON.parse(made.stdout) as { session: string }
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  const home = path.join(workbench.home, 'winnow')
  const owner = unwrap(await connectToOwner(home, version))
  const { client } = owner
  const changeset = unwrap(await client.changeset.get({ session }))
  await painted(page, changeset.files[0]?.hunks[0]?.id ?? '')

  const keys = await page.context().newCDPSession(page)
  const all = { page, keys, client, home, repository, session, decisions, keysPerSecond }
  const reading = await readFast(all)
  await page.keyboard.press('.')
  const newest = unwrap(await client.changeset.get({ session }))
  const hunks = newest.files.flatMap((file) => file.hunks)
  owner.close()
  const decided = hunks.filter((hunk) => hunk.decision !== null).length
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute(
    'aria-valuenow',
    String(decided),
  )
  const { wrong, early } = compareReading(reading)
  expect(wrong).toEqual([])
  expect(reading.written.length).toBeGreaterThanOrEqual(decisions)
  expect(reading.revisions).toBeGreaterThan(2)
  // Every key either decided, or was too early, or asked for the newest revision.
  const others = reading.keys.filter(({ key }) => key === '.').length
  expect(reading.written.length + early + others).toBeLessThanOrEqual(reading.keys.length)
})
