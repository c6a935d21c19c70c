import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type Server as HttpServer } from 'node:http'
import { connect, type Socket } from 'node:net'

export interface RawClient {
  readonly socket: Socket
  /** All that came so far. */
  said(): string
  readonly ended: Promise<unknown>
}

/** Connects to a port of loopback, and says the first words there. */
export function rawClient(port: number, text?: string): RawClient {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let said = ''
  socket.on('data', (bytes) => (said += bytes.toString('latin1')))
  socket.on('error', () => undefined)
  if (text !== undefined) socket.write(text)
  return { socket, said: () => said, ended: once(socket, 'close') }
}

/** A web server that notes what it got: method, address, head and body of each request. */
export function notingServer(answer?: (request: IncomingMessage) => string): {
  readonly server: HttpServer
  readonly got: readonly string[]
} {
  const got: string[] = []
  const server = createHttp((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => (body += bytes.toString()))
    request.on('end', () => {
      const { method, url, rawHeaders } = request
      got.push(`${method} ${url} ${rawHeaders.join('|')} ${body}`)
      response.end(answer?.(request) ?? 'served')
    })
  })
  return { server, got }
}

/** Asks a proxy for a tunnel. */
export const tunnelTo = (place: string): string => `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n\r\n`

export const firstLine = (answer: string): string => answer.split('\r\n')[0] ?? ''
