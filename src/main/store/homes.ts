import path from 'node:path'
import { z } from 'zod'
import type { Store } from './store.ts'

/** Places that are remembered; the oldest go. */
const most = 20
const shape = z.array(z.string())

/**
 * Where a data folder is, and where it was before it was moved, the latest first: texts that were written there name its
 * files by their paths. Remembers the place where it may write.
 */
export function knownHomes(store: Store, home: string, mayWrite: boolean): readonly [string, ...string[]] {
  const now = path.resolve(home)
  const read = shape.safeParse(store.wholeDocument('homes'))
  const kept = read.success ? read.data : []
  const homes = [now, ...kept.filter((one) => one !== now)].slice(0, most)
  if (mayWrite && kept[0] !== now) store.putDocument('homes', homes)
  const [, ...former] = homes
  return [home, ...former]
}
