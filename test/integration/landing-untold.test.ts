import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

/** What `git commit` would do and a landing does not is said by the command line, too, and none of it is done. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let winnow: CommandLine
let session: string

beforeEach(async () => {
  folder = temporaryFolder('winnow-untold-')
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('two', { 'a.txt': 'A\n' })
  repository.git('switch', '-q', 'main')
  winnow = new CommandLine(folder.path)
  session = (await winnow.json<{ session: string }>(['review', 'main..work', '--repo', repository.path]))
    .session
  await winnow.json(['decide', session, '--all', 'accept'])
})
afterEach(() => folder.remove())

const ran = (): boolean => existsSync(path.join(folder.path, 'ran'))

/** Has programs and hooks that leave a mark when they run. */
function signedAndHooked(): void {
  const mark = path.join(folder.path, 'mark')
  writeFileSync(mark, `#!/bin/sh\ntouch '${path.join(folder.path, 'ran')}'\nexit 1\n`, { mode: 0o755 })
  repository.git('config', 'commit.gpgSign', 'true')
  repository.git('config', 'gpg.format', 'ssh')
  repository.git('config', 'gpg.program', mark)
  repository.git('config', 'gpg.ssh.program', mark)
  repository.git('config', 'user.signingKey', path.join(folder.path, 'key.pub'))
  const hooks = path.join(repository.path, '.git/hooks')
  mkdirSync(hooks, { recursive: true })
  for (const name of ['pre-commit', 'post-commit']) {
    writeFileSync(path.join(hooks, name), `#!/bin/sh\nexec '${mark}'\n`)
    chmodSync(path.join(hooks, name), 0o755)
  }
}

test('a landing that would be signed and hooked says on standard error that it is not', async () => {
  signedAndHooked()
  const landed = await winnow.run(['land', session, '--branch', 'main'])
  expect(landed.exitCode).toBe(0)
  expect(landed.stdout).toContain('Landed on main')
  expect(landed.stderr).toContain('winnow: The commit is not signed, although commit.gpgSign is set')
  expect(landed.stderr).toContain(
    'winnow: Hooks do not run at a landing. This repository has pre-commit, post-commit',
  )
  expect(repository.git('cat-file', 'commit', 'main')).not.toContain('gpgsig')
  expect(ran()).toBe(false)
})

test('as JSON it says the same in the answer, and nothing beside it', async () => {
  signedAndHooked()
  const landed = await winnow.run(['land', session, '--branch', 'main', '--json'])
  const { notices } = JSON.parse(landed.stdout) as { readonly notices: readonly string[] }
  expect(notices).toEqual([
    expect.stringContaining('The commit is not signed'),
    expect.stringContaining('Hooks do not run at a landing'),
  ])
  expect(landed.stderr).toBe('')
  expect(ran()).toBe(false)
})

test('a key without a value signs, too; where nothing signs or hooks, nothing is said', async () => {
  const quiet = await winnow.run(['land', session, '--branch', 'quiet'])
  expect(quiet.stderr).toBe('')
  await winnow.json(['undo', session, '--landing'])
  writeFileSync(path.join(folder.path, 'bare.config'), '[commit]\n\tgpgSign\n')
  repository.git('config', 'include.path', path.join(folder.path, 'bare.config'))
  const landed = await winnow.run(['land', session, '--branch', 'main'])
  expect(landed.stderr).toContain('The commit is not signed')
})
