import { spawn, type ChildProcess } from 'node:child_process'
import { open, type FileHandle } from 'node:fs/promises'
import type { Server } from 'node:net'
import type { Readable } from 'node:stream'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { CommandLine, NetworkPlace } from '../containment.ts'
import { settledWithin } from '../settled-within.ts'

/** An address of the namespace's loopback that is listened on. */
export interface Listening {
  readonly address: string
  readonly port: number
}

/** A network of its own, in which there is nothing but loopback and what listens there for the workbench. */
export interface NetworkNamespace {
  readonly place: NetworkPlace
  /** In the order in which they were asked for; null where the address could not be listened on. */
  readonly servers: readonly (Server | null)[]
  /** Lets go of the namespace; its servers are their own to close. */
  close(): Promise<void>
}

/** Milliseconds that making one may take. */
const patience = 30_000

/**
 * Runs in the new namespace, listens there, and hands the sockets to the workbench: a socket stays in the network that it
 * was made in, whoever has it. So nothing of the workbench is left inside that could be asked, traced or killed.
 */
const listener = `
const { createServer } = require('node:net')
const wanted = JSON.parse(process.argv[1])
const next = (at) => {
  if (at === wanted.length) return process.send('all')
  const server = createServer()
  server.once('error', () => process.send('none', () => next(at + 1)))
  server.listen(wanted[at].port, wanted[at].address, () =>
    process.send('server', server, () => {
      server.close()
      next(at + 1)
    }))
}
process.on('message', () => process.disconnect())
next(0)`

/**
 * Makes one with bubblewrap, which also sets its loopback up. `beside` gives the command that runs one with the rights of
 * what holds the turn's processes. The error says in a few words why there is none.
 */
export async function makeNetworkNamespace(
  program: string,
  wanted: readonly Listening[],
  beside: (command: CommandLine) => CommandLine,
): Promise<Result<NetworkNamespace, string>> {
  const args = ['--unshare-user', '--unshare-net', '--dev-bind', '/', '/', '--info-fd', '4', '--']
  const { file, args: words } = beside({
    file: program,
    args: [...args, process.execPath, '-e', listener, '--', JSON.stringify(wanted)],
  })
  const child = spawn(file, [...words], {
    cwd: '/',
    env: { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
  })
  if ((child.stdio as unknown) === undefined) {
    child.once('error', () => undefined)
    return err('too many files are open')
  }
  const servers: (Server | null)[] = []
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => (said = (said + bytes.toString('utf8')).slice(-300)))
  const handles = openHandles(child)
  const gone = new Promise<void>((resolve) => {
    child.on('message', (message, handle) => {
      if (message !== 'all')
        servers.push(message === 'server' ? ((handle as Server | undefined) ?? null) : null)
      // It stays until its namespaces are open here, which are gone with it otherwise.
      else void handles.then(() => child.connected && child.send('over', () => undefined))
    })
    child.once('error', (error) => {
      said ||= error.message
      resolve()
    })
    child.once('close', () => resolve())
  })
  const inTime = await settledWithin(gone, patience)
  if (!inTime) killGroup(child)
  const [user, net] = await handles
  const failed = async (why: string): Promise<Result<NetworkNamespace, string>> => {
    for (const server of servers) server?.close()
    await Promise.all([user?.close(), net?.close()])
    return err(why)
  }
  if (user === null || net === null || user === undefined || net === undefined)
    return failed(said.trim().split('\n').at(-1) || 'it could not be made')
  if (servers.length !== wanted.length || servers[0] === null) return failed('nothing can listen in it')
  const openedAs = (handle: FileHandle): string => `/proc/${process.pid}/fd/${handle.fd}`
  return ok({
    place: { user: openedAs(user), net: openedAs(net) },
    servers,
    async close() {
      await Promise.all([user.close(), net.close()])
    },
  })
}

/** Opens the namespaces of the process that bubblewrap says it started: with that they outlive it. */
async function openHandles(child: ChildProcess): Promise<readonly (FileHandle | null)[]> {
  const information = child.stdio[4] as Readable
  let text = ''
  information.on('error', () => undefined)
  const number = await new Promise<string | null>((resolve) => {
    information.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8')
      const found = /"child-pid":\s*(\d+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    information.once('close', () => resolve(null))
  })
  if (number === null) return [null, null]
  return Promise.all(['user', 'net'].map((kind) => open(`/proc/${number}/ns/${kind}`, 'r').catch(() => null)))
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
