import { ChannelInbox, normalClosing, type Channel } from './channel.ts'

/** A MessagePort of a page or of Node; Electron's main process has another kind. */
export interface PortLike {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: () => void): void
  start(): void
  close(): void
}

/** A MessagePort as a channel. Its other side learns of the end, but not of the code. */
export function portChannel(port: PortLike): Channel {
  const inbox = new ChannelInbox()
  port.addEventListener('message', ({ data }) => {
    if (typeof data === 'string' || data instanceof Uint8Array) inbox.message(data)
  })
  port.addEventListener('close', () => inbox.close({ code: 1006, reason: 'the port was closed' }))
  port.start()
  return {
    send(message) {
      if (!inbox.ended) port.postMessage(message)
    },
    listen: (listener) => inbox.listen(listener),
    close(closing = normalClosing) {
      port.close()
      inbox.close(closing)
    },
  }
}
