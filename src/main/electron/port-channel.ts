import type { MessagePortMain } from 'electron'
import { ChannelInbox, normalClosing, type Channel } from '#shared/rpc/channel.ts'

/** Electron's main-process kind of MessagePort as a channel. */
export function mainPortChannel(port: MessagePortMain): Channel {
  const inbox = new ChannelInbox()
  port.on('message', ({ data }: { readonly data: unknown }) => {
    if (typeof data === 'string' || data instanceof Uint8Array) inbox.message(data)
  })
  port.on('close', () => inbox.close({ code: 1006, reason: 'the port was closed' }))
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
