import { setTimeout as pause } from 'node:timers/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Channel } from '#shared/rpc/channel.ts'
import { createChannelLink, type ChannelLink } from '#shared/rpc/client.ts'
import type { HostEvent } from '#shared/contract/host.ts'
import type { InstanceFailure } from '../instance/failure.ts'
import { hostEvents } from '../instance/host-events.ts'
import { startHost, type HostOptions, type RunningHost } from '../instance/host.ts'
import { createRpcServer, type CallContext, type RpcServer } from '../rpc/server.ts'
import type { reachOwner as reach } from './connect.ts'
import { relay } from './relay.ts'

/** The workbench behind the windows of a host: its own, or that of another process that was there first. */
export interface Backend {
  /** Serves the channel of a page, whose name is for `tell`. Resolves when the workbench is there, or can't be. */
  attach(channel: Channel, page?: string): Promise<Result<null, InstanceFailure>>
  /** A link for this process itself. */
  link(): Promise<Result<ChannelLink, InstanceFailure>>
  /** This process's own host, or null while another one's workbench is used. */
  readonly own: RunningHost | null
  /** Tells a page something; see `HostEvents.tell`. */
  tell(event: HostEvent, page?: string): void
  end(): Promise<void>
}

/** How long another owner that cannot be reached is waited for, in milliseconds. */
const patience = 10_000

/**
 * Owns the data folder if it can, else serves pages by relaying to the owner. When that one ends, its pages come
 * again, and this process may own the folder then.
 */
export function createBackend(options: HostOptions): Backend {
  const events = hostEvents()
  let hostServer: RpcServer | null = null
  /** Answers what pages ask of this host while another one's workbench is used. */
  const serveHost = (channel: Channel, context: CallContext): void => {
    hostServer ??= createRpcServer({
      router: import('../instance/host-router.ts').then(({ hostRouter }) => ({
        host: hostRouter(options.services ?? {}, events),
      })),
    })
    hostServer.serve(channel, context)
  }
  // Most often there is no other owner, and its client is not needed.
  const reachOwner: typeof reach = async (...owner) => (await import('./connect.ts')).reachOwner(...owner)
  let own: RunningHost | null = null
  let ended = false
  let acquiring: Promise<Result<RunningHost | 'other', InstanceFailure>> | null = null

  const acquire = async (): Promise<Result<RunningHost | 'other', InstanceFailure>> => {
    if (own) return ok(own)
    const until = performance.now() + patience
    for (;;) {
      if (ended) return err({ kind: 'noOwner', message: 'Winnow is ending.' })
      const started = await startHost(options)
      if (started.ok) {
        own = started.value
        return ok(own)
      }
      if (started.error.kind !== 'owned') return started
      const reached = await reachOwner(options.home, options.version, 'window')
      if (reached.ok) {
        reached.value.channel.close()
        return ok('other')
      }
      if (reached.error.kind === 'version') return reached
      if (performance.now() > until) return reached.error.kind === 'unreachable' ? reached : started
      await pause(100)
    }
  }
  const ready = (): Promise<Result<RunningHost | 'other', InstanceFailure>> =>
    (acquiring ??= acquire().finally(() => (acquiring = null)))
  /** A channel to the workbench, wherever it is; `serve` is used for this process's own. */
  const connect = async (): Promise<Result<RunningHost | Channel, InstanceFailure>> => {
    for (let attempt = 1; ; attempt += 1) {
      const backend = await ready()
      if (!backend.ok) return backend
      if (backend.value !== 'other') return ok(backend.value)
      const reached = await reachOwner(options.home, options.version, 'window')
      if (reached.ok) return ok(reached.value.channel)
      // It ended in between.
      if (attempt === 3) return reached
    }
  }

  return {
    async attach(channel, page) {
      const context = page === undefined ? {} : { page }
      const connected = await connect()
      if (!connected.ok) return connected
      if (!('serve' in connected.value)) {
        relay(channel, connected.value, (far) => serveHost(far, context))
        return ok(null)
      }
      // At once: what the page asks for waits for the workbench.
      connected.value.serve(channel, context)
      const made = await connected.value.ready
      return made.ok ? ok(null) : made
    },
    async link() {
      const connected = await connect()
      if (!connected.ok) return connected
      return ok('serve' in connected.value ? connected.value.link() : createChannelLink(connected.value))
    },
    get own() {
      return own
    },
    tell(event, page) {
      if (own) own.tell(event, page)
      else events.tell(event, page)
    },
    async end() {
      ended = true
      await acquiring?.catch(() => {})
      await own?.end()
    },
  }
}
