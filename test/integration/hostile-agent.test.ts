import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Git } from '#main/git/run.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench

beforeEach(async () => {
  folder = temporaryFolder('winnow-hostile-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { a: 'a\n', kept: 'kept\n' })
  workbench = await TestWorkbench.start(folder.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const changedPaths = async (session: string): Promise<readonly string[]> =>
  unwrap(await workbench.client.changeset.get({ session })).files.map((file) => file.path)

const makePipe = (file: string): void => {
  mkdirSync(path.dirname(file), { recursive: true })
  execFileSync('mkfifo', [file])
}

describe('the git data of its own worktree', () => {
  it('can be broken without loss of its work', async () => {
    const breaks = [
      'echo "gitdir: $OTHER/.git" > .git',
      'rm .git',
      'rm .git; mkfifo .git',
      'rm .git; git init -q .',
      'echo "$OTHER/.git" > $G/commondir',
      'rm $G/commondir; mkfifo $G/commondir',
      'echo "$OTHER/.git" > $G/gitdir',
      'rm $G/gitdir; mkfifo $G/gitdir',
      'echo nothing > $G/HEAD',
      'echo "ref: refs/heads/none" > $G/HEAD',
      'echo "ref: HEAD" > $G/HEAD',
      'rm $G/HEAD; mkfifo $G/HEAD',
      'head -c 1000 /dev/zero > $G/index',
      'rm $G/index; mkfifo $G/index',
      'rm $G/index; mkdir $G/index',
      'ln -sf /dev/zero $G/index',
      'truncate -s 10G $G/index',
      'touch $G/index.lock',
      'git update-index --assume-unchanged a',
      'git update-index --skip-worktree a',
    ]
    const other = new TestRepository(path.join(folder.path, 'other'))
    const opened = await workbench.open(repository.path)
    const sessions: string[] = []
    for (const one of breaks)
      sessions.push(
        await workbench.task(
          opened,
          `echo changed > a; OTHER=${other.path}; G=$(git rev-parse --absolute-git-dir); ${one}`,
          one,
        ),
      )
    for (const [at, session] of sessions.entries()) {
      const ready = await workbench.state(session, 'ready', 'failed')
      expect([breaks[at], ready.state, ready.activity]).toEqual([breaks[at], 'ready', ready.activity])
      expect([breaks[at], ...(await changedPaths(session))]).toEqual([breaks[at], 'a'])
    }
    // Nothing went where it led.
    expect(other.git('for-each-ref')).toBe('')
    expect(other.git('count-objects')).toBe('0 objects, 0 kilobytes')
    for (const session of sessions) unwrap(await workbench.client.session.discard({ session }))
    expect(repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1)
    const session = sessions[9] ?? ''
    unwrap(await workbench.client.session.restore({ session }))
    const restored = (await workbench.state(session, 'ready')).worktree ?? ''
    expect(repository.git('-C', restored, 'status', '--porcelain')).toBe('M a')
  })

  it('cannot take names into a tree that git would not', async () => {
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(
      opened,
      [
        'o=$(git hash-object -w a)',
        String.raw`printf "100644 $o\t.git/hooks/x\n" | git update-index --add --index-info`,
        't=$(printf "100644 blob $o\\t.git" | git mktree)',
        'git read-tree --prefix=q/ $t',
        'echo changed > a',
      ].join('; '),
    )
    await workbench.state(session, 'ready', 'failed')
    expect(await changedPaths(session)).toEqual(['a'])
  })
})

describe('a pipe or a device where git reads', () => {
  const read = (args: readonly string[], cwd = repository.path) =>
    new Git({ env: testGitEnvironment(folder.path), log: new CommandLog() }).run({
      purpose: 'look',
      folder: cwd,
      args,
    })
  const list = ['ls-files', '-t', '--others', '--modified', '--exclude-standard', '-z']
  const commit = ['rev-parse', '--verify', 'HEAD^{commit}']

  it.each([
    ['.git/HEAD', commit],
    ['.git/packed-refs', commit],
    ['.git/commondir', commit],
    ['.git/shallow', commit],
    ['.git/objects/info/alternates', commit],
    ['.git/refs/heads/pipe', ['for-each-ref']],
    ['.git/info/exclude', list],
    ['.git/index', list],
    ['inner/.git/HEAD', list],
  ] as const)('stops git, and is named: %s', async (name, args) => {
    repository.write({ 'd/x': 'x', 'inner/x': 'x' })
    if (name.startsWith('inner')) repository.git('init', '-q', 'inner')
    const file = path.join(repository.path, name)
    repository.write({ [name]: null })
    makePipe(file)
    expect(await read(args)).toMatchObject({
      ok: false,
      error: { kind: 'failed', stderr: expect.stringContaining(`${name} is a pipe or a device`) },
    })
  })

  it.each([
    ['.gitignore', list],
    ['d/.gitignore', list],
    ['.gitmodules', ['config', '--file', '.gitmodules', '--list']],
  ] as const)('where git takes an empty file for none it is led past, and named: %s', async (name, args) => {
    repository.write({ 'd/x': 'x', [name]: null })
    makePipe(path.join(repository.path, name))
    expect(await read(args)).toMatchObject({
      ok: true,
      value: { pipes: [path.join(repository.path, name)] },
    })
  })

  it.each([
    ['include.path', 'pipe', commit, false],
    ['core.excludesFile', path.join('.git', 'pipe'), list, true],
  ])('also where the configuration names it: %s', async (key, value, args, opens) => {
    makePipe(path.join(repository.path, '.git/pipe'))
    repository.git('config', key, key === 'include.path' ? value : path.join(repository.path, value))
    expect(await read(args)).toMatchObject({
      ok: false,
      error: { stderr: expect.stringContaining('pipe is a pipe or a device') },
    })
    const failed = await workbench.client.repository.open({ path: repository.path })
    expect(failed.ok).toBe(opens)
  })

  it('ends a turn with a sentence, and nothing is lost', async () => {
    symlinkSync('/dev/zero', path.join(repository.path, '.git/info/attributes'))
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(opened, 'echo changed > a')
    const end = await workbench.state(session, 'ready', 'failed')
    expect([end.state, end.activity]).toEqual([
      'failed',
      expect.stringContaining('info/attributes is a pipe'),
    ])
    expect(existsSync(end.worktree ?? '')).toBe(end.worktree !== null)
  })

  it('in a worktree is no file of it', async () => {
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(
      opened,
      "rm a; mkfifo a b; ln -s /dev/zero zero; node -e \"require('net').createServer().listen('s',()=>process.exit())\"; echo new > new",
    )
    await workbench.state(session, 'ready', 'failed')
    expect(await changedPaths(session)).toEqual(['new', 'zero'])
    expect(unwrap(await workbench.client.changeset.get({ session })).leftOut).toEqual([
      { path: 'a', reason: 'it is neither a file nor a symbolic link' },
    ])
    expect(readdirSync((await workbench.state(session, 'ready')).worktree ?? '')).toContain('b')
  })
})

describe('what git is told to see', () => {
  it('is every byte, whatever encoding an attribute claims', async () => {
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(
      opened,
      [
        String.raw`printf '*.u working-tree-encoding=UTF-16\na working-tree-encoding=NONSENSE\n*.n working-tree-encoding=NONSENSE\n' > .gitattributes`,
        String.raw`printf 'no mark\n' > b.u; printf '\377\376x\0' > right.u; echo changed > a; chmod +x a`,
        'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo $i > $i.n; done',
      ].join('; '),
    )
    const ready = await workbench.state(session, 'ready', 'failed')
    expect([ready.state, ready.activity]).toEqual(['ready', ready.activity])
    const tree = ready.revisions[0]?.tree ?? ''
    const blob = (name: string): string =>
      repository.gitBytes(['cat-file', 'blob', `${tree}:${name}`]).toString()
    expect([blob('a'), blob('b.u'), blob('14.n')]).toEqual(['changed\n', 'no mark\n', '14\n'])
    expect(repository.git('ls-tree', tree, 'a')).toContain('100755')
    unwrap(await workbench.client.session.discard({ session }))
  })

  it('is not what other objects, parents or repositories say', async () => {
    repository.commit('two', { a: 'two\n' })
    const opened = await workbench.open(repository.path)
    const evil = repository.gitBytes(['hash-object', '-w', '--stdin'], 'evil\n').toString().trim()
    repository.git('replace', repository.git('rev-parse', 'HEAD:a'), evil)
    // A graft that takes the first commit away.
    repository.write({ '.git/info/grafts': `${repository.git('rev-parse', 'HEAD')}\n` })
    const session = unwrap(
      await workbench.client.session.review({
        repository: opened,
        source: { kind: 'range', range: 'main~1..main' },
      }),
    ).session
    const file = unwrap(await workbench.client.changeset.file({ session, path: 'a' }))
    expect([file.before?.text, file.after?.text]).toEqual(['a\n', 'two\n'])
  })
})

describe('a partial clone', () => {
  it('works with what is there, and says what is missing without fetching it', async () => {
    repository.commit('two', { a: 'two\n', later: 'x\n' })
    repository.git('config', 'uploadpack.allowFilter', 'true')
    const clone = path.join(folder.path, 'clone')
    const url = `file://${repository.path}`
    repository.git('-c', 'protocol.file.allow=always', 'clone', '-q', '--filter=blob:none', url, clone)
    const opened = await workbench.open(clone)
    const session = await workbench.task(opened, 'echo changed > a')
    expect((await workbench.state(session, 'ready', 'failed')).state).toBe('ready')
    expect(await changedPaths(session)).toEqual(['a'])

    const missing = expect.stringContaining('git fetch --refetch --no-filter')
    const range = { kind: 'range' as const, range: 'main~1..main' }
    const older = unwrap(await workbench.client.session.review({ repository: opened, source: range })).session
    const changeset = await workbench.client.changeset.get({ session: older })
    expect(changeset).toMatchObject({ ok: false, error: { kind: 'gitFailed', message: missing } })
    const agent = { kind: 'command' as const, command: 'true' }
    const tasks = [{ repository: opened, prompt: 'go', base: 'main~1', agent }]
    const failing = unwrap(await workbench.client.session.submit({ tasks })).sessions[0] ?? ''
    const end = await workbench.state(failing, 'ready', 'failed')
    expect([end.state, end.activity]).toEqual(['failed', missing])

    repository.git('-C', clone, 'fetch', '-q', '--refetch', '--no-filter')
    expect(await changedPaths(older)).toEqual(['a', 'later'])
  })
})
