import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits as text that is safe in links and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in a time that says nothing about where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
