import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { claimHome } from '#main/instance/claim.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { bindMount, mountObstacle, remountReadOnly, unmount } from '#test/support/mounts.ts'
import { OldDataFolder, oldDatabases } from '#test/support/old-data-folder.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let original: CommandLine
let session: string
let host: ChildProcess | null

/** Milliseconds for a test: each starts two dozen command lines. */
const patience = 240_000

/** Temporary files of the command line, so that what it leaves there is seen. */
const temporary = (): string => path.join(folder.path, 'temporary')

beforeEach(async () => {
  folder = temporaryFolder('winnow-only-read-')
  host = null
  mkdirSync(temporary())
  repository = new TestRepository(path.join(folder.path, 'repository "with" \\ signs'))
  const lines = Array.from({ length: 60 }, (_, line) => `line ${line}\n`)
  repository.commit('base', { 'a.txt': lines.join(''), 'b.txt': 'b\n' })
  repository.git('switch', '-q', '-c', 'work')
  lines[1] = 'first\n'
  lines[50] = 'second\n'
  repository.commit('work', { 'a.txt': lines.join(''), 'b.txt': 'bb\n' })
  repository.git('switch', '-q', 'main')
  original = new CommandLine(folder.path, { WINNOW_HOME: path.join(folder.path, 'one') })
  session = (await original.json<{ session: string }>(['review', 'main..work'], { cwd: repository.path }))
    .session
  await original.json(['decide', session, '--file', 'a.txt', '--accept'])
})
afterEach(async () => {
  if (host !== null) {
    const ended = once(host, 'exit')
    host.kill('SIGTERM')
    await ended
  }
  folder.remove()
})

const commandLine = (name: string): CommandLine =>
  new CommandLine(folder.path, { WINNOW_HOME: path.join(folder.path, name), TMPDIR: temporary() })

/** Everything below a folder that a write would change: names, modes, bytes, and when they and their facts changed. */
function stateOf(place: string): readonly string[] {
  return [
    '.',
    ...readdirSync(place, { recursive: true, encoding: 'utf8' }).sort((a, b) => (a < b ? -1 : 1)),
  ].map((name) => {
    const file = path.join(place, name)
    const stat = lstatSync(file, { bigint: true })
    const bytes = stat.isFile() ? readFileSync(file).toString('base64') : ''
    return `${name} ${stat.ino} ${stat.mode} ${stat.mtimeNs} ${stat.ctimeNs} ${bytes}`
  })
}

/** Objects, references and worktrees of the repository. Git marks an object that it would have made as used: that is no write. */
const repositoryState = (): readonly string[] =>
  stateOf(path.join(repository.path, '.git')).map((line) =>
    line.startsWith('objects/') ? line.replace(/ \d+ \d+ (?=\S*$)/, ' ') : line,
  )

async function serveOriginal(): Promise<void> {
  const started = original.start(['serve'])
  host = started
  await once(started.stdout, 'data')
}

const verbs = (): readonly (readonly string[])[] => [
  ['sessions', '--json'],
  ['sessions', '--repo', repository.path, '--json'],
  ['show', session, '--json'],
  ['changeset', session, '--json'],
  ['changeset', session],
  ['export', session, '--message', 'accepted'],
]

/** What the reading verbs print, one after another. A patch's date is the minute it was made. */
async function readAll(from: CommandLine): Promise<readonly string[]> {
  const printed: string[] = []
  for (const verb of verbs()) {
    const { exitCode, stdout } = await from.run(verb, { cwd: folder.path })
    printed.push(
      `${verb.join(' ')}: ${exitCode} ${stdout.replace(/^(Date: |From (?=[0-9a-f]{40})).*$/gm, '$1')}`,
    )
  }
  return printed
}

describe('a copy of a data folder whose original runs', () => {
  it(
    'is read as the original is, and nothing is written in either or in the repository',
    async () => {
      await serveOriginal()
      const live = path.join(folder.path, 'one')
      cpSync(live, path.join(folder.path, 'two'), {
        recursive: true,
        filter: (from) => !lstatSync(from).isSocket() && !lstatSync(from).isFIFO(),
      })
      const copy = commandLine('two')
      const [before, references] = [stateOf(path.join(folder.path, 'two')), repositoryState()]
      const read = await readAll(copy)
      expect(repositoryState()).toEqual(references)
      expect(read.join('\n')).toContain('"decision":"accept"')
      const told = await copy.run(['sessions'])
      expect(told.stderr.trim().split('\n')).toEqual([
        expect.stringMatching(
          /two is a copy of .*one, which is still there, so it is only read.*winnow adopt/,
        ),
      ])
      expect((await copy.run(['gc', '--dry-run'])).exitCode).toBe(0)
      expect((await copy.run(['recover'])).stdout).toContain('The database is whole.')
      expect(stateOf(path.join(folder.path, 'two'))).toEqual(before)
      expect(repositoryState()).toEqual(references)
      expect(readdirSync(temporary()).filter((name) => name.startsWith('winnow'))).toEqual([])
      expect(read).toEqual(await readAll(original))
      // Decisions go on in the original, and the copy knows nothing of them.
      await original.json(['decide', session, '--file', 'b.txt', '--reject'])
      expect(await original.json(['show', session])).toMatchObject({ counts: { undecided: 0 } })
      expect(await copy.json(['show', session])).toMatchObject({ counts: { undecided: 1 } })
    },
    patience,
  )

  it(
    'is not written by what it refuses either',
    async () => {
      cpSync(path.join(folder.path, 'one'), path.join(folder.path, 'two'), { recursive: true })
      const copy = commandLine('two')
      const [before, references] = [stateOf(path.join(folder.path, 'two')), repositoryState()]
      for (const verb of [
        ['decide', session, '--all', 'accept'],
        ['land', session, '--branch', 'main', '--message', 'x'],
        ['undo', session],
        ['review', 'main..work', '--repo', repository.path],
        ['task', 'do it', '--agent', 'command', '--run', 'true', '--repo', repository.path, '--wait'],
        ['task', 'do it', '--agent', 'command', '--run', 'true', '--repo', repository.path],
        ['open', repository.path],
        ['follow-up', session, 'go on'],
        ['refresh', session],
        ['discard', session],
        ['recover', '--whole'],
        ['gc'],
      ])
        expect([verb[0], await copy.run(verb)]).toEqual([
          verb[0],
          expect.objectContaining({ exitCode: 5, stderr: expect.stringContaining('winnow adopt') as string }),
        ])
      expect(await copy.run(['serve'])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('winnow adopt') as string,
      })
      expect(stateOf(path.join(folder.path, 'two'))).toEqual(before)
      expect(repositoryState()).toEqual(references)
    },
    patience,
  )

  it(
    'is read where an older version wrote it, too',
    async () => {
      const [old] = oldDatabases()
      if (old === undefined) throw new Error('there is no data folder of an older version')
      const place = path.join(realpathSync(folder.path), 'old')
      const { home } = new OldDataFolder(old, place)
      unwrap(claimHome(home)).release()
      cpSync(home, path.join(folder.path, 'two'), { recursive: true })
      const before = stateOf(path.join(folder.path, 'two'))
      const read = await commandLine('two').json<{ sessions: readonly { id: string }[] }>([
        'sessions',
        '--all',
      ])
      expect(read.sessions.map(({ id }) => id).sort()).toEqual(Object.keys(old.expected.sessions).sort())
      expect(stateOf(path.join(folder.path, 'two'))).toEqual(before)
    },
    patience,
  )
})

describe('a data folder that can’t be written', () => {
  const place = (): string => path.join(folder.path, 'one')
  const setWritable = (to: boolean): void => {
    for (const name of ['.', ...readdirSync(place(), { recursive: true, encoding: 'utf8' })]) {
      const file = path.join(place(), name)
      const { mode } = statSync(file)
      chmodSync(file, to ? mode | 0o200 : mode & ~0o222)
    }
  }

  it(
    'for its permissions is read',
    async (context) => {
      if (process.getuid?.() === 0) return context.skip('an administrator may write everywhere')
      const expected = await readAll(original)
      setWritable(false)
      const before = stateOf(place())
      try {
        const read = commandLine('one')
        expect(await readAll(read)).toEqual(expected)
        expect((await read.run(['sessions'])).stderr).toMatch(/can’t be written .*so it is only read/)
        expect((await read.run(['decide', session, '--all', 'accept'])).exitCode).toBe(5)
        expect(stateOf(place())).toEqual(before)
      } finally {
        setWritable(true)
      }
    },
    patience,
  )

  it(
    'since it is mounted so is read, whether its owner runs or not',
    async (context) => {
      const obstacle = mountObstacle()
      if (obstacle !== null) return context.skip(obstacle)
      mkdirSync(path.join(folder.path, 'mounted'))
      const expected = await readAll(original)
      bindMount(place(), path.join(folder.path, 'mounted'))
      try {
        remountReadOnly(path.join(folder.path, 'mounted'))
        const mounted = commandLine('mounted')
        const before = stateOf(place())
        expect(await readAll(mounted)).toEqual(expected)
        expect((await mounted.run(['sessions'])).stderr).toMatch(/can’t be written .*so it is only read/)
        expect((await mounted.run(['decide', session, '--all', 'accept'])).exitCode).toBe(5)
        expect(stateOf(place())).toEqual(before)
        await serveOriginal()
        expect(await readAll(mounted)).toEqual(expected)
      } finally {
        unmount(path.join(folder.path, 'mounted'))
      }
    },
    patience,
  )
})
