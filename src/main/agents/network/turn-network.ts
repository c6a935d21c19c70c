import type { Server, Socket } from 'node:net'
import type { Result } from '#shared/base/result.ts'
import type { NetworkPlace, TurnNetwork } from '../containment.ts'
import type { NetworkAsks } from '../network-asks.ts'
import { Gate, type Reach } from './gate.ts'
import { joinStreams } from './join-streams.ts'
import { makeNetworkNamespace, type Listening, type NetworkNamespace } from './network-namespace.ts'
import { dial, type Outside } from './outside.ts'
import { proxyEnvironment } from './proxy-environment.ts'
import { serveProxy } from './proxy.ts'
import type { Target } from './target.ts'

/** The port of the proxy, in a network where nothing else listens yet. */
const proxyPort = 47_128

/** What a turn's network is made of. */
export interface TurnReach extends Reach {
  /** Servers of this machine's loopback that are found inside at the same address. */
  readonly forwarded: readonly Target[]
}

/** One for a turn, made with its first command: nothing leads out of it but the proxy and what is forwarded. */
export function openTurnNetwork(options: {
  /** The path of `bwrap`. */
  readonly program: string
  readonly reach: TurnReach
  readonly asks: Pick<NetworkAsks, 'mayReach'>
  readonly outside: Outside
  /** The person's environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}): TurnNetwork & { close(): Promise<void> } {
  const { program, reach, env } = options
  const over = new AbortController()
  const gate = new Gate({ ...options, over: over.signal })
  const ports = new Set(reach.forwarded.map(({ port }) => port))
  let port = proxyPort
  while (ports.has(port)) port += 1
  const forwards = reach.forwarded.flatMap((target) =>
    addressesOf(target.host).map((address) => ({ target, address, port: target.port })),
  )
  const wanted: readonly Listening[] = [
    { address: '127.0.0.1', port },
    ...forwards.map(({ address, port: own }) => ({ address, port: own })),
  ]
  let made: Promise<Result<NetworkNamespace, string>> | null = null
  const ends: (() => void)[] = []
  const serve = (servers: readonly (Server | null)[]): void => {
    const [proxy, ...others] = servers
    if (proxy) {
      const served = serveProxy(proxy, gate)
      ends.push(() => served.close())
    }
    for (const [at, server] of others.entries()) {
      const forward = forwards[at]
      if (server && forward) ends.push(forwardTo(server, forward.target))
    }
  }
  return {
    env: proxyEnvironment(port, env),
    async enter(container) {
      made ??= makeNetworkNamespace(program, wanted, (command) => container?.beside(command) ?? command).then(
        (result) => {
          if (result.ok) serve(result.value.servers)
          return result
        },
      )
      const result = await made
      return result.ok ? { ok: true, value: result.value.place satisfies NetworkPlace } : result
    },
    async close() {
      over.abort()
      const result = await made
      for (const end of ends) end()
      if (result?.ok) await result.value.close()
    },
  }
}

/** Where a program looks for a host of loopback. */
function addressesOf(host: string): readonly string[] {
  if (host === 'localhost') return ['127.0.0.1', '::1']
  return [host === '0.0.0.0' ? '127.0.0.1' : host]
}

/** Passes every connection on to a server of this machine; what is given back ends them all. */
function forwardTo(server: Server, { host, port }: Target): () => void {
  const sockets = new Set<Socket>()
  const track = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', (socket) => {
    track(socket)
    dial(addressesOf(host), port).then(
      (onward) => {
        track(onward)
        joinStreams(socket, onward)
        if (socket.destroyed) onward.destroy()
      },
      () => socket.destroy(),
    )
  })
  return () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
}
