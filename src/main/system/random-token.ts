import { randomBytes } from 'node:crypto'

/** 256 random bits as text of 43 characters that is safe in links and headers: a secret, or a number that is used once. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}
