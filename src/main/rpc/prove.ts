import { createHmac } from 'node:crypto'
import type { Prove } from '#shared/rpc/handshake.ts'

/** The proofs of a greeting, made by Node. */
export const prove: Prove = (secret, text) =>
  Promise.resolve(createHmac('sha256', secret).update(text).digest('base64url'))
