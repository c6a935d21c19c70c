import { randomToken } from '../system/random-token.ts'
import { sameSecret } from './secret.ts'

/** How many links may be waiting to be used; the oldest goes first. */
const maxTokens = 16
const tokenTime = 24 * 60 * 60 * 1000

/** What a page gets in exchange for a token: the cookie by header, the secret to keep itself. */
export interface Admission {
  readonly cookie: string
  readonly secret: string
}

/**
 * Who may come in through a browser. A token in a link works once and is exchanged for two things, both needed: a
 * cookie that scripts cannot read, and a secret that only pages of the same origin, port included, can read
 * (cookies are shared by all ports of a host).
 */
export class Entry {
  readonly #cookieName = `winnow-${randomToken().slice(0, 8)}`
  readonly #cookie = randomToken()
  readonly #secret = randomToken()
  /** Tokens not used yet, with the time they end at. */
  readonly #tokens = new Map<string, number>()

  /** A new token for a link. */
  issue(now = Date.now()): string {
    const token = randomToken()
    this.#tokens.set(token, now + tokenTime)
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= maxTokens) break
      this.#tokens.delete(oldest)
    }
    return token
  }

  /** Whether a token would be taken; it stays usable. */
  knows(token: string | null, now = Date.now()): boolean {
    return this.#find(token, now) !== null
  }

  /** Takes a token, once. */
  exchange(token: string, now = Date.now()): Admission | null {
    const known = this.#find(token, now)
    if (known === null) return null
    this.#tokens.delete(known)
    return {
      cookie: `${this.#cookieName}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`,
      secret: this.#secret,
    }
  }

  hasCookie(header: string | undefined): boolean {
    for (const pair of (header ?? '').split(';')) {
      const at = pair.indexOf('=')
      if (at === -1 || pair.slice(0, at).trim() !== this.#cookieName) continue
      if (sameSecret(pair.slice(at + 1).trim(), this.#cookie)) return true
    }
    return false
  }

  /** What pages prove that they have. */
  get secret(): string {
    return this.#secret
  }

  #find(token: string | null, now: number): string | null {
    if (token === null) return null
    let found: string | null = null
    for (const [known, end] of this.#tokens) {
      if (end > now && sameSecret(token, known)) found = known
    }
    return found
  }
}
