import { truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { bombTree } from '#test/support/hostile-repository.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench

beforeEach(async () => {
  folder = temporaryFolder('winnow-hostile-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  workbench = await TestWorkbench.start(folder.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const review = (opened: string, range: string) =>
  workbench.client.session.review({ repository: opened, source: { kind: 'range', range, exact: true } })

describe('a commit that unfolds to ten million files', () => {
  it('is refused by a sentence, as a change and as a base', async () => {
    const base = repository.commit('base', { a: 'a\n' })
    const tree = bombTree(repository, 7)
    const bomb = repository.git('commit-tree', tree, '-p', base, '-m', 'bomb')
    const changed = repository.gitBytes(['mktree'], `040000 tree ${tree}\tbomb\n`).toString().trim()
    const beside = repository.git('commit-tree', changed, '-p', bomb, '-m', 'beside')
    repository.git('branch', 'bomb', bomb)
    repository.git('branch', 'beside', beside)
    const opened = await workbench.open(repository.path)
    for (const range of [`${base}..bomb`, `bomb..${base}`, 'bomb..beside']) {
      const session = unwrap(await review(opened, range)).session
      const changeset = await workbench.client.changeset.get({ session })
      expect(changeset).toMatchObject({
        ok: false,
        error: { kind: 'tooLarge', message: expect.stringContaining('more than Winnow can show') },
      })
    }
    const agent = { kind: 'command' as const, command: 'true' }
    const tasks = [{ repository: opened, prompt: 'go', base: 'bomb', agent }]
    const session = unwrap(await workbench.client.session.submit({ tasks })).sessions[0] ?? ''
    const end = await workbench.state(session, 'ready', 'failed')
    expect(end).toMatchObject({
      state: 'failed',
      activity: expect.stringContaining('more than 4000000 files'),
    })

    // Beside such a folder all else can be reviewed; what would need it unfolded is refused.
    const small = repository
      .gitBytes(
        ['mktree'],
        `040000 tree ${tree}\tbomb\n100644 blob ${repository.git('rev-parse', `${base}:a`)}\ta\n`,
      )
      .toString()
      .trim()
    repository.git('branch', 'small', repository.git('commit-tree', small, '-p', beside, '-m', 'small'))
    const next = unwrap(await review(opened, 'beside..small')).session
    const changeset = unwrap(await workbench.client.changeset.get({ session: next }))
    expect(changeset.files.map((file) => file.path)).toEqual(['a'])
    const hunk = changeset.files[0]?.hunks[0]?.id ?? ''
    unwrap(await workbench.client.review.decide({ session: next, decisions: [{ hunk, verdict: 'accept' }] }))
    const patch = await workbench.client.landing.exportPatch({ session: next })
    expect(patch).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('more than 4000000 files') },
    })
  })
})

describe('what is too large or too much', () => {
  it('is left out and listed: a file of 10 GB', async () => {
    repository.commit('base', { a: 'a\n' })
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(opened, 'echo b > a; truncate -s 10G huge')
    expect((await workbench.state(session, 'ready', 'failed')).state).toBe('ready')
    const changeset = unwrap(await workbench.client.changeset.get({ session }))
    expect(changeset.files.map((file) => file.path)).toEqual(['a'])
    expect(changeset.leftOut).toEqual([{ path: 'huge', reason: 'it is larger than 200 MB' }])
    writeFileSync(path.join(repository.path, 'huge'), '')
    truncateSync(path.join(repository.path, 'huge'), 10_000_000_000)
    const own = unwrap(
      await workbench.client.session.review({ repository: opened, source: { kind: 'uncommitted' } }),
    ).session
    expect(unwrap(await workbench.client.changeset.get({ session: own })).leftOut.length).toBe(1)
  })

  it('opens with 100,000 references', async () => {
    const commit = repository.commit('base', { a: 'a\n' })
    const names = Array.from({ length: 100_000 }, (_, at) => `${commit} refs/heads/many/b${at}\n`).sort()
    writeFileSync(
      path.join(repository.path, '.git/packed-refs'),
      `# pack-refs with: peeled fully-peeled sorted \n${names.join('')}`,
    )
    expect(repository.git('rev-parse', 'many/b99999')).toBe(commit)
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(opened, 'echo b > a')
    expect((await workbench.state(session, 'ready', 'failed')).state).toBe('ready')
    expect(unwrap(await workbench.client.changeset.get({ session })).files.length).toBe(1)
  })

  it.each([
    ['nested 10,000 folders deep', `${'d/'.repeat(10_000)}f`],
    ['a name of 4,000 bytes', 'n'.repeat(4000)],
  ])('is %s: shown, kept on a branch, and not written where it has no place', async (_, name) => {
    repository.commit('base', { a: 'a\n' })
    const script = `commit refs/heads/long\ncommitter A <a@b> 0 +0000\ndata 4\nlong\nfrom refs/heads/main^0\nM 100644 inline ${name}\ndata 2\nx\n`
    repository.gitBytes(['fast-import', '--quiet'], script)
    const opened = await workbench.open(repository.path)
    const session = unwrap(await review(opened, 'main..long')).session
    const changeset = unwrap(await workbench.client.changeset.get({ session }))
    expect(changeset.files.map((file) => file.path)).toEqual([name])
    const file = unwrap(await workbench.client.changeset.file({ session, path: name }))
    expect(file.after?.text).toBe('x\n')
    const decisions = [{ hunk: changeset.files[0]?.hunks[0]?.id ?? '', verdict: 'accept' as const }]
    unwrap(await workbench.client.review.decide({ session, decisions }))
    const identity = { name: 'A', email: 'a@example.test' }
    const before = repository.git('rev-parse', 'main')
    const refused = await workbench.client.landing.land({ session, branch: 'main', identity })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'inTheWay' } })
    expect(repository.git('rev-parse', 'main')).toBe(before)
    expect(repository.git('status', '--porcelain')).toBe('')
    const landed = await workbench.client.landing.land({ session, branch: 'fresh', identity })
    expect(landed.ok && repository.tree('fresh')).toBe(repository.tree('long'))
  })

  it('is nested 1,500 folders deep', async () => {
    repository.commit('base', { a: 'a\n' })
    const deep = `${'d/'.repeat(1500)}f`
    const script = `commit refs/heads/deep\ncommitter A <a@b> 0 +0000\ndata 4\ndeep\nfrom refs/heads/main^0\nM 100644 inline ${deep}\ndata 2\nx\n`
    repository.gitBytes(['fast-import', '--quiet'], script)
    const opened = await workbench.open(repository.path)
    const session = unwrap(await review(opened, 'main..deep')).session
    const changeset = unwrap(await workbench.client.changeset.get({ session }))
    expect(changeset.files.length).toBe(1)
  })
})
