import { memoryChannels, type Channel, type Message } from '#shared/rpc/channel.ts'

/** Messages longer than this are no requests of the host's. */
const longestHostRequest = 65_536

/**
 * Carries a page's messages to the workbench of another process and back, except requests about the host: those
 * are this process's to answer, through `serveHost`. When either end closes, so does the other.
 */
export function relay(page: Channel, owner: Channel, serveHost: (channel: Channel) => void): void {
  const [near, far] = memoryChannels()
  serveHost(far)
  const hostRequests = new Set<unknown>()
  const toPage = { message: (message: Message) => void page.send(message) }
  page.listen({
    message(message) {
      const request = readRequest(message)
      if (request && (request.path?.startsWith('/host/') || hostRequests.has(request.id))) {
        hostRequests.add(request.id)
        void near.send(message)
      } else void owner.send(message)
    },
    close() {
      owner.close()
      near.close()
    },
  })
  owner.listen({ ...toPage, close: (closing) => page.close(closing) })
  near.listen({ ...toPage, close: () => {} })
}

/** The id of a protocol message and the path if it is a request; null where that cannot concern the host. */
function readRequest(message: Message): { readonly id: unknown; readonly path: string | null } | null {
  if (typeof message !== 'string' || message.length > longestHostRequest) return null
  try {
    const value = JSON.parse(message) as {
      readonly i?: unknown
      readonly p?: { readonly u?: unknown }
    } | null
    const path = value?.p?.u
    return { id: value?.i, path: typeof path === 'string' ? path : null }
  } catch {
    return null
  }
}
