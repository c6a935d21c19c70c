import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { dial, type Outside } from '#main/agents/network/outside.ts'

/** Public addresses that lead nowhere (RFC 5737), which stand for servers of this machine. */
export const standIn = (at: number): string => `203.0.113.${at}`

/**
 * A network in which names and public addresses are what a test says: `names` gives the addresses of a name, and every
 * connection to a stand-in goes to `port` of loopback. What was connected to is noted.
 */
export class TestOutside implements Outside {
  readonly resolved: string[] = []
  readonly connected: string[] = []
  readonly #names: Readonly<Record<string, readonly string[] | (() => readonly string[])>>
  readonly #port: () => number

  constructor(
    names: Readonly<Record<string, readonly string[] | (() => readonly string[])>>,
    port: () => number,
  ) {
    this.#names = names
    this.#port = port
  }

  resolve(host: string): Promise<readonly string[]> {
    this.resolved.push(host)
    const found = this.#names[host] ?? (/^[\d.]+$|:/.test(host) ? [host] : null)
    if (found === null) return Promise.reject(new Error(`no ${host}`))
    return Promise.resolve(typeof found === 'function' ? found() : found)
  }

  connect(addresses: readonly string[], port: number): Promise<Socket> {
    this.connected.push(`${addresses.join(' ')} ${port}`)
    const stands = addresses.some((address) => address.startsWith('203.0.113.'))
    return stands ? dial(['127.0.0.1'], this.#port()) : dial(addresses, port)
  }

  own(): readonly string[] {
    return ['127.0.0.1', '192.0.2.7']
  }
}

/** Listens on loopback and gives its port. */
export async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A server that sends back what it gets, after a word of its own. */
export const echoServer = (): Server =>
  createServer((socket) => (socket.write('hello '), socket.pipe(socket)))
