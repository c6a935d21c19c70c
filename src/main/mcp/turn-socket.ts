import { createHash, timingSafeEqual } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import path from 'node:path'
import { makeTurnFolder } from '../system/folders-of-turns.ts'
import { randomToken } from '../system/random-token.ts'
import { LineTransport } from './line-transport.ts'
import type { ReviewSource } from './review-tools.ts'
import { turnVariables } from './variables.ts'

/** Connections at a time, and milliseconds in which one has to say its token. */
const most = 8
const patience = 10_000

/** Whether the system has such sockets: on Windows a pipe could be opened by everybody. */
export const hasTurnSocket = process.platform !== 'win32'

/** A way to one session's review, for what runs in one turn. */
export interface TurnSocket {
  readonly env: Readonly<Record<string, string>>
  /** Ends every connection; the token lets nobody in any more. */
  close(): Promise<void>
}

/**
 * Opens one: a socket in a folder of its own, which only this user may enter, outside of the data folder, which is hidden from
 * agents. Whoever says the turn's token in the first line is served that session's four tools, whatever else it asks for.
 */
export async function openTurnSocket(
  source: ReviewSource,
  version: string,
  home: string,
): Promise<TurnSocket> {
  const folder = await makeTurnFolder(home, 'socket')
  const file = path.join(folder, 's')
  const token = randomToken()
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined).once('close', () => open.delete(socket))
    if (open.size > most) return void socket.destroy()
    readToken(socket, token, (rest) => {
      void import('./review-server.ts').then(({ serveReview }) =>
        serveReview(source, version, new LineTransport(socket, socket, rest)),
      )
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(file, resolve)
  })
  return {
    env: { [turnVariables.socket]: file, [turnVariables.token]: token },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    },
  }
}

/** Reads the first line, and gives what came after it if it is the token; else the connection ends. */
function readToken(socket: Socket, token: string, letIn: (rest: Buffer) => void): void {
  let begun = Buffer.alloc(0)
  const refuse = (why: string): void => {
    socket.end(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32600, message: why } })}\n`)
  }
  const timer = setTimeout(() => refuse('The token of the turn did not come in time.'), patience)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
  const take = (bytes: Buffer): void => {
    begun = Buffer.concat([begun, bytes])
    const end = begun.indexOf(0x0a)
    if (end === -1 && begun.length <= 200) return
    socket.off('data', take)
    socket.pause()
    clearTimeout(timer)
    if (end !== -1 && isSame(begun.subarray(0, end).toString('latin1'), token)) letIn(begun.subarray(end + 1))
    else refuse('This is not the token of a turn that runs. Nothing was done.')
  }
  socket.on('data', take)
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}
