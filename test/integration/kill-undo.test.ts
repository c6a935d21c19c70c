import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { filesOf } from '#test/support/landing.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

/** A landing whose undoing a command line asks for, and whose owner is killed between the intent and the end of it. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let winnow: CommandLine
/** Only to find and end processes. */
let processes: KillableOwner

const patience = 60_000
const at = (name: string): string => path.join(folder.path, name)

beforeEach(() => {
  folder = temporaryFolder('winnow-kill-undo-')
  repository = new TestRepository(at('repo'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n', 'gone.txt': 'gone\n', 'mine.txt': 'mine\n' })
  repository.git('checkout', '-q', '-b', 'work')
  repository.commit('two', { 'a.txt': 'A\n', 'new/c.txt': 'c\n', 'gone.txt': null })
  repository.git('checkout', '-q', 'main')
  repository.write({ 'mine.txt': 'changed by hand\n' })
  processes = new KillableOwner(folder.path)
  writeStoppingGit(at('bin/git'))
  winnow = new CommandLine(folder.path, { PATH: `${at('bin')}${path.delimiter}${process.env['PATH'] ?? ''}` })
})
afterEach(async () => {
  await processes.kill('everything')
  folder.remove()
})

/**
 * A real git that stops, before or after its work, at the command that the file `plan` names, once the branch is to be
 * moved for an undo: it makes the file `stopped` and waits for `go`.
 */
function writeStoppingGit(file: string): void {
  writeFileSync(
    file,
    `#!/bin/sh
dir='${folder.path}'
stop() { : > "$dir/stopped"; while [ ! -e "$dir/go" ]; do sleep 0.01; done; }
case "$*" in *'winnow: undo'*) : > "$dir/moving";; esac
verb= how=
[ -e "$dir/plan" ] && [ -e "$dir/moving" ] && [ ! -e "$dir/stopped" ] && read -r verb how < "$dir/plan"
[ "$how" = before ] && [ "$1" = "$verb" ] && stop
PATH='${process.env['PATH'] ?? ''}' git "$@"
code=$?
[ "$how" = after ] && [ "$1" = "$verb" ] && stop
exit $code
`,
  )
  chmodSync(file, 0o755)
}

/** All that an undo concerns. */
const look = () => ({
  main: repository.git('rev-parse', 'main'),
  files: filesOf(repository.path),
  index: repository.git('ls-files', '-s'),
  status: repository.git('status', '--porcelain'),
})
const locks = (): readonly string[] =>
  readdirSync(at('repo/.git'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'))

interface Shown {
  readonly landings: readonly { readonly undone: boolean }[]
}

test.each([
  ['owner', 'before', 'update-ref'],
  ['owner', 'after', 'update-ref'],
  ['everything', 'after', 'update-ref'],
  ['everything', 'before', 'read-tree'],
  ['owner', 'after', 'read-tree'],
] as const)(
  '%s is killed %s git’s %s of an undo: it is done or not, and nothing is half',
  async (whom, how, verb) => {
    const before = look()
    const { session } = await winnow.json<{ session: string }>(['review', 'work', '--repo', repository.path])
    await winnow.json(['decide', session, '--all', 'accept'])
    await winnow.json(['land', session, '--branch', 'main'])
    const landed = look()
    expect(landed).not.toEqual(before)

    const serving = winnow.start(['serve'])
    let said = ''
    serving.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    await until('it serves', () => said.includes('http://'), patience)
    writeFileSync(at('plan'), `${verb} ${how}\n`)
    const asking = winnow.start(['undo', session, '--landing'])
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
    const { landings } = await winnow.json<Shown>(['show', session])
    expect(landings).toHaveLength(1)
    const isUndone = landings[0]?.undone === true
    expect(look()).toEqual(isUndone ? before : landed)
    expect(locks()).toEqual([])
    // What had moved the branch is never taken back: it is finished.
    expect(isUndone || (verb === 'update-ref' && how === 'before')).toBe(true)
    if (!isUndone) await winnow.json(['undo', session, '--landing'])
    expect(look()).toEqual(before)
    // Its decisions are there again, and it lands again.
    await winnow.json(['land', session, '--branch', 'main'])
    expect(repository.git('rev-parse', 'main^{tree}')).toBe(
      repository.git('rev-parse', `${landed.main}^{tree}`),
    )
    expect(readFileSync(at('repo/mine.txt'), 'utf8')).toBe('changed by hand\n')
  },
  4 * patience,
)
