import { setTimeout as pause } from 'node:timers/promises'
import { pathExists } from './path-exists.ts'

const patience = 3000

/**
 * Waits until none of these lock files is there, or for 3 seconds; gives those that still are. A git whose parent was
 * killed ends what it began within milliseconds; one that was killed itself leaves its lock for ever.
 */
export async function released(locks: readonly string[]): Promise<readonly string[]> {
  for (const end = performance.now() + patience; ; await pause(20)) {
    const there = await Promise.all(locks.map(pathExists))
    const held = locks.filter((_, index) => there[index])
    if (held.length === 0 || performance.now() > end) return held
  }
}
