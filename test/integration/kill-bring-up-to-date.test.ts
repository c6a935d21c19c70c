import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

/** Bringing a session up to date, whose owner is killed at a command of git in the middle of it. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let winnow: CommandLine
/** Only to find and end processes. */
let processes: KillableOwner

const patience = 60_000
const at = (name: string): string => path.join(folder.path, name)

beforeEach(() => {
  folder = temporaryFolder('winnow-kill-up-to-date-')
  repository = new TestRepository(at('repo'))
  repository.commit('one', { 'a.txt': 'a\nb\nc\n', 'gone.txt': 'gone\n', '.gitignore': 'cache/\n' })
  processes = new KillableOwner(folder.path)
  writeStoppingGit(at('bin/git'))
  winnow = new CommandLine(folder.path, { PATH: `${at('bin')}${path.delimiter}${process.env['PATH'] ?? ''}` })
})
afterEach(async () => {
  await processes.kill('everything')
  folder.remove()
})

/** A real git that stops, before or after its work, at the command that the file `plan` says: it makes `stopped` and waits for `go`. */
function writeStoppingGit(file: string): void {
  writeFileSync(
    file,
    `#!/bin/sh
dir='${folder.path}'
stop() { : > "$dir/stopped"; while [ ! -e "$dir/go" ]; do sleep 0.01; done; }
how= what=
if [ -e "$dir/plan" ] && [ ! -e "$dir/stopped" ]; then
  read -r how what < "$dir/plan"
  case "$*" in *"$what"*) ;; *) how= ;; esac
fi
[ "$how" = before ] && stop
PATH='${process.env['PATH'] ?? ''}' git "$@"
code=$?
[ "$how" = after ] && stop
exit $code
`,
  )
  chmodSync(file, 0o755)
}

/** The tree of a worktree's files, and the commit it is over, by git alone. */
function look(worktree: string): { readonly tree: string; readonly head: string; readonly locks: string[] } {
  const index = at('index')
  rmSync(index, { force: true })
  const env = { ...testGitEnvironment(folder.path), GIT_INDEX_FILE: index }
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: worktree, env, encoding: 'utf8' }).trim()
  git('read-tree', 'HEAD')
  git('add', '-A')
  const locks = readdirSync(at('repo/.git'), { recursive: true, encoding: 'utf8' })
  return {
    tree: git('write-tree'),
    head: git('rev-parse', 'HEAD'),
    locks: locks.filter((name) => name.endsWith('.lock')),
  }
}

interface Shown {
  readonly worktree: string
  readonly state: string
  readonly baseCommit: string
  readonly revisions: readonly { readonly tree: string }[]
  readonly counts: { readonly hunks: number; readonly accepted: number; readonly undecided: number }
}

test.each([
  ['everything', 'before', 'merge-tree', 'old'],
  ['owner', 'before', 'read-tree -m -u', 'new'],
  ['everything', 'after', 'read-tree -m -u', 'new'],
  ['everything', 'before', 'update-ref HEAD', 'new'],
  ['owner', 'after', 'update-ref HEAD', 'new'],
] as const)(
  '%s is killed %s git’s %s: the next start has the %s state, whole, and nothing is lost',
  async (whom, how, what, which) => {
    const task = ['task', '--repo', repository.path, '--agent', 'command', '--wait']
    const run = `sed -i s/c/C/ a.txt; git -c user.name=a -c user.email=a@b commit -qam own; mkdir -p cache d; echo 1 > cache/x; echo x > d/new.txt`
    const { session } = await winnow.json<{ session: string }>([...task, '--run', run, 'the task'])
    await winnow.json(['decide', session, '--all', 'accept'])
    const before = await winnow.json<Shown>(['show', session])
    const first = look(before.worktree)
    repository.commit('up', { 'a.txt': 'A\nb\nc\n', 'gone.txt': 'changed\n', up: 'up\n' })
    const tip = repository.git('rev-parse', 'main')

    const serving = winnow.start(['serve'])
    let said = ''
    serving.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    await until('it serves', () => said.includes('http://'), patience)
    writeFileSync(at('plan'), `${how} ${what}\n`)
    const asking = winnow.start(['bring-up-to-date', session])
    const asked = once(asking, 'close')
    await until('git stops there', () => existsSync(at('stopped')), patience)
    for (const { pid, command } of processes.processes())
      if (/winnow\.mjs serve|cli\.js serve/.test(command)) process.kill(pid, 'SIGKILL')
    await once(serving, 'close')
    if (whom === 'everything') await processes.kill('everything')
    // A git that is left goes on.
    writeFileSync(at('go'), '')
    const [code] = (await asked) as [number | null]
    expect(code).not.toBe(0)

    // The next start is that of the next command.
    const after = await winnow.json<Shown>(['show', session])
    const now = look(after.worktree)
    expect(now.locks).toEqual([])
    expect(after.state).toBe('ready')
    expect(after.counts).toMatchObject({ hunks: 2, accepted: 2, undecided: 0 })
    expect(now.tree).toBe(after.revisions.at(-1)?.tree)
    expect(existsSync(path.join(after.worktree, 'cache/x'))).toBe(true)
    expect([after.baseCommit, after.revisions.length]).toEqual(
      which === 'old' ? [before.baseCommit, 1] : [tip, 2],
    )
    // Either is a state to go on from: it is done now, or what was there before is brought back by its name.
    const next =
      which === 'old' ? ['bring-up-to-date', session] : ['roll-back', session, '--checkpoint', 'up-to-date-1']
    await winnow.json(next)
    const { baseCommit } = await winnow.json<Shown>(['show', session])
    expect(baseCommit).toBe(which === 'old' ? tip : before.baseCommit)
    expect(which === 'old' ? now : look(after.worktree)).toEqual(first)
    expect(repository.git('rev-parse', 'main')).toBe(tip)
  },
  4 * patience,
)
