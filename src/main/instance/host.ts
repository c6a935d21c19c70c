import type { IncomingMessage } from 'node:http'
import type { AnyRouter } from '@orpc/server'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { HostEvent } from '#shared/contract/host.ts'
import { memoryChannels, type Channel } from '#shared/rpc/channel.ts'
import { createChannelLink, type ChannelLink } from '#shared/rpc/client.ts'
import { callerOf } from '../system/caller.ts'
import { claimHome } from './claim.ts'
import { clientSocket, hasClientSocket, shortName } from './client-socket.ts'
import type { InstanceFailure } from './failure.ts'
import { hostEvents } from './host-events.ts'
import type { HostServices } from './host-router.ts'
import { proofHeaders, Proofs } from './proof.ts'
import type { HostKind, InstanceRecord } from './record.ts'
import { createRpcServer, type CallContext, type Fault } from '../rpc/server.ts'
import { SocketAcceptor, refuse } from '../web/socket-acceptor.ts'
import { listen, plain, type ListenerRoutes, type Upgrade } from '../web/listener.ts'
import { randomToken } from '../system/random-token.ts'

/** The part of a workbench that a host needs. */
export interface HostedWorkbench {
  readonly router: AnyRouter
  readonly sessions: { running(): readonly { readonly id: string; readonly title: string }[] }
  /** Told when a process of a session's agent asked for what only the person may do. */
  refused?(session: string, procedure: string): void
  dispose(): Promise<void>
}

export interface HostOptions {
  readonly home: string
  readonly kind: HostKind
  readonly version: string
  /** The loopback port; any free one when absent. */
  readonly port?: number
  readonly services?: HostServices
  /** Makes the workbench; called once, when the data folder is this process's. */
  workbench(): Promise<Result<HostedWorkbench, Failure<string>>>
  /** What is served besides command line clients: pages. Gets the acceptor and what to do with a channel let in. */
  pages?(
    acceptor: SocketAcceptor,
    serve: (channel: Channel) => void,
  ): { readonly upgrades: ReadonlyMap<string, Upgrade> } & Pick<ListenerRoutes, 'request'>
  readonly report?: (fault: Fault) => void
}

/** A process that owns a data folder and serves its workbench. */
export interface RunningHost {
  readonly record: InstanceRecord
  readonly port: number
  /** The workbench once it is there. When it fails the host should be ended. */
  readonly ready: Promise<Result<HostedWorkbench, InstanceFailure>>
  /** Serves a channel that was let in already (a window's port). */
  serve(channel: Channel, context?: CallContext): void
  /** A link for a client in this process; `createWorkbenchClient` makes the client. */
  link(): ChannelLink
  /** Tells a page something; see `HostEvents.tell`. */
  tell(event: HostEvent, page?: string): void
  /** Sessions that ending would stop; none before the workbench is there. */
  running(): readonly { readonly id: string; readonly title: string }[]
  /** Channels being served, those of `link()` not counted. */
  readonly connections: number
  /** Resolves when `condition` holds; it is asked again whenever a client came, went or was answered. */
  until(condition: () => boolean): Promise<void>
  /**
   * Lets go of everything: takes no one new, answers what was begun (at most `patience` milliseconds), ends the
   * workbench, then frees the data folder.
   */
  end(patience?: number): Promise<void>
}

/** Undefined after as long as the end of a host waits for a workbench that is still being made. */
function startPatience(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), 15_000).unref()
  })
}

/**
 * Claims the data folder, listens for command line clients, and makes the workbench meanwhile. Resolves as soon
 * as others can connect: requests wait for the workbench.
 */
export async function startHost(options: HostOptions): Promise<Result<RunningHost, InstanceFailure>> {
  // Whoever owns the folder decides what happens in it.
  const self = process.platform === 'linux' ? await callerOf('self', options.home) : null
  if (self?.kind === 'agent')
    return err({
      kind: 'agent',
      message: `This is a process of an agent whose session is in the data folder ${options.home}, so it may not open that. Nothing was changed. Start Winnow from a terminal of yours.`,
      paths: [options.home],
    })
  const claim = claimHome(options.home)
  if (!claim.ok) return claim
  const owner = claim.value
  const secret = randomToken()
  const proofs = new Proofs(options.home)
  const acceptor = new SocketAcceptor(options.version)
  const events = hostEvents()
  let own = 0

  let workbench: HostedWorkbench | null = null
  let begin: () => void = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const ready = begun.then(async (): Promise<Result<HostedWorkbench, InstanceFailure>> => {
    const made = await options.workbench()
    if (made.ok) workbench = made.value
    return made.ok ? made : err({ ...made.error, kind: 'workbench' })
  })
  const router = ready.then(async (made): Promise<AnyRouter> => {
    if (!made.ok) throw new Error(made.error.message)
    // Loads the contract, which takes longer than everything before: only now is there time.
    const { hostRouter } = await import('./host-router.ts')
    return { ...made.value.router, host: hostRouter(options.services ?? {}, events) }
  })
  router.catch(() => {})
  const server = createRpcServer({
    router,
    ...(options.report ? { report: options.report } : {}),
    refused: (procedure, { session }) => {
      if (session) workbench?.refused?.(session, procedure)
    },
  })

  const pages = options.pages?.(acceptor, server.serve)
  const acceptClient: Upgrade = (request, socket, head) => {
    // Programs send no Origin; a page has no business here.
    if (request.headers.origin !== undefined) {
      refuse(socket, 403)
      return
    }
    socket.on('error', () => {})
    void callerOfRequest(request, proofs).then((context) => {
      if (!socket.destroyed)
        acceptor.accept(request, socket, head, { secret, allow: () => null }, (channel) =>
          server.serve(channel, context),
        )
    })
  }
  const clients = await listenForClients(options.home, acceptClient, proofs)
  // Where there is no socket, programs come by the port, too.
  const upgrades = new Map([
    ...(pages?.upgrades ?? []),
    ...(clients ? [] : [['/client', acceptClient] as const]),
  ])
  const listener =
    clients && !(clients.ok && pages)
      ? clients
      : await listen(options.port ?? 0, { upgrades, ...(pages?.request ? { request: pages.request } : {}) })
  const stop = (): void => {
    if (listener.ok) listener.value.stop()
    if (clients?.ok) clients.value.stop()
  }
  if (!listener.ok) {
    stop()
    owner.release()
    return err({ ...listener.error, kind: 'unusableHome' })
  }
  const record: InstanceRecord = {
    address: clients && !pages ? null : listener.value.address,
    secret,
    pid: process.pid,
    version: options.version,
    host: options.kind,
  }
  try {
    owner.publish(record)
  } catch (error) {
    stop()
    owner.release()
    return err({
      kind: 'unusableHome',
      message: `The data folder ${options.home} cannot be written (${String(error)}). Nothing was started. Make it writable or free some space.`,
      paths: [options.home],
    })
  }

  // What the person waits for first is a place to connect to: the caller goes on before the workbench is made.
  setImmediate(begin)

  let ending: Promise<void> | null = null
  const end = async (patience: number): Promise<void> => {
    stop()
    owner.withdraw()
    await server.drain(patience)
    try {
      const made = await Promise.race([ready.catch(() => null), startPatience()])
      if (made?.ok) await made.value.dispose()
      // What still looks after an earlier run may write: the system frees the folder when this process ends.
      if (made !== undefined) owner.release()
    } catch (error) {
      owner.release()
      throw error
    } finally {
      acceptor.terminate()
    }
  }
  return ok({
    record,
    port: listener.value.port,
    ready,
    serve: server.serve,
    link() {
      const [near, far] = memoryChannels()
      const link = createChannelLink(near)
      own += 1
      void link.closed.then(() => (own -= 1))
      server.serve(far, options.kind === 'command' ? { client: 'commandLine' } : {})
      return link
    },
    tell: events.tell,
    running: () => workbench?.sessions.running() ?? [],
    get connections() {
      return server.connections - own
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return
          listening.dispose()
          resolve()
        }
        const listening = server.onChange(look)
        look()
      }),
    end: (patience = 10_000) => (ending ??= end(patience)),
  })
}

/** Who knocks at the socket, by the proof that comes along. Where processes can't be looked at, it is the person. */
async function callerOfRequest(request: IncomingMessage, proofs: Proofs): Promise<CallContext> {
  // A process with windows passes on what the person does in them.
  const client = request.headers[proofHeaders.client] === 'window' ? 'window' : 'commandLine'
  if (process.platform !== 'linux') return { client }
  const caller = await proofs.check(request.headers[proofHeaders.name], request.headers[proofHeaders.pid])
  if (caller.kind === 'person') return { client }
  return { client: 'agent', session: caller.kind === 'agent' ? caller.session : null }
}

/** Listens for command lines at the folder's own socket; null where the system has none. */
async function listenForClients(
  home: string,
  accept: Upgrade,
  proofs: Proofs,
): Promise<Awaited<ReturnType<typeof listen>> | null> {
  if (!hasClientSocket) return null
  const socket = shortName(clientSocket(home))
  if (!socket.ok) return err({ kind: 'failed', message: socket.error })
  try {
    return await listen(socket.value.name, {
      upgrades: new Map([['/client', accept]]),
      request: (_request, response, url) =>
        plain(response, 200, url.pathname === '/proof' ? proofs.give() : ''),
    })
  } finally {
    socket.value.close()
  }
}
