import { randomBytes } from 'node:crypto'
import { ORPCError } from '@orpc/client'
import type { AnyProcedure, AnyRouter } from '@orpc/server'
import { ServerPeer } from '@orpc/standard-server-peer'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { isAsyncIterator } from '#shared/rpc/client.ts'
import type { Channel, Closing } from '#shared/rpc/channel.ts'
import { closeCode } from '#shared/rpc/handshake.ts'

/** A bug that a request met: reported here, and to the client only as its id. */
export interface Fault {
  readonly id: string
  /** The procedure, such as `session.get`. */
  readonly procedure: string
  readonly error: unknown
}

/** What procedures may know of who asks. */
export interface CallContext {
  /** The name of the page that the channel leads to, where its host gave it one. */
  readonly page?: string
  /** Who asks; the person at a window when absent. */
  readonly client?: ClientKind
  /** The session whose agent asks, where that is known. */
  readonly session?: string | null
  /** Set where nothing may be changed: the sentence that refuses what does more than read. */
  readonly onlyReads?: string
}

/** Who asks: the person at a window, a command line of theirs, or a process of an agent, which may only read. */
export type ClientKind = 'window' | 'commandLine' | 'agent'

/** Serves one router over any number of channels. */
export interface RpcServer {
  /** Answers requests on a channel until it ends; then every stream it had is ended too. */
  serve(channel: Channel, context?: CallContext): void
  /** Channels being served. */
  readonly connections: number
  /** Requests begun and not yet answered, streams not counted. */
  readonly running: number
  /** Streams that are being sent. */
  readonly streams: number
  /** Tells when a channel came or ended, or a request was answered. */
  onChange(listener: () => void): Disposable
  /**
   * Refuses new requests, waits up to `limit` milliseconds for those begun, and closes every channel; the close
   * code tells clients whether what they lack an answer to was begun.
   */
  drain(limit: number): Promise<void>
}

/** Codes of errors that are meant for the client as they are. */
const openCodes = new Set(['BAD_REQUEST', 'FORBIDDEN', 'NOT_FOUND', 'SERVICE_UNAVAILABLE'])

const notForAgents =
  'Only the person may do this, and a process of an agent asked for it, or one that Winnow cannot look at. Nothing was changed, and the session says so. Do it in the window, or from a terminal of yours.'

/** Whether the contract opens a procedure to an agent's processes. */
function isForAgents(procedure: AnyProcedure): boolean {
  return (procedure['~orpc'].meta as ProcedureMeta).forAgents === true
}

/** Whether it changes nothing, as the contract says. */
function onlyReads(procedure: AnyProcedure): boolean {
  return (procedure['~orpc'].meta as ProcedureMeta).onlyReads === true
}

/** Writes a fault to standard error, whole. */
export function reportFault(fault: Fault): void {
  const { error } = fault
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const against = breaches(error).map((breach) => `\n  ${breach}`)
  process.stderr.write(
    `winnow: internal error ${fault.id} in ${fault.procedure}: ${text}${against.join('')}\n`,
  )
}

/** Where an output is not as the contract says, and how; nothing of what it holds. */
export function breaches(error: unknown): readonly string[] {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error) || !('issues' in cause)) return []
  const issues = cause.issues as readonly { readonly message: string; readonly path?: readonly unknown[] }[]
  return issues.map(({ message, path = [] }) => `${path.join('.') || 'the output'}: ${message}`)
}

/** Makes the server. `router` may still be in the making: requests wait for it. */
export function createRpcServer(options: {
  readonly router: AnyRouter | Promise<AnyRouter>
  readonly report?: (fault: Fault) => void
  /** Told of what an agent's process asked for and was refused. */
  readonly refused?: (procedure: string, context: CallContext) => void
}): RpcServer {
  const report = options.report ?? reportFault
  const channels = new Set<Channel>()
  const listeners = new Set<() => void>()
  let running = 0
  let streams = 0
  let draining = false
  const changed = (): void => {
    for (const listener of [...listeners]) listener()
  }

  /** The error that a client may see. */
  const expose = (error: unknown, path: readonly string[], signal: AbortSignal | undefined): unknown => {
    if (error instanceof ORPCError && (error.defined || openCodes.has(error.code))) return error
    if (signal?.aborted) return error
    const id = randomBytes(4).toString('hex')
    // Not a bug: the disk is full, or can't be written. The sentence is for the person.
    if (error instanceof Error && (error.name === 'StoreWriteError' || error.name === 'StoreDamageError'))
      return new ORPCError('INSUFFICIENT_STORAGE', { message: error.message })
    report({ id, procedure: path.join('.'), error })
    return new ORPCError('INTERNAL_SERVER_ERROR', {
      message: `Winnow met an error of its own (${id}). What was asked may not have been done. The log has the details.`,
      data: { id },
    })
  }

  const createHandler = async (router: AnyRouter) => {
    // Not needed to listen: a host is there for others before it can answer them.
    const [{ StandardRPCHandler }, { createServerPeerHandleRequestFn }] = await Promise.all([
      import('@orpc/server/standard'),
      import('@orpc/server/standard-peer'),
    ])
    const rpc = new StandardRPCHandler<CallContext>(router, {
      interceptors: [
        (call) => {
          if (draining)
            throw new ORPCError('SERVICE_UNAVAILABLE', { message: 'This Winnow is about to end.' })
          return call.next()
        },
      ],
      clientInterceptors: [
        async ({ next, path, signal, context, procedure }) => {
          if (context.client === 'agent' && !isForAgents(procedure)) {
            options.refused?.(path.join('.'), context)
            throw new ORPCError('FORBIDDEN', { message: notForAgents })
          }
          if (context.onlyReads !== undefined && !onlyReads(procedure))
            throw new ORPCError('FORBIDDEN', { message: context.onlyReads })
          try {
            const output = await next()
            return isAsyncIterator(output) && signal
              ? guardStream(output, signal, (error) => expose(error, path, signal))
              : output
          } catch (error) {
            throw expose(error, path, signal)
          }
        },
      ],
    })
    return (context: CallContext) => createServerPeerHandleRequestFn(rpc, { context })
  }
  const handler = Promise.resolve(options.router).then(createHandler)
  // Whoever made the promise hears of its failure; requests that wait for it fail with it.
  handler.catch(() => {})

  const serve = (channel: Channel, context: CallContext = {}): void => {
    if (draining) {
      channel.close({ code: closeCode.ending, reason: 'ending' })
      return
    }
    channels.add(channel)
    const answering = handler.then((answerTo) => answerTo(context))
    answering.catch(() => {})
    const peer = new ServerPeer((message) =>
      channel.send(
        typeof message === 'string' || message instanceof Uint8Array ? message : new Uint8Array(message),
      ),
    )
    const receive = async (message: string | Uint8Array): Promise<void> => {
      const call: { state: 'none' | 'running' | 'stream' } = { state: 'none' }
      try {
        await peer.message(message, async (request) => {
          // The channel may have ended while the message was decoded, after the peer was told of the end.
          if (!channels.has(channel)) {
            peer.close()
            throw new Error('the channel has ended')
          }
          call.state = 'running'
          running += 1
          const response = await (await answering)(request)
          if (isAsyncIterator(response.body)) {
            call.state = 'stream'
            running -= 1
            streams += 1
            changed()
          }
          return response
        })
      } catch {
        // Not a message of the protocol, or the channel ended meanwhile. Bugs in procedures were reported above.
      } finally {
        if (call.state === 'running') running -= 1
        if (call.state === 'stream') streams -= 1
        if (call.state !== 'none') changed()
      }
    }
    channel.listen({
      message: (message) => void receive(message),
      close() {
        channels.delete(channel)
        peer.close()
        changed()
      },
    })
    changed()
  }

  return {
    serve,
    get connections() {
      return channels.size
    },
    get running() {
      return running
    },
    get streams() {
      return streams
    },
    onChange(listener) {
      listeners.add(listener)
      return toDisposable(() => listeners.delete(listener))
    },
    async drain(limit) {
      draining = true
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limit)
        const look = (): void => {
          if (running > 0) return
          clearTimeout(timer)
          resolve()
        }
        listeners.add(look)
        look()
      })
      const closing: Closing =
        running === 0
          ? { code: closeCode.ending, reason: 'ending' }
          : { code: closeCode.abandoned, reason: 'ended with requests unanswered' }
      for (const channel of [...channels]) channel.close(closing)
    },
  }
}

/**
 * A stream that ends when the signal aborts, even while its source waits for something that never comes, and
 * whose failures are mapped. The source is told to return in either case.
 */
function guardStream(
  source: AsyncIteratorObject<unknown, unknown, undefined>,
  signal: AbortSignal,
  expose: (error: unknown) => unknown,
): AsyncIteratorObject<unknown, unknown, undefined> {
  const finished: IteratorReturnResult<undefined> = { done: true, value: undefined }
  // Of each wait its own: a promise that all of them raced with would remember every one as long as the stream lasts.
  const waits = new Set<() => void>()
  const take = (): Promise<IteratorResult<unknown, unknown>> =>
    new Promise((resolve, reject) => {
      const end = (): void => resolve(finished)
      waits.add(end)
      void source
        .next()
        .then(resolve, reject)
        .finally(() => waits.delete(end))
    })
  let stopped = false
  const stop = (): void => {
    if (stopped) return
    stopped = true
    signal.removeEventListener('abort', stop)
    for (const end of waits) end()
    // What a source throws while it is cleaned up after an end has no one left to hear it but the log.
    source.return?.()?.catch((error: unknown) => expose(error))
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop)
  const guarded = {
    async next(): Promise<IteratorResult<unknown, unknown>> {
      if (stopped) return finished
      try {
        const result = await take()
        if (result.done) stop()
        return result
      } catch (error) {
        stop()
        throw expose(error)
      }
    },
    return(): Promise<IteratorResult<unknown, unknown>> {
      stop()
      return Promise.resolve(finished)
    },
    [Symbol.asyncIterator]() {
      return guarded
    },
  }
  return guarded
}
