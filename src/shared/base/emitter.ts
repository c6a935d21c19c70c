import { toDisposable, type Disposable } from './disposable.ts'

/**
 * Announces facts to listeners, in the order in which they subscribed. A listener that throws is reported
 * through `onError` and does not keep the others from hearing.
 */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>()
  readonly #onError: (error: unknown) => void

  constructor(
    onError: (error: unknown) => void = (error) =>
      queueMicrotask(() => {
        throw error
      }),
  ) {
    this.#onError = onError
  }

  /** Calls `listener` with everything emitted from now until the result is disposed. */
  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener)
    return toDisposable(() => this.#listeners.delete(listener))
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}

declare function queueMicrotask(callback: () => void): void
