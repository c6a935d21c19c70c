import type { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'
import type * as webSockets from 'ws'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Channel, Closing } from '#shared/rpc/channel.ts'
import { admit } from '#shared/rpc/greeting.ts'
import { closeCode, helloLimit } from '#shared/rpc/handshake.ts'
import { prove } from '../rpc/prove.ts'
import { keepAlive, socketChannel } from '../rpc/socket-channel.ts'
import { randomToken } from '../system/random-token.ts'

/** Who is let in: who has this secret, and against whom nothing speaks. */
export interface Terms {
  readonly secret: string
  readonly allow: () => Closing | null
}

/** The largest message that is taken, in bytes: the contract's largest inputs are about half of it. */
const maxMessage = 128 << 20
/**
 * How many connections may be open before they have said who they are, and for how long in milliseconds. One more takes the
 * place of the oldest: who has something to say says it at once, so that no number of strangers keeps the person out.
 */
const maxStrangers = 32
const strangerTime = 5000

/** Takes WebSocket connections whose first messages prove who they are. */
export class SocketAcceptor {
  #server: WebSocketServer | null = null
  readonly #clients = new Set<WebSocket>()
  readonly #version: string
  /** In the order in which they came. */
  readonly #strangers = new Set<Duplex>()
  #ended = false

  constructor(version: string) {
    this.#version = version
  }

  /** Completes an upgrade; `serve` gets the channel once it met the terms. */
  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    terms: Terms,
    serve: (channel: Channel) => void,
  ): void {
    const [oldest] = this.#strangers
    if (oldest && this.#strangers.size >= maxStrangers) {
      this.#strangers.delete(oldest)
      oldest.destroy()
    }
    this.#strangers.add(socket)
    const isKnown = (): void => void this.#strangers.delete(socket)
    socket.once('close', isKnown)
    if (this.#ended) socket.destroy()
    if (socket.destroyed) return
    this.#upgrade(this.#open(), { request, socket, head, terms, serve, isKnown })
  }

  /**
   * The library comes with the first who knocks: it would be a tenth of what a start loads. It is not imported, since others
   * that are loaded then import it too, and two imports that cross have been seen to give one of them half of it.
   */
  #open(): WebSocketServer {
    if (this.#server === null) {
      const { WebSocketServer: Server } = createRequire(import.meta.url)('ws') as typeof webSockets
      this.#server = new Server({ noServer: true, maxPayload: maxMessage, perMessageDeflate: false })
    }
    return this.#server
  }

  #upgrade(
    server: WebSocketServer,
    {
      request,
      socket,
      head,
      terms,
      serve,
      isKnown,
    }: {
      readonly request: IncomingMessage
      readonly socket: Duplex
      readonly head: Buffer
      readonly terms: Terms
      readonly serve: (channel: Channel) => void
      readonly isKnown: () => void
    },
  ): void {
    server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#clients.add(webSocket)
      webSocket.once('close', () => this.#clients.delete(webSocket))
      // Until it has said who it is, it may not send more than a hello.
      let seen = head.length
      const count = (chunk: Buffer): void => {
        seen += chunk.length
        if (seen > 2 * helloLimit) socket.destroy()
      }
      socket.on('data', count)
      const channel = socketChannel(webSocket)
      const timer = setTimeout(
        () => channel.close({ code: closeCode.badHello, reason: 'no hello came in time' }),
        strangerTime,
      )
      const { secret, allow } = terms
      const end = { secret, version: this.#version, nonce: randomToken(), prove }
      void admit(channel, end, allow).then((greeting) => {
        clearTimeout(timer)
        socket.off('data', count)
        isKnown()
        if (!('channel' in greeting)) return
        keepAlive(webSocket)
        serve(greeting.channel)
      })
    })
  }

  /** Cuts every connection that is still there, and takes no more. */
  terminate(): void {
    this.#ended = true
    for (const socket of this.#clients) socket.terminate()
  }
}

/** Answers an upgrade that is not taken. */
export function refuse(socket: Duplex, status: 400 | 403 | 404): void {
  socket.on('error', () => {})
  const text = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found' }[status]
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
