/**
 * An outcome that is data: it survives JSON and structured clone. Expected failure is an `Err`; a throw is
 * a bug or a cancellation.
 */
export type Result<T, E> = Ok<T> | Err<E>
export interface Ok<T> {
  readonly ok: true
  readonly value: T
}
export interface Err<E> {
  readonly ok: false
  readonly error: E
}

/** Wraps a value as success. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

/** Wraps an error as failure. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error }
}

/** The value of a success; throws on failure. Only for places where failure would be a bug. */
export function unwrap<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value
  throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`)
}

/** Proves to the compiler that a closed union was handled; throws if a value slipped through. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
