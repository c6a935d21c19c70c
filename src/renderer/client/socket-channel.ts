import { ChannelInbox, normalClosing, type Channel } from '#shared/rpc/channel.ts'

/** The page's WebSocket as a channel, once it is open; null when it could not be opened. */
export function openSocket(url: string): Promise<Channel | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    const inbox = new ChannelInbox()
    const channel: Channel = {
      send(message) {
        if (socket.readyState === WebSocket.OPEN) socket.send(message as string | Uint8Array<ArrayBuffer>)
      },
      listen: (listener) => inbox.listen(listener),
      close(closing = normalClosing) {
        // A page may only send codes of its own range, and a dead peer would keep it waiting for the answer.
        socket.close()
        inbox.close(closing)
      },
    }
    socket.addEventListener('open', () => resolve(channel))
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      inbox.message(typeof data === 'string' ? data : new Uint8Array(data)),
    )
    socket.addEventListener('close', ({ code, reason }) => {
      inbox.close({ code, reason })
      resolve(null)
    })
  })
}
