import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ok, unwrap } from '#shared/base/result.ts'
import { contract } from '#shared/contract/index.ts'
import { hostContract } from '#shared/contract/host.ts'
import { connectToOwner, reachOwner } from '#main/client/connect.ts'
import { claimHome } from '#main/instance/claim.ts'
import { clientSocket } from '#main/instance/client-socket.ts'
import { startHost } from '#main/instance/host.ts'
import { holdProof, Proofs } from '#main/instance/proof.ts'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder, turnMark } from '#main/system/turn-mark.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { systemClock } from '#shared/base/clock.ts'
import { openStore } from '#main/store/open-store.ts'
import { createWorkbench } from '#main/workbench.ts'
import { createChannelLink, createWorkbenchClient } from '#shared/rpc/client.ts'
import { TestRepository, temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import { tinyWorkbench } from '#test/support/tiny-workbench.ts'
import { until } from '#test/support/until.ts'

const linux = process.platform === 'linux'
let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

describe.runIf(linux)('a process of an agent', () => {
  let winnow: CommandLine
  let repository: TestRepository
  let server: ReturnType<CommandLine['start']>
  beforeEach(async () => {
    winnow = new CommandLine(folder.path)
    repository = new TestRepository(path.join(folder.path, 'repo'))
    repository.commit('one', { 'a.txt': 'a\n' })
    server = winnow.start(['serve'])
    let said = ''
    server.stdout.on('data', (bytes) => (said += String(bytes)))
    await until('the host serves', () => said.includes('Open '), 30_000)
  })
  afterEach(async () => {
    for (const { pid } of await markedProcesses(markOfFolder(winnow.home))) process.kill(pid, 'SIGKILL')
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
  })

  const said = path.join.bind(path)
  /** A line that calls winnow as the person would, and keeps what it said and its exit code. */
  const call = (name: string, words: string, before = ''): string => {
    const file = said(folder.path, name)
    const bin = path.resolve('bin/winnow.mjs')
    return `${before} '${process.execPath}' '${bin}' ${words} --json > '${file}.part' 2>&1; echo "exit $?" >> '${file}.part'; mv '${file}.part' '${file}'`
  }
  const answer = (name: string): string => readFileSync(said(folder.path, name), 'utf8')
  const task = (run: string): Promise<{ readonly session: string }> =>
    winnow.json(['task', 'x', '--repo', repository.path, '--run', run, '--wait'])

  test('reads, but neither decides nor lands, whatever it makes of its environment', async () => {
    const home = `export WINNOW_HOME='${winnow.home}'`
    const clean = `env -i HOME="$HOME" PATH="$PATH" WINNOW_HOME='${winnow.home}'`
    const lines = [
      'echo evil >> a.txt',
      home,
      call('sessions', 'sessions'),
      call('refresh', 'refresh $WINNOW_SESSION'),
      call('land', 'land $WINNOW_SESSION --branch main --message innocent'),
      call('rules', `rules --repo '${repository.path}'`),
      call('allow', `rules allow 'rm -rf *' --repo '${repository.path}'`),
      call('open', `open '${repository.path}'`),
      call('figures', 'figures'),
      call('figures-deleted', 'figures --delete'),
      call('clean', 'land $WINNOW_SESSION --branch main --message innocent', clean),
    ]
    const { session } = await task(lines.join('\n'))
    expect(JSON.parse(answer('sessions').replace(/exit 0\n$/, ''))).toMatchObject({
      sessions: [{ id: session }],
    })
    for (const name of ['refresh', 'land', 'rules', 'allow', 'open', 'figures', 'figures-deleted', 'clean']) {
      expect(answer(name)).toContain('Only the person may do this')
      expect(answer(name)).toContain('exit 4')
    }
    const { counts } = await winnow.json<{ counts: object }>(['show', session])
    expect(counts).toMatchObject({ undecided: 1, accepted: 0 })
    expect(repository.git('show', 'main:a.txt')).toBe('a')

    expect(await winnow.json(['rules', '--repo', repository.path])).toMatchObject({ rules: [] })

    // The person's own command line goes on as ever.
    await winnow.json(['decide', session, '--all', 'accept'])
    await winnow.json(['land', session, '--branch', 'main', '--message', 'wanted'])
    expect(repository.git('show', 'main:a.txt')).toBe('a\nevil')
  })

  test('is told of in its session', async () => {
    const { session } = await task(
      `echo evil >> a.txt; export WINNOW_HOME='${winnow.home}'; ${call('refresh', 'refresh $WINNOW_SESSION')}`,
    )
    const reached = unwrap(
      await connectToOwner(winnow.home, JSON.parse(readFileSync('package.json', 'utf8')).version),
    )
    const { items } = unwrap(await reached.client.session.timeline({ session }))
    reached.close()
    const texts = items.flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
    expect(texts.filter((text) => text.includes('asked Winnow for what only you may do'))).toHaveLength(1)
  })

  test('that outlives its turn is refused by its mark, also when nobody owns the folder', async () => {
    const reached = unwrap(
      await connectToOwner(winnow.home, JSON.parse(readFileSync('package.json', 'utf8')).version),
    )
    await reached.client.workbench.saveSettings({ endAllProcesses: false })
    reached.close()
    const go = said(folder.path, 'go')
    // Its turn ends once it has a session of its own: before that it would end with it.
    const line = `ln -s /dev/null '${go}0'; while ! test -e '${go}'; do sleep 0.05; done; export WINNOW_HOME='${winnow.home}'; ${call('late', 'decide $WINNOW_SESSION --all accept')}; ${call('land', 'land $WINNOW_SESSION --branch main --message innocent')}; while ! test -e '${go}2'; do sleep 0.05; done; ${call('alone', 'land $WINNOW_SESSION --branch main --message innocent')}`
    const { session } = await task(
      `echo evil >> a.txt; setsid sh -c "$LATE" >/dev/null 2>&1 & while ! test -e '${go}0'; do sleep 0.02; done`.replace(
        '"$LATE"',
        JSON.stringify(line).replaceAll('$WINNOW', '\\$WINNOW').replaceAll('$?', '\\$?'),
      ),
    )
    symlinkSync('/dev/null', go)
    await until('it tried', () => existsSync(said(folder.path, 'land')), 30_000)
    for (const name of ['late', 'land']) expect(answer(name)).toContain('exit 4')
    expect(await winnow.json(['show', session])).toMatchObject({ counts: { undecided: 1, accepted: 0 } })
    server.kill('SIGTERM')
    await once(server, 'exit')
    symlinkSync('/dev/null', `${go}2`)
    await until('it tried again', () => existsSync(said(folder.path, 'alone')), 30_000)
    expect(answer('alone')).toContain('exit 4')
    expect(repository.git('show', 'main:a.txt')).toBe('a')
  })
})

test('an agent’s processes may ask for what only reads, and for nothing that is new', () => {
  const open = Object.entries({ ...contract, host: hostContract }).flatMap(([noun, procedures]) =>
    Object.entries(procedures)
      .filter(([, procedure]) => procedure['~orpc'].meta.forAgents === true)
      .map(([verb]) => `${noun}.${verb}`),
  )
  expect(open.sort()).toEqual([
    'changeset.blob',
    'changeset.file',
    'changeset.get',
    'changeset.names',
    'changeset.previous',
    'changeset.proposed',
    'changeset.provenance',
    'changeset.units',
    'changeset.watch',
    'landing.fileDifference',
    'landing.preview',
    'repository.list',
    'session.commit',
    'session.commits',
    'session.follow',
    'session.get',
    'session.list',
    'session.output',
    'session.timeline',
    'session.watch',
    'session.watchTimeline',
    'workbench.info',
  ])
})

describe.runIf(linux)('the proof of which process asks', () => {
  test('counts once, for the process that holds it, and for no other', async () => {
    const home = path.join(folder.path, 'home')
    const owner = unwrap(claimHome(home))
    const proofs = new Proofs(home)
    const held = proofs.give()
    const file = holdProof(home, held)
    // The number is only where it looks first.
    expect(await proofs.check(held, 1)).toEqual({ kind: 'person' })
    expect(await proofs.check(held, process.pid)).toEqual({ kind: 'unknown' })
    file.close()
    const unheld = proofs.give()
    expect(await proofs.check(unheld, process.pid)).toEqual({ kind: 'unknown' })
    const again = proofs.give()
    const second = holdProof(home, again)
    expect(await proofs.check(again, process.pid)).toEqual({ kind: 'person' })
    expect(await proofs.check(again, process.pid)).toEqual({ kind: 'unknown' })
    second.close()
    for (const name of [proofs.give(), '../lock.db', undefined])
      expect(await proofs.check(name, process.pid)).toEqual({ kind: 'unknown' })
    owner.release()
  })

  test('a process that carries a mark of another data folder is the person’s', async () => {
    const home = path.join(folder.path, 'home')
    const running = unwrap(
      await startHost({
        home,
        kind: 'web',
        version: '1',
        workbench: () => Promise.resolve(ok(tinyWorkbench(home))),
      }),
    )
    const { spawnSync } = await import('node:child_process')
    const script = path.resolve('test/support/caller-process.ts')
    const callerWith = (env: Readonly<Record<string, string>>): string =>
      spawnSync(process.execPath, [script, home], {
        env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
        encoding: 'utf8',
      }).stdout
    expect(callerWith({})).toBe('{"kind":"person"}\n')
    expect(callerWith(turnMark('/another/home', 's', 1))).toBe('{"kind":"person"}\n')
    expect(callerWith(turnMark(home, 's', 1))).toBe('{"kind":"agent","session":"s"}\n')
    await running.end()
  })
})

describe.skipIf(process.platform === 'win32')('only the owner answers', () => {
  const host = async (home: string) =>
    unwrap(
      await startHost({
        home,
        kind: 'web',
        version: '1',
        workbench: () => Promise.resolve(ok(tinyWorkbench(home))),
      }),
    )

  test('who took the port of a dead owner hears nothing of a command line', async () => {
    const home = path.join(folder.path, 'home')
    const owner = unwrap(claimHome(home))
    let heard = 0
    const taker = createServer((socket) => {
      heard += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(taker, 'listening')
    const { port } = taker.address() as AddressInfo
    owner.publish({ address: `127.0.0.1:${port}`, secret: 's', pid: 1, version: '1', host: 'web' })
    expect(await connectToOwner(home, '1')).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    expect(heard).toBe(0)
    taker.close()
    owner.release()
  })

  test.runIf(linux)('a data folder with a long path is reached all the same', async () => {
    const home = path.join(folder.path, 'long'.repeat(20), 'longer'.repeat(20), 'home')
    const running = await host(home)
    expect(Buffer.byteLength(clientSocket(home))).toBeGreaterThan(107)
    expect(existsSync(clientSocket(home))).toBe(true)
    const reached = unwrap(await connectToOwner(home, '1'))
    expect(await reached.client.workbench.info()).toMatchObject({ home })
    reached.close()
    await running.end()
    expect(existsSync(clientSocket(home))).toBe(false)
  })

  test('a socket in a folder that others may enter is not trusted, and the owner closes it', async () => {
    const home = path.join(folder.path, 'home')
    const running = await host(home)
    chmodSync(path.join(home, 'private'), 0o755)
    expect(await connectToOwner(home, '1')).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    await running.end()
    const again = await host(home)
    expect(statSync(path.join(home, 'private')).mode & 0o777).toBe(0o700)
    unwrap(await connectToOwner(home, '1')).close()
    await again.end()
  })
})

test('a data folder inside of a repository is in no snapshot of it', async () => {
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.write({ 'new.txt': 'new\n' })
  const inside = new CommandLine(folder.path, { WINNOW_HOME: path.join(repository.path, 'data') })
  const made = await inside.json<{ session: string }>(['review', '--uncommitted', '--repo', repository.path])
  const { files } = await inside.json<{ files: readonly { path: string }[] }>(['changeset', made.session])
  expect(files.map((file) => file.path)).toEqual(['new.txt'])
  expect(existsSync(path.join(repository.path, 'data', 'private'))).toBe(true)
})

test('the ledger says which decisions came by a command line, and which from a window', async () => {
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.write({ 'a.txt': 'b\n', 'new.txt': 'new\n' })
  const winnow = new CommandLine(folder.path)
  const { session } = await winnow.json<{ session: string }>([
    ...['review', '--uncommitted', '--repo', repository.path],
  ])
  await winnow.json(['decide', session, '--file', 'new.txt', '--accept'])
  // A window of a process that does not own the folder.
  const home = winnow.home
  const env = { ...testGitEnvironment(folder.path), SHELL: '/bin/sh' }
  const running = unwrap(
    await startHost({
      home,
      kind: 'web',
      version: '1',
      workbench: () => createWorkbench({ home, host: 'web', env, version: '1', openedPath: null }),
    }),
  )
  const window = unwrap(await reachOwner(home, '1', 'window'))
  const client = createWorkbenchClient(createChannelLink(window.channel))
  const { files } = unwrap(await client.changeset.get({ session }))
  const decisions = files.flatMap(({ hunks }) =>
    hunks.map(({ id }) => ({ hunk: id, verdict: 'accept' as const })),
  )
  unwrap(await client.review.decide({ session, decisions }))
  window.channel.close()
  await running.end()
  const store = unwrap(openStore(winnow.home, systemClock))
  const entries = store.readAll('review/').filter(({ type }) => type === 'decided')
  store.close()
  expect(entries.map(({ data }) => (data as { by: object }).by)).toEqual([
    { kind: 'person', client: 'commandLine' },
    { kind: 'person' },
  ])
})
