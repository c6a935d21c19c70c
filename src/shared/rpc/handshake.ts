import type { Message } from './channel.ts'

/** What a client says first over a WebSocket: a number used once, and its version. Nothing of the secret. */
export interface Hello {
  readonly nonce: string
  /** Contracts of different versions are not mixed. */
  readonly version: string
}

/** The owner's answer: that it has the secret, and a number used once for the client to show the same. */
export interface Challenge {
  readonly nonce: string
  readonly proof: string
}

/** A keyed digest (HMAC with SHA-256) of a text, as base64url. */
export type Prove = (secret: string, text: string) => Promise<string>

/** What each end proves: that it has the secret, to this other end, in this greeting. */
export const proven = {
  owner: (client: string, owner: string): string => `winnow owner ${client} ${owner}`,
  client: (client: string, owner: string): string => `winnow client ${client} ${owner}`,
} as const

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

/** The longest message of a greeting, in characters. */
export const helloLimit = 2048

const mark = 'winnow-2'
const nonceLimit = 64

export function writeHello({ nonce, version }: Hello): string {
  return JSON.stringify({ hello: mark, nonce, version })
}

/** Reads a hello; null if it is none, `older` if it is one of a version that sent its secret. */
export function readHello(message: Message): Hello | 'older' | null {
  const value = readObject(message)
  if (value?.['hello'] === 'winnow-1') return 'older'
  if (value?.['hello'] !== mark) return null
  const { nonce, version } = value
  return isNonce(nonce) && typeof version === 'string' ? { nonce, version } : null
}

export function writeChallenge({ nonce, proof }: Challenge): string {
  return JSON.stringify({ challenge: mark, nonce, proof })
}

/** Reads a challenge, or null if it is none. */
export function readChallenge(message: Message): Challenge | null {
  const value = readObject(message)
  if (value?.['challenge'] !== mark) return null
  const { nonce, proof } = value
  return isNonce(nonce) && typeof proof === 'string' ? { nonce, proof } : null
}

/** The client's proof. */
export function writeAnswer(proof: string): string {
  return JSON.stringify({ answer: mark, proof })
}

/** Reads the client's proof, or null if it is none. */
export function readAnswer(message: Message): string | null {
  const value = readObject(message)
  return value?.['answer'] === mark && typeof value['proof'] === 'string' ? value['proof'] : null
}

/** The text of the answer to a good proof. Requests may follow at once, without waiting for it. */
export function writeWelcome(version: string): string {
  return JSON.stringify({ welcome: mark, version })
}

/** The version in a welcome, or null if it is none. */
export function readWelcome(message: Message): string | null {
  const value = readObject(message)
  return value?.['welcome'] === mark && typeof value['version'] === 'string' ? value['version'] : null
}

function isNonce(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 16 && value.length <= nonceLimit
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
