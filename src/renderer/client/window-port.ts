import type { Channel } from '#shared/rpc/channel.ts'
import { portChannel } from '#shared/rpc/port-channel.ts'

/** What the preload of the Electron host puts on the window: see `src/preload/index.ts`. */
export interface WindowBridge {
  /** The path of a dropped file or folder on this machine. */
  pathForFile(file: File): string
}

declare global {
  interface Window {
    readonly winnow?: WindowBridge
  }
}

/** Whether this page is in a window of the Electron host. */
export function inWindow(): boolean {
  return window.winnow !== undefined
}

/** The path of a dropped file or folder; null where the host cannot know it (a browser). */
export function pathForFile(file: File): string | null {
  return window.winnow?.pathForFile(file) || null
}

/** Asks the preload for a port to the workbench; null when none comes within `limit` milliseconds. */
export function requestPort(limit = 10_000): Promise<Channel | null> {
  return new Promise((resolve) => {
    const finish = (channel: Channel | null): void => {
      clearTimeout(timer)
      window.removeEventListener('message', take)
      resolve(channel)
    }
    const take = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports
      if (event.source === window && event.data === 'winnow:port' && port) finish(portChannel(port))
    }
    const timer = setTimeout(finish, limit, null)
    window.addEventListener('message', take)
    window.postMessage('winnow:request-port', location.origin)
  })
}
