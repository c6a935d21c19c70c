/** Values that may wait for a reader: one with more behind it does not read any more. */
export const mostWaiting = 10_000

/**
 * An async iterator fed from outside: what is pushed is read in order, and none of it is left out. A reader that stops
 * (or whose signal aborts) ends it, and what `start` returned runs once. So does a reader that stands still until too
 * much waits for it, as a page in a frozen tab does: it finds the end, opens the stream again, and has a snapshot.
 */
export function pushStream<T>(
  signal: SignalLike,
  start: (push: (value: T) => void) => () => void,
): AsyncIterableIterator<T> {
  const waiting: ((result: IteratorResult<T>) => void)[] = []
  const values: T[] = []
  let ended = false
  let stop: (() => void) | null = null
  const end = (): void => {
    if (ended) return
    ended = true
    signal.removeEventListener('abort', end)
    stop?.()
    for (const resolve of waiting.splice(0)) resolve({ done: true, value: undefined })
  }
  stop = start((value) => {
    if (ended) return
    const resolve = waiting.shift()
    if (resolve) resolve({ done: false, value })
    else values.push(value)
    if (values.length <= mostWaiting) return
    values.length = 0
    end()
  })
  // Too much at once, before there was anything to stop.
  if (ended) stop()
  else if (signal.aborted) end()
  else signal.addEventListener('abort', end)
  return {
    next() {
      const value = values.shift()
      if (value !== undefined) return Promise.resolve({ done: false, value })
      if (ended) return Promise.resolve({ done: true, value: undefined })
      return new Promise((resolve) => waiting.push(resolve))
    },
    return() {
      end()
      values.length = 0
      return Promise.resolve({ done: true, value: undefined })
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** The part of AbortSignal that is needed here; this layer has no DOM and no Node. */
export interface SignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}
