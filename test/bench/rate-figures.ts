import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import { busyBase, writeBusyAgent } from '#test/support/busy-agent.ts'
import { compareReading, readFast } from '#test/support/reader.ts'
import { testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import { browserFlags, endProcess, painted, root, startServer } from '#test/support/workbench-driver.ts'
import { type Figure, figure } from './figures.ts'

const decisions = 500
const keysPerSecond = 8
const work = { files: 70, hunksInFile: 10 }

/** Five hundred decisions at eight keys a second, while the agent of the same session takes turn after turn. */
export async function rateFigures(folder: string, browserPath: string): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true })
  const repository = new TestRepository(path.join(folder, 'harbour'))
  repository.commit('Begin', busyBase(work))
  const script = path.join(folder, 'agent.mjs')
  writeBusyAgent(script, work, 2)
  const home = path.join(folder, 'home')
  const environment = { ...testGitEnvironment(folder), WINNOW_HOME: home }
  const line = `exec '${process.execPath}' '${script}'`
  const made = execFileSync(
    process.execPath,
    [
      'bin/winnow.mjs',
      'task',
      '--repo',
      repository.path,
      '--agent',
      'command',
      '--run',
      line,
      '--wait',
      '--json',
      'Work',
    ],
    { cwd: root, env: environment, encoding: 'utf8' },
  )
  const { session } = JSON.parse(made) as { session: string }
  const server = await startServer(['out/main/serve.js', '--port', '0', repository.path], environment)
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const owner = unwrap(await connectToOwner(home, version))
  try {
    const { client } = owner
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(server.link)
    await page.getByText('Something waits for you.').waitFor()
    await page.keyboard.press('Tab')
    const changeset = unwrap(await client.changeset.get({ session }))
    await painted(page, changeset.files[0]?.hunks[0]?.id ?? '')
    const keys = await page.context().newCDPSession(page)
    const all = { page, keys, client, home, repository, session, decisions, keysPerSecond }
    const reading = await readFast(all)
    const { wrong, early } = compareReading(reading)
    const pressed = reading.keys.filter(({ key }) => key !== '.').length
    return [
      figure(
        `${reading.written.length} decisions at ${keysPerSecond} keys a second over ${reading.revisions} revisions: lost, doubled, or of another hunk than the one painted`,
        '',
        [wrong.length],
        { of: 'median', atMost: 0 },
      ),
      figure('… keys that came before the next hunk was painted, and decided nothing', '%', [
        (early / pressed) * 100,
      ]),
    ]
  } finally {
    owner.close()
    await browser.close()
    await endProcess(server.process)
  }
}
