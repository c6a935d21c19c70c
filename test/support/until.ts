import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a fact, looking every few milliseconds; throws with its name when it does not come to be. */
export async function until(
  name: string,
  fact: () => boolean | Promise<boolean>,
  limit = 30_000,
): Promise<void> {
  const end = Date.now() + limit
  while (!(await fact())) {
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain for: ${name}`)
    await pause(5)
  }
}
