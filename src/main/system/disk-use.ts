import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'

/** What a folder takes on the disk. */
export interface FolderUse {
  readonly bytes: number
  /** Whether all of it was counted. */
  readonly whole: boolean
}

/** As many files and folders as are looked at; a few seconds' worth. */
const mostEntries = 2_000_000
const atOnce = 32

/**
 * Counts what a folder takes on the disk, as du(1) does: blocks, and a file of several names once. Links are not followed,
 * and no other file system is entered, nor what is mounted from elsewhere (`mounts`, by real path: a bind mount has the
 * same device). What can't be read counts nothing. A folder that is not there takes nothing.
 */
export async function folderUse(
  folder: string,
  mounts: readonly Buffer[] = [],
  limit = mostEntries,
): Promise<FolderUse> {
  const top = await lstat(folder).catch(() => null)
  if (!top?.isDirectory()) return { bytes: 0, whole: true }
  const mounted = new Set(mounts.map((place) => place.toString('latin1')))
  const seen = new Set<number>()
  const waiting: Buffer[] = [Buffer.from(folder)]
  let bytes = top.blocks * 512
  let entries = 0
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    const inside = here
    const names = await readdir(inside, { encoding: 'buffer' }).catch(() => [])
    for (let at = 0; at < names.length; at += atOnce) {
      if (entries >= limit) return { bytes, whole: false }
      const some = names.slice(at, at + atOnce)
      entries += some.length
      const places = some.map((name) => Buffer.concat([inside, Buffer.from(path.sep), name]))
      const found = await Promise.all(places.map((place) => lstat(place).catch(() => null)))
      for (const [index, facts] of found.entries()) {
        const place = places[index]
        if (facts === null || place === undefined || facts.dev !== top.dev) continue
        if (mounted.has(place.toString('latin1'))) continue
        if (facts.isDirectory()) waiting.push(place)
        else if (facts.nlink > 1) {
          if (seen.has(facts.ino)) continue
          seen.add(facts.ino)
        }
        bytes += facts.blocks * 512
      }
    }
  }
  return { bytes, whole: true }
}
