import type { WebSocket } from 'ws'
import { ChannelInbox, normalClosing, type Channel } from '#shared/rpc/channel.ts'

/** Whoever streams waits while more than this many bytes are unsent. */
const highWater = 1 << 20

/** A WebSocket of the `ws` package as a channel, on either side. It must be open. */
export function socketChannel(socket: WebSocket): Channel {
  const inbox = new ChannelInbox()
  socket.on('message', (data, isBinary) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
    inbox.message(isBinary ? new Uint8Array(bytes) : bytes.toString('utf8'))
  })
  socket.on('close', (code, reason) => inbox.close({ code, reason: reason.toString('utf8') }))
  // An error is always followed by a close, which says enough.
  socket.on('error', () => {})
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount < highWater) {
        socket.send(message)
        return
      }
      return new Promise((resolve) => socket.send(message, () => resolve()))
    },
    listen: (listener) => inbox.listen(listener),
    close(closing = normalClosing) {
      socket.close(closing.code, closing.reason)
      // The other side may never answer the close frame.
      setTimeout(() => socket.terminate(), 2000).unref()
    },
  }
}

/**
 * Pings every `interval` milliseconds and ends the connection when the last ping was not answered, so that a
 * peer that is gone without a word is noticed.
 */
export function keepAlive(socket: WebSocket, interval = 30_000): void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate()
      return
    }
    answered = false
    socket.ping()
  }, interval)
  timer.unref()
  socket.on('close', () => clearInterval(timer))
}
