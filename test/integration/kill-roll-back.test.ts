import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

/** A roll back that a command line asks for, and whose owner is killed at a command of git in the middle of it. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let winnow: CommandLine
/** Only to find and end processes. */
let processes: KillableOwner

const patience = 60_000
const at = (name: string): string => path.join(folder.path, name)

beforeEach(() => {
  folder = temporaryFolder('winnow-kill-roll-back-')
  repository = new TestRepository(at('repo'))
  repository.commit('one', { 'a.txt': 'a\nb\nc\n', 'gone.txt': 'gone\n', '.gitignore': 'cache/\n' })
  mkdirSync(at('turns'))
  writeFileSync(at('turns/1'), 'sed -i s/b/B/ a.txt; mkdir -p cache d; echo 1 > cache/x; echo x > d/new.txt')
  writeFileSync(
    at('turns/2'),
    'rm -r d gone.txt; echo d > d; git add -A; git -c user.name=a -c user.email=a@b commit -qm own; echo more >> a.txt',
  )
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

test.each([
  ['owner', 'before', 'read-tree -m -u'],
  ['owner', 'after', 'read-tree -m -u'],
  ['everything', 'before', 'read-tree -m -u'],
  ['everything', 'after', 'read-tree -m -u'],
  ['everything', 'before', 'update-ref --no-deref HEAD'],
  ['owner', 'after', 'update-ref --no-deref HEAD'],
] as const)(
  '%s is killed %s git’s %s of a roll back: the next start ends it, and nothing is lost',
  async (whom, how, what) => {
    const task = ['task', '--repo', repository.path, '--agent', 'command', '--wait']
    const run = `. ${folder.path}/turns/$WINNOW_TURN`
    const { session } = await winnow.json<{ session: string }>([...task, '--run', run, 'the task'])
    const shown = await winnow.json<{ worktree: string }>(['show', session])
    const first = look(shown.worktree)
    await winnow.json(['follow-up', session, '--wait', 'more'])
    const second = look(shown.worktree)
    expect(second.tree).not.toBe(first.tree)
    expect(second.head).not.toBe(first.head)

    const serving = winnow.start(['serve'])
    let said = ''
    serving.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    await until('it serves', () => said.includes('http://'), patience)
    writeFileSync(at('plan'), `${how} ${what}\n`)
    const asking = winnow.start(['roll-back', session, '--turn', '1'])
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
    const { state } = await winnow.json<{ state: string }>(['show', session])
    expect(state).toBe('ready')
    expect(look(shown.worktree)).toEqual(first)
    expect(existsSync(path.join(shown.worktree, 'cache/x'))).toBe(true)
    // What was there before is brought back by its name.
    await winnow.json(['roll-back', session, '--checkpoint', 'roll-back-1'])
    expect(look(shown.worktree)).toEqual(second)
  },
  4 * patience,
)
