import { once } from 'node:events'
import { createServer } from 'node:net'
import type { CDPSession } from '@playwright/test'
import { WebSocket, type RawData } from 'ws'

/** What is asked of a JavaScript heap, of a page as of a Node process: the same protocol. */
interface Inspected {
  send(method: string): Promise<unknown>
}

/** MB of 1024² bytes that are left after everything dead was collected. */
interface Living {
  /** Objects of JavaScript, and the code that was made of it. */
  readonly heap: number
  /** What these hold outside: nodes, styles and whatever else the browser keeps for a page, and buffers. */
  readonly outside: number
}

export async function living(inspected: Inspected): Promise<Living> {
  await inspected.send('HeapProfiler.collectGarbage')
  const usage = (await inspected.send('Runtime.getHeapUsage')) as {
    readonly usedSize: number
    readonly embedderHeapUsedSize: number
    readonly backingStorageSize: number
  }
  return {
    heap: usage.usedSize / 1024 ** 2,
    outside: (usage.embedderHeapUsedSize + usage.backingStorageSize) / 1024 ** 2,
  }
}

export const inspectedPage = (session: CDPSession): Inspected => ({
  send: (method) => session.send(method as 'HeapProfiler.collectGarbage'),
})

/** A free port of this machine, and the options by which a Node process can be inspected there. */
export async function inspection(): Promise<{ readonly port: number; readonly options: readonly string[] }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  server.close()
  await once(server, 'close')
  // Without a word about it on the standard error, where the host prints its link.
  return { port, options: [`--inspect=127.0.0.1:${port}`, '--inspect-publish-uid=http'] }
}

/** Inspects the Node process that was started with the options of `inspection`. */
export async function inspectProcess(port: number): Promise<Inspected & { close(): void }> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const targets = (await answer.json()) as readonly { readonly webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  let last = 0
  return {
    async send(method) {
      const id = (last += 1)
      const answered = new Promise((resolve, reject) => {
        const listen = (data: RawData): void => {
          const message = JSON.parse((data as Buffer).toString('utf8')) as {
            readonly id?: number
            readonly result?: unknown
            readonly error?: { readonly message: string }
          }
          if (message.id !== id) return
          socket.off('message', listen)
          if (message.error) reject(new Error(message.error.message))
          else resolve(message.result)
        }
        socket.on('message', listen)
      })
      socket.send(JSON.stringify({ id, method }))
      return answered
    },
    close: () => socket.close(),
  }
}
