import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Git } from '#main/git/run.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { testGitEnvironment, type TestRepository } from '#test/support/repository.ts'
import type { TestWorkbench } from '#test/support/workbench.ts'

/** Pipes that an agent puts where git reads: nobody ever writes to them, and git would wait for ever. */

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => {
    made.commit('base', { 'a.txt': 'a\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

it('as .gitignore and .gitattributes: told, reviewed, landed and discarded', async () => {
  const session = await workbench.task(
    id,
    'echo x > x; mkdir sub; echo y > sub/y; mkfifo .gitignore sub/.gitattributes sub/.gitignore',
  )
  const { revisions, worktree } = await workbench.state(session, 'ready')
  expect(revisions[0]?.leftOut.map(({ path: name }) => name)).toContain('.gitignore')
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  expect(files.map((file) => file.path)).toEqual(['sub/y', 'x'])
  await workbench.acceptAll(session)
  unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
  expect(repository.git('show', 'main:sub/y')).toBe('y')
  const refused = await workbench.client.session.discard({ session })
  expect(refused.ok ? '' : refused.error.message).toContain('it is a pipe')
  unwrap(await workbench.client.session.discard({ session, leftOut: 'delete' }))
  expect(existsSync(worktree ?? '')).toBe(false)
})

it('as the index of a pack: every session of the repository goes on', async () => {
  const name = `pack-${'a'.repeat(40)}`
  const session = await workbench.task(
    id,
    `cd "$(git rev-parse --git-common-dir)/objects/pack"; touch ${name}.pack; mkfifo ${name}.idx; cd - >/dev/null; echo x > x`,
  )
  await workbench.state(session, 'ready')
  await workbench.acceptAll(session)
  unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
  execFileSync('rm', ['-f', path.join(repository.path, `.git/objects/pack/${name}.idx`)])
  execFileSync('rm', ['-f', path.join(repository.path, `.git/objects/pack/${name}.pack`)])
  expect(repository.git('show', 'main:x')).toBe('x')
})

it('is not waited for by who ends: a git that hangs is ended, and none is started any more', async () => {
  const git = new Git({ env: testGitEnvironment(folder.path), log: new CommandLog() })
  const hanging = git.start({ purpose: 'hang', folder: repository.path, args: ['cat-file', '--batch'] })
  const ending = git.endWithin(1)
  const ended = await hanging.done
  expect(ended.ok ? null : ended.error.kind).toBe('failed')
  const none = await git.run({ purpose: 'look', folder: repository.path, args: ['version'] })
  expect(none.ok ? null : none.error.kind).toBe('aborted')
  ending.dispose()
})
