import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'

/** The network as the workbench itself has it. */
export interface Outside {
  /** The addresses of a name; an address is its own. Rejects where there are none. */
  resolve(host: string): Promise<readonly string[]>
  /** Connects to one of these addresses, tried in turn. Rejects where none answers. */
  connect(addresses: readonly string[], port: number): Promise<Socket>
  /** The addresses that this machine has itself. */
  own(): readonly string[]
}

/** Milliseconds that all tries to connect to a host may take. */
const patience = 30_000

/** That of this machine. */
export const machineOutside: Outside = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  connect: dial,
  own: () => Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
}

/** Connects to one of these addresses, by Node's own order of tries. */
export async function dial(addresses: readonly string[], port: number): Promise<Socket> {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const socket = connect({
    // No address: Node asks `lookup` only for names.
    host: 'resolved.invalid',
    port,
    allowHalfOpen: true,
    autoSelectFamily: true,
    // The name was resolved before, and its addresses looked at: no other is connected to.
    lookup: (_host, _options, done) => done(null, found),
  })
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => socket.destroy(new Error('it does not answer')), patience)
    const fail = (error: Error): void => {
      clearTimeout(limit)
      reject(error)
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      clearTimeout(limit)
      socket.off('error', fail)
      resolve(socket)
    })
  })
}
