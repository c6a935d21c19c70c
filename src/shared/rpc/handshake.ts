import type { Message } from './channel.ts'

/** What a client says first over a WebSocket, before any request. */
export interface Hello {
  readonly secret: string
  /** The client's version: contracts of different versions are not mixed. */
  readonly version: string
}

/** Close codes of our own (WebSocket leaves 4000 to 4999 to applications). */
export const closeCode = {
  /** The secret or the cookie is not this run's. */
  unauthorized: 4401,
  /** No hello came in time, or it was not one. */
  badHello: 4408,
  /** The two programs are of different versions. */
  version: 4426,
  /** The owner ends; every request it took was answered, what was not answered was not begun. */
  ending: 4503,
  /** The owner ended with requests unanswered. */
  abandoned: 4504,
} as const

/** The longest hello, in characters. */
export const helloLimit = 2048

const helloMark = 'winnow-1'

/** The text of a hello. */
export function writeHello(hello: Hello): string {
  return JSON.stringify({ hello: helloMark, secret: hello.secret, version: hello.version })
}

/** Reads a hello, or null if it is none. */
export function readHello(message: Message): Hello | null {
  const value = readObject(message)
  if (value?.['hello'] !== helloMark) return null
  const { secret, version } = value
  return typeof secret === 'string' && typeof version === 'string' ? { secret, version } : null
}

/** The text of the answer to a good hello. Requests may follow at once, without waiting for it. */
export function writeWelcome(version: string): string {
  return JSON.stringify({ welcome: helloMark, version })
}

/** The version in a welcome, or null if it is none. */
export function readWelcome(message: Message): string | null {
  const value = readObject(message)
  return value?.['welcome'] === helloMark && typeof value['version'] === 'string' ? value['version'] : null
}

function readObject(message: Message): Readonly<Record<string, unknown>> | null {
  if (typeof message !== 'string' || message.length > helloLimit) return null
  try {
    const value: unknown = JSON.parse(message)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
