import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Gate, Refusal } from './gate.ts'
import { joinStreams } from './join-streams.ts'
import { readTarget } from './target.ts'

/** Milliseconds that a program may take to say what it wants. */
const headPatience = 60_000

/** Bytes of a request's head and of an answer's. */
const mostHead = 64 * 1024

/** Connections of one turn at a time. */
const mostConnections = 2000

/** Of one connection, not of what goes through (RFC 9110 §7.6.1). */
const hopByHop = new Set([
  ...['connection', 'proxy-connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['proxy-authorization', 'proxy-authenticate', 'proxy-authentication-info', 'http2-settings', 'expect'],
])

/**
 * An HTTP proxy on a server's connections: tunnels by CONNECT, and plain requests, each of which is asked for by itself.
 * `close` ends every connection.
 */
export function serveProxy(server: Server, gate: Gate): { close(): void } {
  const sockets = new Set<Duplex>()
  const track = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  }
  const limits = new WeakMap<Duplex, NodeJS.Timeout>()
  const http = createServer({ maxHeaderSize: mostHead, keepAliveTimeout: headPatience })
  http.on('request', (from, to) => {
    clearTimeout(limits.get(from.socket))
    void passOn(gate, from, to, track)
  })
  http.on('connect', (from, socket: Socket, head: Buffer) => {
    clearTimeout(limits.get(socket))
    void tunnel(gate, from, socket, head, track)
  })
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
    const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
    else socket.destroy()
  })
  const accept = (socket: Socket): void => {
    if (sockets.size >= mostConnections) return void socket.destroy()
    track(socket)
    // One that says nothing, or not all, is not kept.
    const limit = setTimeout(() => socket.destroy(), headPatience)
    limits.set(socket, limit)
    socket.once('close', () => clearTimeout(limit))
    http.emit('connection', socket)
  }
  server.on('connection', accept)
  return {
    close() {
      server.off('connection', accept)
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function tunnel(
  gate: Gate,
  from: IncomingMessage,
  socket: Socket,
  head: Buffer,
  track: (socket: Socket) => void,
): Promise<void> {
  const target = readTarget(from.url ?? '')
  if (target === null) return void socket.end(answerText({ status: 400, why: 'That is no host and port.' }))
  const connected = await gate.connect(target)
  if (!connected.ok) return void socket.end(answerText(connected.error))
  track(connected.value)
  if (socket.destroyed) return void connected.value.destroy()
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  if (head.length > 0) connected.value.write(head)
  joinStreams(socket, connected.value)
}

/** An answer with no body but a sentence. */
function answerText({ status, why }: { readonly status: number; readonly why: string }): string {
  const body = `Winnow: ${why}\n`
  return [
    `HTTP/1.1 ${status} ${statusWords(status)}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}

/** What programs show of an answer to CONNECT is at most its first line. */
function statusWords(status: number): string {
  if (status === 403) return 'Not allowed by Winnow'
  return status === 400 ? 'Bad Request' : 'Bad Gateway'
}

async function passOn(
  gate: Gate,
  from: IncomingMessage,
  to: ServerResponse,
  track: (socket: Socket) => void,
): Promise<void> {
  const refuse = (status: Refusal['status'] | 400, why: string): void => {
    if (to.headersSent) return void to.destroy()
    to.writeHead(status, statusWords(status), {
      'Content-Type': 'text/plain; charset=utf-8',
      Connection: 'close',
    })
    to.end(`Winnow: ${why}\n`)
  }
  if ((from.headers['transfer-encoding'] ?? 'chunked') !== 'chunked')
    return refuse(400, 'That transfer encoding is not known.')
  const [, authority = '', path = ''] = /^http:\/\/([^/?#]*)([^#]*)/i.exec(from.url ?? '') ?? []
  const target = readTarget(authority, 80)
  if (target === null)
    return refuse(400, 'This is a proxy: it takes whole addresses that begin with http://, and CONNECT.')
  const connected = await gate.connect(target)
  if (!connected.ok) return refuse(connected.error.status, connected.error.why)
  const socket = connected.value
  track(socket)
  if (from.socket.destroyed) return void socket.destroy()
  const onward = request({
    createConnection: () => socket,
    method: from.method,
    path: path.startsWith('/') ? path : `/${path}`,
    // Whom it is for is what was allowed, whatever else the request says.
    headers: [...endToEnd(from), 'Host', authority, 'Connection', 'close'],
    setHost: false,
    maxHeaderSize: mostHead,
  })
  onward.on('error', (error) => refuse(502, `${authority} gave no answer (${error.message}).`))
  onward.on('response', (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer))
    answer.on('error', () => to.destroy())
    answer.pipe(to)
  })
  to.on('close', () => socket.destroy())
  from.pipe(onward)
}

/** The headers of a message that go on, as names and values in turn. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = (headers.connection ?? '').split(',').map((one) => one.trim().toLowerCase())
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    if (hopByHop.has(name) || named.includes(name) || name === 'host') continue
    kept.push(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  }
  // The body's length is not known beforehand where it came in pieces.
  if (headers['transfer-encoding'] !== undefined) kept.push('Transfer-Encoding', 'chunked')
  return kept
}
