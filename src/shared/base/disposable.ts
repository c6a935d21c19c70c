/** Something that listens, spawns or watches, and can be ended. Disposing twice does nothing. */
export interface Disposable {
  dispose(): void
}

/** A disposable whose end takes time (a child process, a server). */
export interface AsyncDisposable {
  dispose(): Promise<void>
}

/** Makes a disposable of a function, which runs at most once. */
export function toDisposable(end: () => void): Disposable {
  let ended = false
  return {
    dispose() {
      if (ended) return
      ended = true
      end()
    },
  }
}
