import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { Trash } from '#main/worktrees/trash.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => {
    made.commit('base', { 'a.txt': 'a\n', '.gitignore': '*.env\ncache/\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

const ready = async (command: string): Promise<{ readonly session: string; readonly worktree: string }> => {
  const session = await workbench.task(id, command)
  return { session, worktree: (await workbench.state(session, 'ready')).worktree ?? '' }
}
const leftOut = async (session: string): Promise<readonly string[]> =>
  unwrap(await workbench.client.session.get({ session }))
    .revisions.at(-1)
    ?.leftOut.map(({ path: name }) => name) ?? []
const huge = 'truncate -s 250M model.bin; echo trained >> model.bin'

describe('what a snapshot does not hold', () => {
  it.each(['discard', 'restart'] as const)(
    'is named before %s, and kept until the person says otherwise',
    async (act) => {
      const { session, worktree } = await ready(
        `${huge}; echo x > x; mkdir cache; echo 1 > cache/a; echo 2 > cache/b; echo K > k.env`,
      )
      for (const choice of [undefined, 'keep' as const]) {
        const refused = await workbench.client.session[act]({ session, leftOut: choice })
        expect(refused.ok ? null : refused.error).toMatchObject({ kind: 'leftOut', paths: ['model.bin'] })
        expect(refused.ok ? '' : refused.error.message).toContain('model.bin (it is larger than 200 MB)')
        expect(refused.ok ? '' : refused.error.message).toContain('2 ignored files and folders')
      }
      expect(statSync(path.join(worktree, 'model.bin')).size).toBe(250 * 1024 * 1024 + 8)
      expect(unwrap(await workbench.client.session.get({ session }))).toMatchObject({
        worktree,
        discardedAt: null,
      })
      const done = unwrap(await workbench.client.session[act]({ session, leftOut: 'delete' }))
      expect(done).toEqual(act === 'discard' ? { notice: null, ignored: 2 } : null)
      const { discardedAt } = unwrap(await workbench.client.session.get({ session }))
      expect(discardedAt === null).toBe(act === 'restart')
      if (act === 'restart') await workbench.state(session, 'ready')
    },
  )

  it('is named also where the newest revision is older than it', async () => {
    const { session, worktree } = await ready('echo x > x')
    execFileSync('sh', ['-c', huge], { cwd: worktree })
    const refused = await workbench.client.session.discard({ session })
    expect(refused.ok ? null : refused.error.paths).toEqual(['model.bin'])
  })

  it('stays after a discard that was cut off, or whose repository was gone, until the person says otherwise', async () => {
    const { session, worktree } = await ready('echo x > x')
    unwrap(await workbench.client.repository.forget({ repository: id }))
    execFileSync('sh', ['-c', huge], { cwd: worktree })
    expect(unwrap(await workbench.client.session.discard({ session })).notice).toContain(worktree)
    await workbench.open(repository.path)
    await workbench.end()
    workbench = await TestWorkbench.start(folder.path)
    expect(existsSync(path.join(worktree, 'model.bin'))).toBe(true)
    unwrap(await workbench.client.session.discard({ session }))
    expect(existsSync(path.join(worktree, 'model.bin'))).toBe(true)
    unwrap(await workbench.client.session.discard({ session, leftOut: 'delete' }))
    expect(existsSync(worktree)).toBe(false)
  })

  it('has names that git takes in no tree', async () => {
    const { session } = await ready(
      'mkdir -p .GIT sub/.gIt "git~1" own/.Git; echo 1 > .GIT/config; echo 2 > sub/.gIt/x; echo 3 > "git~1/y"; git init -q own; echo 4 > own/.Git/z; echo x > x',
    )
    expect([...(await leftOut(session))].sort()).toEqual(['.GIT/config', 'git~1/y', 'own/.Git', 'sub/.gIt/x'])
    const refused = await workbench.client.session.discard({ session })
    expect(refused.ok ? null : refused.error.kind).toBe('leftOut')
  })

  it('has all of a hundred folders that git can not read, and their worktree can be deleted', async () => {
    // Not by a shell, which can't go where the whole path is too long.
    const deepen = [
      "const fs = require('fs')",
      'const into = (name) => { fs.mkdirSync(name); process.chdir(name) }',
      "const deep = () => { for (let j = 0; j < 17; j += 1) into('n'.repeat(250)) }",
      'const back = () => { for (let j = 0; j < 18; j += 1) process.chdir("..") }',
      "for (let i = 100; i < 200; i += 1) { into('d' + i); deep(); fs.writeFileSync('precious', 'work'); back() }",
    ]
    const program = deepen.join('; ').replaceAll('"', "'")
    const { session, worktree } = await ready(`${process.execPath} -e "${program}" && echo x > x`)
    const folders = new Set((await leftOut(session)).map((name) => name.split('/')[0]))
    expect(folders).toEqual(new Set(Array.from({ length: 100 }, (_, index) => `d${100 + index}`)))
    const refused = await workbench.client.session.discard({ session })
    expect(refused.ok ? '' : refused.error.message).toMatch(/and \d+ more/)
    unwrap(await workbench.client.session.discard({ session, leftOut: 'delete' }))
    expect(existsSync(worktree)).toBe(false)
    await workbench.end()
    const trash = path.join(folder.path, 'winnow/trash')
    await new Trash(trash).empty()
    expect(readdirSync(trash)).toEqual([])
    workbench = await TestWorkbench.start(folder.path)
  })

  it.skipIf(process.getuid?.() === 0)(
    'has all folders that may not be read (an administrator may)',
    async () => {
      const { session } = await ready(
        'for i in $(seq 100 399); do mkdir locked-folder-with-a-rather-long-name-$i; chmod 000 locked-folder-with-a-rather-long-name-$i; done; echo x > x',
      )
      expect(await leftOut(session)).toHaveLength(300)
    },
  )
})
