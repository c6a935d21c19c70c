import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'

interface ChangesetJson {
  readonly base: string
  readonly revision: string
  readonly files: readonly {
    readonly path: string
    readonly oldPath: string | null
    readonly change: string
    readonly hunks: readonly {
      readonly id: string
      readonly kind: string
      readonly decision: string | null
    }[]
  }[]
}

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let winnow: CommandLine

beforeEach(() => {
  folder = temporaryFolder()
  repository = new TestRepository(path.join(folder.path, 'repo'))
  winnow = new CommandLine(folder.path)
})
afterEach(() => folder.remove())

const lines = (count: number, mark: (line: number) => string = String): string =>
  Array.from({ length: count }, (_, index) => `${mark(index + 1)}\n`).join('')

function feature(): void {
  repository.commit('one', {
    'a.txt': lines(30),
    'b.txt': 'b\n',
    'gone.txt': 'gone\n',
    'bin.dat': Buffer.from([0, 1, 2]),
  })
  repository.git('checkout', '-q', '-b', 'feature')
  repository.commit('two', {
    'a.txt': lines(30, (line) => (line === 3 || line === 20 ? `changed ${line}` : String(line))),
    'new file.txt': 'new\r\nno end',
    'gone.txt': null,
    'bin.dat': Buffer.from([0, 9, 9]),
  })
  repository.git('checkout', '-q', 'main')
}

const changeset = (session: string): Promise<ChangesetJson> => winnow.json(['changeset', session])
const review = async (range: string): Promise<string> =>
  (await winnow.json<{ session: string }>(['review', range, '--repo', repository.path])).session

describe('review, changeset, decide, land', () => {
  test('two dots over a branch that moved on land only what the other end has, and say so', async () => {
    feature()
    repository.commit('fix', { 'fix.txt': 'keep\n' })
    interface Opened {
      readonly session: string
      readonly comparedWith: string
      readonly notice: string | null
    }
    const opened = await winnow.json<Opened>(['review', 'main..feature', '--repo', repository.path])
    expect(opened).toMatchObject({
      comparedWith: 'mergeBase',
      notice: expect.stringContaining('main has moved on') as string,
    })
    expect((await winnow.run(['show', opened.session])).stdout).toContain('since the merge base')
    await winnow.json(['decide', opened.session, '--all', 'accept'])
    await winnow.json(['land', opened.session, '--branch', 'main'])
    expect(repository.git('show', 'main:fix.txt')).toBe('keep')
    expect(repository.git('show', 'main:new file.txt')).toContain('no end')

    // The old meaning, where it is asked for: the way back to what the other end has.
    const exact = ['review', 'main..feature', '--exact', '--repo', repository.path]
    const back = await winnow.json<Opened>(exact)
    expect(back).toMatchObject({ comparedWith: 'named', notice: null })
    await winnow.json(['decide', back.session, '--all', 'accept'])
    await winnow.json(['land', back.session, '--branch', 'main'])
    expect(repository.tree('main')).toBe(repository.tree('feature'))
  })

  test('a range of an ancestor lands the tree of its end, also where that has landed', async () => {
    feature()
    repository.git('branch', 'other', 'main')
    repository.git('merge', '-q', '--ff-only', 'feature')
    const session = await review('main~1..main')
    await winnow.json(['decide', session, '--all', 'accept'])
    const there = await winnow.json<{ tree: string }>(['land', session, '--branch', 'main'])
    expect(there).toMatchObject({ commit: repository.git('rev-parse', 'main'), landing: null })
    expect(there.tree).toBe(repository.tree('feature'))
    const said = await winnow.run(['land', session, '--branch', 'main'])
    expect(said.stdout).toContain('on main already')
    await winnow.json(['land', session, '--branch', 'other'])
    expect(repository.tree('other')).toBe(repository.tree('feature'))
  })

  test('what is left of a discarded session is listed, then collected', async () => {
    feature()
    const session = await review('main..feature')
    await winnow.json(['discard', session])
    const refs = (): string => repository.git('for-each-ref', `refs/winnow/${session}`)
    interface Gc {
      readonly items: readonly {
        readonly session: string
        readonly part: string
        readonly collected: boolean
      }[]
      readonly totals: { readonly database: number; readonly references: number }
    }
    expect(await winnow.json<Gc>(['gc'])).toMatchObject({ dryRun: false, items: [] })
    const listed = await winnow.json<Gc>(['gc', '--dry-run', '--older-than', '0'])
    expect(listed).toMatchObject({
      dryRun: true,
      items: [{ session, part: 'references', why: 'discarded 0 days ago', collected: false }],
    })
    expect(listed.totals.database).toBeGreaterThan(0)
    expect(refs()).not.toBe('')
    const said = await winnow.run(['gc', '--dry-run', '--budget', '1kB'])
    expect(said.stdout).toMatch(/can’t be restored any more[^]*Nothing was deleted\.\nThe data folder uses/)
    expect((await winnow.run(['gc', '--budget', 'much'])).exitCode).toBe(2)
    const done = await winnow.json<Gc>(['gc', '--older-than', '0'])
    expect(done.items.map(({ collected }) => collected)).toEqual([true])
    expect(done.totals.references).toBe(listed.totals.references - 2)
    expect(refs()).toBe('')
  })

  test('a part of a range lands, the rest is still there to decide, and undo takes the landing back', async () => {
    feature()
    const main = repository.git('rev-parse', 'main')
    const session = await review('main..feature')
    const before = await changeset(session)
    expect(before.base).toBe(repository.tree('main'))
    expect(before.revision).toBe(repository.tree('feature'))
    expect(before.files.map((file) => [file.path, file.change, file.hunks.map((hunk) => hunk.kind)])).toEqual(
      [
        ['a.txt', 'modified', ['text', 'text']],
        ['bin.dat', 'modified', ['binary']],
        ['gone.txt', 'deleted', ['delete']],
        ['new file.txt', 'added', ['text']],
      ],
    )
    const ids = before.files.flatMap((file) => file.hunks.map((hunk) => hunk.id))
    const verdicts = ['accept', 'reject', 'accept', 'defer', 'accept']
    const counts = await winnow.json<Record<string, number>>(['decide', session], {
      input: ids.map((hunk, index) => JSON.stringify({ hunk, verdict: verdicts[index] })).join('\n'),
    })
    expect(counts).toMatchObject({ accepted: 3, rejected: 1, deferred: 1, undecided: 0, hunks: 5 })

    const landed = await winnow.json<{ commit: string; tree: string }>([
      'land',
      session,
      '--branch',
      'main',
      '--message',
      'Take a part',
    ])
    expect(repository.git('rev-parse', 'main')).toBe(landed.commit)
    expect(repository.tree('main')).toBe(landed.tree)
    expect(repository.git('rev-parse', 'main^')).toBe(main)
    expect(repository.git('show', 'main:a.txt')).toBe(
      lines(30, (line) => (line === 3 ? 'changed 3' : String(line))).trim(),
    )
    expect(repository.gitBytes(['show', 'main:new file.txt']).toString()).toBe('new\r\nno end')
    expect(repository.git('show', 'main:gone.txt')).toBe('gone')
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(repository.git('log', '-1', '--format=%s%n%an', 'main')).toBe('Take a part\nTest Author')

    const after = await changeset(session)
    expect(after.base).toBe(landed.tree)
    expect(after.files.map((file) => [file.path, file.hunks.map((hunk) => hunk.decision)])).toEqual([
      ['a.txt', ['reject']],
      ['gone.txt', ['defer']],
    ])

    expect(await winnow.json(['undo', session])).toMatchObject({ undone: 'landing' })
    expect(repository.git('rev-parse', 'main')).toBe(main)
    expect(repository.git('status', '--porcelain')).toBe('')
    const undone = await changeset(session)
    expect(undone.files.flatMap((file) => file.hunks.map((hunk) => hunk.decision))).toEqual(verdicts)
    expect(await winnow.json(['undo', session])).toMatchObject({ undone: 'decision', undecided: 5 })
  })

  test('everything accepted is the revision tree, on a branch made at the base', async () => {
    feature()
    const session = await review('main..feature')
    await winnow.json(['decide', session, '--all', 'accept'])
    const landed = await winnow.json<{ commit: string; tree: string }>([
      'land',
      session,
      '--branch',
      'all',
      '--message',
      'All',
    ])
    expect(landed.tree).toBe(repository.tree('feature'))
    expect(repository.git('rev-parse', 'all^')).toBe(repository.git('rev-parse', 'main'))
  })

  test('nothing accepted makes no commit', async () => {
    feature()
    const session = await review('main..feature')
    const landed = await winnow.json<{ commit: string; tree: string }>([
      'land',
      session,
      '--branch',
      'none',
      '--message',
      'None',
    ])
    expect(landed).toMatchObject({
      commit: repository.git('rev-parse', 'main'),
      tree: repository.tree('main'),
    })
  })

  test('an unknown hunk decides nothing; wrong words and unknown sessions have exit codes of their own', async () => {
    feature()
    const session = await review('feature')
    const [first] = (await changeset(session)).files
    const good = first?.hunks[0]?.id ?? ''
    const unknown = await winnow.run(['decide', session, `${good}=accept`, 'nosuchhunk=accept', '--json'])
    expect([
      unknown.exitCode,
      (JSON.parse(unknown.stdout) as { error: { kind: string } }).error.kind,
    ]).toEqual([3, 'unknownHunk'])
    expect(
      (await changeset(session)).files.flatMap((file) => file.hunks).every((hunk) => hunk.decision === null),
    ).toBe(true)
    expect((await winnow.run(['changeset', 'nosuch', '--json'])).exitCode).toBe(3)
    expect((await winnow.run(['decide', session, 'x'])).exitCode).toBe(2)
    expect((await winnow.run(['frobnicate'])).exitCode).toBe(2)
    expect((await winnow.run(['--help'])).stdout).toContain('Exit codes')
  })

  test('decisions are read from standard input however late they come', async () => {
    feature()
    const session = await review('main..feature')
    const hunk = (await changeset(session)).files[0]?.hunks[0]?.id ?? ''
    const late = winnow.start(['decide', session])
    const ended = new Promise<number | null>((resolve) => late.once('close', resolve))
    late.stdin.on('error', () => undefined)
    // A whole command of the same length runs meanwhile: the late one has come to its input by then.
    await winnow.run(['changeset', session, '--json'])
    late.stdin.end(`${JSON.stringify({ hunk, verdict: 'accept' })}\n`)
    expect(await ended).toBe(0)
    expect((await changeset(session)).files[0]?.hunks[0]?.decision).toBe('accept')
  })

  test('a branch that moved is a new revision; equal hunks keep their decisions, changed ones are asked again', async () => {
    feature()
    const session = await review('main..feature')
    await winnow.json(['decide', session, '--all', 'reject'])
    expect(await winnow.json(['refresh', session])).toEqual({ revision: 1 })
    repository.git('checkout', '-q', 'feature')
    repository.commit('three', {
      'a.txt': lines(30, (line) => (line === 3 ? 'changed 3' : line === 20 ? 'changed again' : String(line))),
    })
    expect(await winnow.json(['refresh', session])).toEqual({ revision: 2 })
    const after = await changeset(session)
    expect(after.revision).toBe(repository.tree('feature'))
    expect(after.files.find((file) => file.path === 'a.txt')?.hunks.map((hunk) => hunk.decision)).toEqual([
      'reject',
      null,
    ])
  })

  test('uncommitted changes: landed on the branch that is checked out, the rest stays uncommitted', async () => {
    repository.commit('one', { 'a.txt': lines(20) })
    const edited = lines(20, (line) => (line === 2 || line === 15 ? `mine ${line}` : String(line)))
    repository.write({ 'a.txt': edited, 'untracked.txt': 'u\n' })
    const { session } = await winnow.json<{ session: string }>([
      'review',
      '--uncommitted',
      '--repo',
      repository.path,
    ])
    const hunks = (await changeset(session)).files.flatMap((file) =>
      file.hunks.map((hunk) => [file.path, hunk.id] as const),
    )
    expect(hunks.map(([name]) => name)).toEqual(['a.txt', 'a.txt', 'untracked.txt'])
    await winnow.json(['decide', session, 'accept', hunks[0]?.[1] ?? ''])
    await winnow.json(['land', session, '--branch', 'main', '--message', 'Part'])
    expect(repository.git('show', 'main:a.txt')).toBe(
      lines(20, (line) => (line === 2 ? 'mine 2' : String(line))).trim(),
    )
    expect(repository.git('diff', '--name-only')).toBe('a.txt')
    expect(repository.git('diff', '--cached', '--name-only')).toBe('')
    expect(repository.git('status', '--porcelain')).toContain('?? untracked.txt')
    expect((await changeset(session)).files.flatMap((file) => file.hunks)).toHaveLength(2)
  })
})

describe('task', () => {
  test('a command agent works in its own worktree; what it wrote is reviewed and landed', async () => {
    repository.commit('one', { 'a.txt': 'a\n' })
    const run = 'cat > task.txt; printf "%s" "$WINNOW_PROMPT" > prompt.txt; echo b >> a.txt; echo done'
    const done = await winnow.json<{ session: string; state: string }>([
      'task',
      'write',
      'it',
      '--repo',
      repository.path,
      '--agent',
      'command',
      '--run',
      run,
      '--wait',
    ])
    expect(done.state).toBe('ready')
    expect(repository.git('status', '--porcelain')).toBe('')
    const files = (await changeset(done.session)).files.map((file) => file.path)
    expect(files).toEqual(['a.txt', 'prompt.txt', 'task.txt'])
    await winnow.json(['decide', done.session, '--file', 'a.txt', '--accept'])
    const landed = await winnow.json<{ commit: string }>(['land', done.session, '--branch', 'main'])
    expect(repository.git('show', 'main:a.txt')).toBe('a\nb')
    expect(repository.git('diff', '--name-only', 'main^', landed.commit)).toBe('a.txt')
  })

  test('a command that fails says so, and what it wrote is kept', async () => {
    repository.commit('one', { 'a.txt': 'a\n' })
    const failed = await winnow.run([
      'task',
      '--repo',
      repository.path,
      '--agent',
      'command',
      '--run',
      'echo half > half.txt; exit 3',
      '--wait',
      '--json',
    ])
    const result = JSON.parse(failed.stdout) as { session: string; state: string }
    expect([failed.exitCode, result.state]).toEqual([6, 'failed'])
    expect((await changeset(result.session)).files.map((file) => file.path)).toEqual(['half.txt'])
  })

  test('discarded, names what would be lost, and deletes that only when told so', async () => {
    repository.commit('base', { 'a.txt': 'a\n' })
    const run = ['task', 'train', '--agent', 'command', '--run', 'truncate -s 250M big; echo x > x', '--wait']
    const { session } = await winnow.json<{ session: string }>(run, { cwd: repository.path })
    const refused = await winnow.run(['discard', session, '--json'])
    expect(refused.exitCode).toBe(4)
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { kind: 'leftOut', paths: ['big'] } })
    expect(refused.stderr).toContain('Nothing was deleted.')
    const { worktree } = await winnow.json<{ worktree: string }>(['show', session])
    expect(existsSync(path.join(worktree, 'big'))).toBe(true)
    expect(await winnow.json(['discard', session, '--delete-left-out'])).toEqual({ notice: null, ignored: 0 })
    expect(existsSync(worktree)).toBe(false)
    expect((await winnow.run(['discard', 'nothing'])).exitCode).toBe(3)
  })

  test('several tasks from a file', async () => {
    repository.commit('one', { 'a.txt': 'a\n' })
    const file = path.join(folder.path, 'tasks.txt')
    writeFileSync(file, 'first task\nwith two lines\n\nsecond task\n')
    const done = await winnow.json<{ sessions: { session: string; state: string }[] }>([
      'task',
      '--file',
      file,
      '--repo',
      repository.path,
      '--run',
      'cat > out.txt',
      '--wait',
    ])
    expect(done.sessions.map((session) => session.state)).toEqual(['ready', 'ready'])
    const { sessions } = await winnow.json<{ sessions: { title: string }[] }>(['sessions'])
    expect(sessions.map((session) => session.title)).toEqual(['first task', 'second task'])
  })
})
