import { setTimeout as delay } from 'node:timers/promises'

/** Whether the promise settled before `milliseconds` were over. */
export async function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const waiting = new AbortController()
  try {
    return await Promise.race([
      promise.then(() => true),
      delay(milliseconds, false, { signal: waiting.signal }),
    ])
  } finally {
    waiting.abort()
  }
}
