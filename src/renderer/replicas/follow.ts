import { toDisposable, type Disposable } from '#shared/base/disposable.ts'

/** Milliseconds before the nth try after a stream broke. */
const pauses = [100, 250, 500, 1000, 2000, 4000]

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // The signal outlives many waits, and would remember each of them.
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })

/**
 * Follows a stream for as long as it is wanted: when it ends, breaks, or `take` says that something is missing
 * (returns false), it is opened again, sooner at first, then every four seconds.
 */
export function followStream<Event>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  take: (event: Event) => boolean,
): Disposable {
  const end = new AbortController()
  const run = async (): Promise<void> => {
    let failures = 0
    while (!end.signal.aborted) {
      const stream = new AbortController()
      const stop = (): void => stream.abort()
      end.signal.addEventListener('abort', stop, { once: true })
      try {
        for await (const event of await open(stream.signal)) {
          if (end.signal.aborted) return
          if (!take(event)) break
          failures = 0
        }
      } catch {
        // The page says by itself that the workbench is silent; the next try gives the whole snapshot again.
      } finally {
        stream.abort()
        end.signal.removeEventListener('abort', stop)
      }
      if (end.signal.aborted) return
      await wait(pauses[Math.min(failures, pauses.length - 1)] ?? 4000, end.signal)
      failures += 1
    }
  }
  void run()
  return toDisposable(() => end.abort())
}

/**
 * Follows a stream that begins with a snapshot and then tells each change with its number: a gap in the numbers means
 * opening it again, and a change that is known already is left out.
 */
export function followChanges<Event extends { readonly type: string; readonly seq: number }>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  take: (event: Event) => void,
): Disposable {
  let check = createSequence()
  return followStream(
    (signal) => {
      check = createSequence()
      return open(signal)
    },
    (event) => {
      const verdict = check(event)
      if (verdict === 'take') take(event)
      return verdict !== 'gap'
    },
  )
}

/** Checks that deltas arrive without a gap: true to take the event, false to open the stream again. */
export function createSequence(): (event: {
  readonly type: string
  readonly seq: number
}) => 'take' | 'skip' | 'gap' {
  let last: number | null = null
  return (event) => {
    // Why there is no snapshot stands in its place: what comes after it has the next number.
    if (event.type === 'snapshot' || (event.type === 'failed' && last === null)) {
      last = event.seq
      return 'take'
    }
    if (last === null || event.seq > last + 1) return 'gap'
    if (event.seq <= last) return 'skip'
    last = event.seq
    return 'take'
  }
}
