import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { LongGit, LongGits } from '#shared/contract/workbench.ts'
import { isAlive } from '#test/support/agent-turn.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** A git that works for long may hang or only be slow: the person is asked, and it is ended only if they say so. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => {
    made.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
    made.git('switch', '-q', '-c', 'work')
    made.commit('two', { 'a.txt': 'A\n' })
    made.git('switch', '-q', 'main')
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

/** Starts the workbench again so that it asks after a moment; `config` is the person's own. */
async function asksSoon(config = ''): Promise<void> {
  await workbench.end()
  writeFileSync(path.join(folder.path, 'person.config'), config)
  workbench = await TestWorkbench.start(folder.path, {
    env: { WINNOW_GIT_PATIENCE: '0.1', GIT_CONFIG_GLOBAL: path.join(folder.path, 'person.config') },
  })
}

/** What the person is asked, from the first time that it satisfies `condition`. */
async function asked(condition: (told: LongGits) => boolean): Promise<readonly LongGit[]> {
  for await (const told of await workbench.client.workbench.watchLongGits())
    if (condition(told)) return told.gits
  throw new Error('the stream ended')
}

/** Whether something has this pipe open to read it. */
function isReading(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK))
    return true
  } catch {
    return false
  }
}

/** Has a pipe in the place of an object, which git opens and waits at for ever. */
function blockObject(oid: string): () => void {
  const file = path.join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2))
  const bytes = readFileSync(file)
  rmSync(file)
  execFileSync('mkfifo', [file])
  return () => {
    rmSync(file)
    writeFileSync(file, bytes)
  }
}

async function reviewOfWork(): Promise<string> {
  const source = { kind: 'range', range: 'main..work' } as const
  return unwrap(await workbench.client.session.review({ repository: id, source })).session
}

test('of a pipe in the place of an object is asked again after twice the time, and ended with a sentence', async () => {
  await asksSoon()
  const session = await reviewOfWork()
  const oid = repository.git('rev-parse', 'work:a.txt')
  unwrap(await workbench.client.changeset.get({ session }))
  const mend = blockObject(oid)
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path, { env: { WINNOW_GIT_PATIENCE: '0.1' } })
  const { client } = workbench
  const reading = client.changeset.file({ session, path: 'a.txt' })
  // On a busy machine others take that long, too, and are over soon.
  const ofChangeset = ({ purpose }: LongGit): boolean => purpose === 'compute a changeset'
  const hanging = async (is: boolean): Promise<LongGit | undefined> =>
    (await asked(({ gits }) => gits.some(ofChangeset) === is)).find(ofChangeset)
  const first = await hanging(true)
  expect(first).toMatchObject({ folder: repository.path })
  expect(first?.elapsed).toBeGreaterThanOrEqual(100)

  expect(await client.workbench.waitForGit({ git: first?.id ?? 0 })).toBe(true)
  expect((await asked(() => true)).filter(ofChangeset)).toEqual([])
  const again = await hanging(true)
  expect(again?.id).toBe(first?.id)
  expect(again?.elapsed).toBeGreaterThanOrEqual(2 * (first?.elapsed ?? 0))

  expect(await client.workbench.endGit({ git: first?.id ?? 0 })).toBe(true)
  const read = await reading
  expect(read.ok ? '' : read.error.message).toMatch(/it was ended, as you asked, after \d+ s/)
  expect(await hanging(false)).toBeUndefined()
  expect(await client.workbench.endGit({ git: first?.id ?? 0 })).toBe(false)

  mend()
  unwrap(await client.changeset.file({ session, path: 'a.txt' }))
})

test('is ended with the filter that it waits for, and the turn’s end says so', async () => {
  const pid = path.join(folder.path, 'filter.pid')
  const pipe = path.join(folder.path, 'never')
  execFileSync('mkfifo', [pipe])
  await asksSoon(`[filter "stuck"]\n\tclean = "echo $$ > ${pid}; exec cat ${pipe}"\n`)
  const session = await workbench.task(id, 'echo "*.bin filter=stuck" > .gitattributes; echo x > x.bin')
  // On a slow machine it is asked about before its filter runs, and then not again for a while.
  await until('the filter runs', () => existsSync(pid))
  const [git] = await asked(({ gits }) => gits.length === 1)
  expect(await workbench.client.workbench.endGit({ git: git?.id ?? 0 })).toBe(true)
  const { activity } = await workbench.state(session, 'failed')
  expect(activity).toMatch(/it was ended, as you asked, after \d+ s/)
  // It was killed with its git; whoever has it as a child by then may still have to hear of it.
  await until('the filter is gone', () => !isAlive(Number(readFileSync(pid, 'utf8'))), 30_000)
})

test('that is only slow is asked about and goes on to its end, and one that waits for us is not asked about', async () => {
  const go = path.join(folder.path, 'go')
  await asksSoon(
    `[filter "slow"]\n\tclean = "while ! test -e ${go}; do sleep 0.01; done; cat"\n\tsmudge = cat\n`,
  )
  // Its reader of objects stays, and waits for questions.
  unwrap(await workbench.client.changeset.get({ session: await reviewOfWork() }))
  const session = await workbench.task(id, 'echo "*.bin filter=slow" > .gitattributes; echo x > x.bin')
  const gits = await asked((told) => told.gits.some(({ purpose }) => purpose !== 'read objects'))
  expect(gits).toHaveLength(1)
  await workbench.client.workbench.waitForGit({ git: gits[0]?.id ?? 0 })
  await asked((told) => told.gits.length > 0)
  writeFileSync(go, '')
  await workbench.state(session, 'ready')
  expect(await asked((told) => told.gits.length === 0)).toEqual([])
  expect(repository.git('show', `refs/winnow/${session}/r1:x.bin`)).toBe('x')
})

test('is told of on the command line, and goes with the command', async () => {
  await workbench.end()
  const winnow = new CommandLine(folder.path, { WINNOW_GIT_PATIENCE: '0.1' })
  const { session } = await winnow.json<{ session: string }>(['review', 'work', '--repo', repository.path])
  const oid = repository.git('rev-parse', 'work:a.txt')
  blockObject(oid)
  const command = winnow.start(['changeset', session])
  const ended = once(command, 'close')
  let said = ''
  command.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  await until('it is told twice', () => said.split('winnow: git still works to').length > 2)
  expect(said).toContain(`in ${repository.path} (`)
  command.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  const pipe = path.join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2))
  await until('git is gone', () => !isReading(pipe))
})
