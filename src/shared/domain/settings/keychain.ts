import type { Failure } from '#shared/base/failure.ts'
import type { Result } from '#shared/base/result.ts'

/** Secrets by name, in the system's keychain, where the host has one. */
export interface Keychain {
  /** Null when there is none, or it cannot be decrypted here. */
  get(name: string): Promise<string | null>
  /** Null removes it. */
  set(name: string, value: string | null): Promise<Result<null, Failure<'keychainMissing' | 'failed'>>>
}
