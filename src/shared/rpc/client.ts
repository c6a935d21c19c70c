import {
  createORPCClient,
  ORPCError,
  type ClientContext,
  type ClientLink,
  type ClientOptions,
} from '@orpc/client'
import { StandardRPCLink, type StandardLinkClient } from '@orpc/client/standard'
import type { ContractRouterClient } from '@orpc/contract'
import { ClientPeer } from '@orpc/standard-server-peer'
import type { HostedContract } from '../contract/host.ts'
import { closeCode } from './handshake.ts'
import { normalClosing, type Channel, type Closing } from './channel.ts'

/** Every procedure as a function; streams are async iterables, ended by breaking out of them or a signal. */
export type WorkbenchClient = ContractRouterClient<HostedContract>

/**
 * The connection ended before the answer came. `begun` is false where it is known that the workbench did not
 * begin the request, so that it may be sent again.
 */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError'
  readonly code: number
  readonly begun: boolean

  constructor(closing: Closing, begun: boolean) {
    super(
      begun
        ? 'The connection to the workbench was lost before it answered. It may or may not have done what was asked.'
        : 'The connection to the workbench was lost. Nothing was asked of it.',
    )
    this.code = closing.code
    this.begun = begun
  }
}

/**
 * The sentence of an error that the workbench answered with, on purpose or because it met one of its own; null for
 * anything else, such as an answer that never came.
 */
export function answeredWith(error: unknown): string | null {
  return error instanceof ORPCError && answers.has(error.code) ? error.message : null
}

/** Whether the workbench refused it because only the person may ask for it. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof ORPCError && error.code === 'FORBIDDEN'
}

const answers = new Set(['FORBIDDEN', 'INSUFFICIENT_STORAGE', 'INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'])

/** What of its input the workbench does not take, such as an id that is none; null for any other error. */
export function refusedInput(error: unknown): string | null {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return null
  const { issues = [] } = (error.data ?? {}) as { readonly issues?: readonly InputIssue[] }
  return issues.map(({ message, path = [] }) => `${path.join('.')}: ${message}`).join('; ') || error.message
}

interface InputIssue {
  readonly message: string
  readonly path?: readonly (string | number)[]
}

/** A link over one channel, until that ends. */
export interface ChannelLink extends ClientLink<ClientContext> {
  /** Why the channel ended, or null while it is open. */
  readonly closing: Closing | null
  readonly closed: Promise<Closing>
  close(): void
}

/** Speaks the RPC protocol as the client over a channel. */
export function createChannelLink(channel: Channel): ChannelLink {
  let closing: Closing | null = null
  let resolve: (closing: Closing) => void = () => {}
  const closed = new Promise<Closing>((settle) => {
    resolve = settle
  })
  const peer = new ClientPeer(async (message) => {
    if (closing) throw new ConnectionLostError(closing, false)
    await channel.send(typeof message === 'string' ? message : toBytes(message))
  })
  const lost = (): ConnectionLostError =>
    new ConnectionLostError(closing ?? normalClosing, closing?.code !== closeCode.ending)
  channel.listen({
    // A message that is not of the protocol says nothing to us; its request then ends with the channel.
    message: (message) => void peer.message(message).catch(() => {}),
    close(reason) {
      closing = reason
      peer.close({ reason: lost() })
      resolve(reason)
    },
  })
  const sender: StandardLinkClient<ClientContext> = {
    async call(request) {
      const response = await peer.request(request)
      return { ...response, body: () => Promise.resolve(response.body) }
    },
  }
  const link = new StandardRPCLink(sender, { url: 'http://orpc' })
  return {
    get closing() {
      return closing
    },
    closed,
    close: () => channel.close(),
    async call(
      path: readonly string[],
      input: unknown,
      options: ClientOptions<ClientContext>,
    ): Promise<unknown> {
      if (closing) throw new ConnectionLostError(closing, false)
      try {
        const output = await link.call(path, input, options)
        return isAsyncIterator(output) ? loseWith(output, () => (closing ? lost() : null)) : output
      } catch (error) {
        // What was in flight fails in different ways inside the library; to callers it is one thing.
        if (closing && !options.signal?.aborted && !(error instanceof ConnectionLostError)) throw lost()
        throw error
      }
    },
  }
}

/** The typed client over a link. */
export function createWorkbenchClient(link: ClientLink<ClientContext>): WorkbenchClient {
  return createORPCClient<WorkbenchClient>(link)
}

function toBytes(message: ArrayBufferLike | Uint8Array): Uint8Array {
  return message instanceof Uint8Array ? message : new Uint8Array(message)
}

/** Whether a procedure's output is a stream. */
export function isAsyncIterator(value: unknown): value is AsyncIteratorObject<unknown, unknown, undefined> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'next' in value &&
    typeof value.next === 'function' &&
    Symbol.asyncIterator in value
  )
}

/** The same stream, whose failure is the lost connection where `lost` says so. */
function loseWith(
  stream: AsyncIteratorObject<unknown, unknown, undefined>,
  lost: () => ConnectionLostError | null,
): AsyncIteratorObject<unknown, unknown, undefined> {
  const guarded = {
    async next(): Promise<IteratorResult<unknown, unknown>> {
      try {
        return await stream.next()
      } catch (error) {
        throw lost() ?? error
      }
    },
    async return(value?: unknown): Promise<IteratorResult<unknown, unknown>> {
      // Telling the server of a dead connection to stop is not needed.
      if (lost()) return { done: true, value }
      return (await stream.return?.(value)) ?? { done: true, value }
    },
    [Symbol.asyncIterator]() {
      return guarded
    },
  }
  return guarded
}
