import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import { refuse } from './socket-acceptor.ts'

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Something that listens on the loopback interface. */
export interface Listener {
  readonly port: number
  /** `127.0.0.1:PORT`. */
  readonly address: string
  /** Takes no new connections; those upgraded go on. */
  stop(): void
}

export interface ListenerRoutes {
  /** Upgrades to a WebSocket by exact path. */
  readonly upgrades: ReadonlyMap<string, Upgrade>
  /** Everything else. Absent: 404. */
  readonly request?: (request: IncomingMessage, response: ServerResponse, url: URL) => void
}

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/**
 * Whether a request came by a loopback name (any port, for ssh forwarding) and, where a page sent it, from a page
 * of that same host. A name that someone made resolve to 127.0.0.1 is not one.
 */
export function isLoopbackRequest(request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  if (!host || !loopbackHost.test(host)) return false
  return origin === undefined || origin === `http://${host}`
}

/**
 * How long a request may take to come, in milliseconds, and how many connections may be open before they are WebSockets: one
 * more takes the place of the oldest, so that who holds them all keeps nobody out.
 */
export interface ListenerLimits {
  readonly patience: number
  readonly connections: number
}

const usualLimits: ListenerLimits = { patience: 10_000, connections: 512 }

/** Listens on 127.0.0.1, on any free port when `port` is 0; or on a Unix socket of that name. */
export function listen(
  port: number | string,
  routes: ListenerRoutes,
  limits: ListenerLimits = usualLimits,
): Promise<Result<Listener, Failure<'portTaken' | 'failed'>>> {
  const server = createServer(
    {
      requestTimeout: limits.patience,
      headersTimeout: limits.patience,
      connectionsCheckingInterval: limits.patience / 4,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      const url = subjectOf(request)
      if (!url || !isLoopbackRequest(request)) {
        plain(response, 403, 'This is not an address of Winnow.')
      } else if (routes.request) routes.request(request, response, url)
      else plain(response, 404, 'There is nothing here.')
    },
  )
  // Half-open ones must not use up the files that this process may open.
  const waiting = new Set<Duplex>()
  server.on('connection', (socket) => {
    const [oldest] = waiting
    if (oldest && waiting.size >= limits.connections) oldest.destroy()
    waiting.add(socket)
    socket.once('close', () => waiting.delete(socket))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    waiting.delete(socket)
    const url = subjectOf(request)
    if (!url || !isLoopbackRequest(request)) {
      refuse(socket, 403)
      return
    }
    const upgrade = routes.upgrades.get(url.pathname)
    if (upgrade) upgrade(request, socket, head)
    else refuse(socket, 404)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Browsers open connections ahead. An answer on one that asked nothing would be taken for that to the first request,
    // where the two cross; on one that is closed without a word the request is sent again.
    const askedNothing = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && (socket as Socket).bytesRead === 0
    if (askedNothing) socket.destroy()
    else refuse(socket, 400)
  })
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        err(
          error.code === 'EADDRINUSE'
            ? {
                kind: 'portTaken',
                message: `Port ${port} is taken by another program. Nothing was started. Choose another with --port.`,
              }
            : {
                kind: 'failed',
                message: `Port ${port} cannot be used (${error.message}). Nothing was started.`,
              },
        ),
      ),
    )
    const listening = (): void => {
      const address = server.address() as AddressInfo | string
      const actual = typeof address === 'string' ? 0 : address.port
      resolve(
        ok({
          port: actual,
          address: typeof address === 'string' ? address : `127.0.0.1:${actual}`,
          stop: () => {
            server.close()
            server.closeIdleConnections()
          },
        }),
      )
    }
    if (typeof port === 'string') server.listen(port, listening)
    else server.listen(port, '127.0.0.1', listening)
  })
}

/** Answers with one plain sentence. */
export function plain(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(`${sentence}\n`)
}

/** The request's target, or null when it is not a path. */
function subjectOf(request: IncomingMessage): URL | null {
  if (!request.url?.startsWith('/')) return null
  try {
    return new URL(`http://localhost${request.url}`)
  } catch {
    return null
  }
}
