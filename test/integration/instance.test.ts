import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { err, ok, unwrap } from '#shared/base/result.ts'
import { createWorkbenchClient } from '#shared/rpc/client.ts'
import { connectToOwner } from '#main/client/connect.ts'
import { openWorkbench } from '#main/client/open.ts'
import { startHost, type RunningHost } from '#main/instance/host.ts'
import { claimHome } from '#main/instance/claim.ts'
import { clientSocket } from '#main/instance/client-socket.ts'
import { winnowHome } from '#main/instance/home.ts'
import { readRecord, recordFile } from '#main/instance/record.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { tinyWorkbench, type TinyWorkbench } from '#test/support/tiny-workbench.ts'
import { until } from '#test/support/until.ts'

const script = fileURLToPath(new URL('../support/owner-process.ts', import.meta.url))
let folder: ReturnType<typeof temporaryFolder>
let home: string
let ends: (() => Promise<unknown>)[]

beforeEach(() => {
  folder = temporaryFolder()
  home = path.join(folder.path, 'home')
  ends = []
})
afterEach(async () => {
  for (const end of ends.reverse()) await end()
  folder.remove()
})

/** Starts a process that opens the workbench; resolves with what it says of itself. */
async function start(mode: 'hold' | 'once'): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [script, home, mode], { stdio: ['pipe', 'pipe', 'inherit'] })
  ends.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, line }
}

async function host(tiny: TinyWorkbench, version = '1.0.0'): Promise<RunningHost> {
  const running = unwrap(
    await startHost({ home, kind: 'web', version, workbench: () => Promise.resolve(ok(tiny)) }),
  )
  ends.push(() => running.end(0))
  return running
}
const open = async (tiny = tinyWorkbench(home), patience = 10_000) => {
  const opened = await openWorkbench({
    home,
    version: '1.0.0',
    patience,
    workbench: () => Promise.resolve(ok(tiny)),
  })
  if (opened.ok) ends.push(() => opened.value.close())
  return opened
}

describe('the data folder', () => {
  it('is named by WINNOW_HOME, else by the platform', () => {
    expect(winnowHome({ WINNOW_HOME: '/a/b' })).toBe('/a/b')
    expect(winnowHome({ HOME: '/h', XDG_DATA_HOME: '/x' }, 'linux')).toBe('/x/winnow')
    expect(winnowHome({ HOME: '/h', XDG_DATA_HOME: 'relative' }, 'linux')).toBe('/h/.local/share/winnow')
    expect(winnowHome({ HOME: '/h' }, 'darwin')).toBe('/h/Library/Application Support/Winnow')
  })

  it('is made for its owner only, and owned once', () => {
    const first = unwrap(claimHome(home))
    expect(statSync(home).mode & 0o777).toBe(0o700)
    expect(claimHome(home)).toMatchObject({ ok: false, error: { kind: 'owned' } })
    first.publish({ address: '127.0.0.1:1', secret: 's', pid: 1, version: '1', host: 'web' })
    expect(statSync(recordFile(home)).mode & 0o777).toBe(0o600)
    first.release()
    expect(existsSync(recordFile(home))).toBe(false)
    unwrap(claimHome(home)).release()
  })

  it('is no folder that has other things in it and is open to others', () => {
    mkdirSync(home)
    chmodSync(home, 0o755)
    writeFileSync(path.join(home, 'photo'), '')
    expect(claimHome(home)).toMatchObject({ ok: false, error: { kind: 'unusableHome', paths: [home] } })
    expect(readdirSync(home)).toEqual(['photo'])
    expect(statSync(home).mode & 0o777).toBe(0o755)
    chmodSync(home, 0o700)
    unwrap(claimHome(home)).release()
  })

  it('is closed again where others may enter it', () => {
    unwrap(claimHome(home)).release()
    chmodSync(home, 0o755)
    unwrap(claimHome(home)).release()
    expect(statSync(home).mode & 0o777).toBe(0o700)
  })

  it('whose lock is damaged says that it can be removed', () => {
    mkdirSync(path.join(home, 'private'), { recursive: true })
    writeFileSync(
      path.join(home, 'private', 'lock.db'),
      'not a database, for more than one hundred bytes. '.repeat(100),
    )
    const damaged = claimHome(home)
    expect(damaged).toMatchObject({ ok: false, error: { kind: 'unusableHome' } })
    expect(damaged.ok ? '' : damaged.error.message).toContain('remove it while no Winnow runs')
    rmSync(path.join(home, 'private', 'lock.db'))
    unwrap(claimHome(home)).release()
  })

  it('keeps what only the owner may read in a folder that is closed to others, whatever its mode was', () => {
    mkdirSync(path.join(home, 'private'), { recursive: true, mode: 0o777 })
    chmodSync(path.join(home, 'private'), 0o777)
    const owner = unwrap(claimHome(home))
    owner.publish({ address: '127.0.0.1:1', secret: 's', pid: 1, version: '1', host: 'web' })
    expect(statSync(path.join(home, 'private')).mode & 0o777).toBe(0o700)
    expect(readdirSync(home)).toEqual(['.gitignore', 'private'])
    owner.release()
  })

  it('is not claimed while a first version owns it by the lock at the old place, which goes afterwards', () => {
    mkdirSync(home)
    const old = new Database(path.join(home, 'lock.db'))
    old.exec('PRAGMA journal_mode=DELETE')
    old.exec('BEGIN EXCLUSIVE')
    writeFileSync(path.join(home, 'instance.json'), '{}')
    expect(claimHome(home)).toMatchObject({ ok: false, error: { kind: 'owned', paths: [home] } })
    expect(existsSync(path.join(home, 'instance.json'))).toBe(true)
    old.exec('ROLLBACK')
    old.close()
    unwrap(claimHome(home)).release()
    expect(readdirSync(home)).toEqual(['.gitignore', 'private'])
  })

  it('that cannot be a folder is a failure with its path', () => {
    writeFileSync(home, 'a file')
    expect(claimHome(home)).toMatchObject({ ok: false, error: { kind: 'unusableHome', paths: [home] } })
  })
})

describe('the owner and its clients', () => {
  it('answers programs that know the secret, and no others', async () => {
    const running = await host(tinyWorkbench(home))
    const connection = unwrap(await connectToOwner(home, '1.0.0'))
    expect(await connection.client.workbench.info()).toMatchObject({ home })
    expect(running.connections).toBe(1)
    connection.close()
    await until('the client to be gone', () => running.connections === 0)
    const record = readRecord(home)
    writeFileSync(recordFile(home), JSON.stringify({ ...record, secret: 'other' }))
    expect(await connectToOwner(home, '1.0.0')).toMatchObject({ error: { kind: 'unreachable' } })
  })

  it('refuses another version, and says which', async () => {
    await host(tinyWorkbench(home), '2.0.0')
    const refused = await connectToOwner(home, '1.0.0')
    expect(refused).toMatchObject({ error: { kind: 'version' } })
    expect(JSON.stringify(refused)).toContain('2.0.0')
    expect(await open()).toMatchObject({ error: { kind: 'version' } })
  })

  it('is nobody where nobody is', async () => {
    expect(await connectToOwner(home, '1.0.0')).toMatchObject({ error: { kind: 'noOwner' } })
  })

  it('hands on what a workbench says when it cannot start, and lets the folder go', async () => {
    const opened = await openWorkbench({
      home,
      version: '1.0.0',
      workbench: () => Promise.resolve(err({ kind: 'newer', message: 'The database is newer.' })),
    })
    expect(opened).toMatchObject({ error: { kind: 'workbench', message: 'The database is newer.' } })
    unwrap(claimHome(home)).release()
  })

  it('is the first process; the second is its client; killed, it leaves the folder to the next', async () => {
    const first = await start('hold')
    expect(first.line).toBe(`owner ${home}`)
    const second = await start('once')
    expect(second.line).toBe(`client ${home}`)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    expect(readRecord(home)).not.toBeNull()
    const third = await start('once')
    expect(third.line).toBe(`owner ${home}`)
    await once(third.child, 'exit')
    expect(readRecord(home)).toBeNull()
  })

  it('lets many start at once: one owns, all are answered', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => start('once')))
    expect(all.every(({ line }) => line === `owner ${home}` || line === `client ${home}`)).toBe(true)
    expect(all.some(({ line }) => line.startsWith('owner'))).toBe(true)
  })

  it('is waited for while it starts or ends, then given up with a sentence', async () => {
    const lock = unwrap(claimHome(home))
    // An owner that hangs up on whoever comes.
    let looked = 0
    const server = createServer((socket) => {
      looked += 1
      socket.destroy()
    })
    ends.push(() => new Promise((done) => server.close(done)))
    await once(server.listen(clientSocket(home)), 'listening')
    lock.publish({ address: null, secret: 's', pid: 1, version: '1.0.0', host: 'web' })
    const waiting = open()
    await until('a second look', () => looked > 1)
    lock.release()
    expect(unwrap(await waiting).role).toBe('owner')
    const busy = temporaryFolder()
    home = busy.path
    const held = unwrap(claimHome(home))
    expect(await open(undefined, 100)).toMatchObject({ error: { kind: 'owned' } })
    held.release()
    busy.remove()
  })
})

describe('an owner that ends', () => {
  it('answers what was begun, and its clients go on without noticing', async () => {
    const tiny = tinyWorkbench(home)
    const running = await host(tiny)
    const opened = unwrap(await open())
    expect(opened.role).toBe('client')
    const begun = opened.client.session.stop({ session: 'a' })
    await until('the request to be held', () => tiny.held === 1)
    const ended = running.end()
    await until('the record to be withdrawn', () => readRecord(home) === null)
    const refused = opened.client.workbench.info()
    expect(tiny.disposed).toBe(false)
    tiny.release()
    expect(await begun).toMatchObject({ ok: true })
    await ended
    expect(tiny.disposed).toBe(true)
    expect(await refused).toMatchObject({ home })
    expect(opened.role).toBe('owner')
  })

  it('serves on while a session runs that a client waits for', async () => {
    const tiny = tinyWorkbench(home)
    tiny.running = [{ id: 'a', title: 'a' }]
    const owner = unwrap(await open(tiny))
    const connection = unwrap(await connectToOwner(home, '1.0.0'))
    const closed = owner.close()
    expect(await connection.client.workbench.info()).toMatchObject({ home })
    expect(tiny.disposed).toBe(false)
    connection.close()
    await closed
    expect(tiny.disposed).toBe(true)
  })

  it('does not run a request twice when it is lost on the way', async () => {
    const tiny = tinyWorkbench(home)
    const running = await host(tiny)
    const opened = unwrap(await open())
    const lost = opened.client.session.stop({ session: 'a' }).catch((error: unknown) => error)
    await until('the request to be held', () => tiny.held === 1)
    await running.end(0)
    expect(await lost).toMatchObject({ name: 'ConnectionLostError', begun: true })
    expect(await opened.client.workbench.info()).toMatchObject({ home })
  })

  it('gives in-process clients the same contract', async () => {
    const running = await host(tinyWorkbench(home))
    const client = createWorkbenchClient(running.link())
    expect(await client.workbench.info()).toMatchObject({ home })
    expect(running.connections).toBe(0)
    const events = await client.host.watch()
    running.tell({ type: 'command', command: 'x.y' })
    expect((await events.next()).value).toEqual({ type: 'command', command: 'x.y' })
  })
})
