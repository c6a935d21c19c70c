import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { onDisk } from './paths.ts'

/** In milliseconds. Systems write by themselves what is older than half a minute; this leaves them a slow disk. */
const lately = 600_000

/** More at once make none of them sooner. */
const atOnce = 8

/**
 * Waits until every file and folder below a git folder that changed within the last ten minutes is on the disk. Links are
 * not followed, but for `objects`. What vanishes meanwhile, or can't be read, is left out; throws what the disk says.
 */
export async function synchronizeChanged(gitDir: string): Promise<void> {
  const since = Date.now() - lately
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(folder, name))
    await each(files, async (file) => {
      // Not the time of the content: a renamed file is new in its place.
      const about = await lstat(file).catch(() => null)
      if (about !== null && about.ctimeMs >= since) await synchronizePlace(file)
    })
    for (const entry of entries) {
      const linked = folder === gitDir && entry.name === 'objects' && entry.isSymbolicLink()
      if (entry.isDirectory() || linked) await walk(path.join(folder, entry.name))
    }
    const about = await lstat(folder).catch(() => null)
    if (about !== null && about.ctimeMs >= since) await synchronizePlace(folder)
  }
  await walk(gitDir)
}

/** Waits until files of a folder, or their absence, are on the disk, with the folders that they lie in. */
export async function synchronizeFiles(folder: string, paths: readonly (string | Buffer)[]): Promise<void> {
  const folders = new Set<string>([folder])
  const files = paths.map((name) => {
    const file = typeof name === 'string' ? onDisk(folder, name) : name
    const text = file.toString('latin1')
    const top = Buffer.from(folder).toString('latin1')
    for (let at = path.dirname(text); at.length > top.length; at = path.dirname(at))
      folders.add(Buffer.from(at, 'latin1').toString('latin1'))
    return file
  })
  await each(files, synchronizePlace)
  await each([...folders], (place) =>
    synchronizePlace(place === folder ? place : Buffer.from(place, 'latin1')),
  )
}

async function synchronizePlace(place: string | Buffer): Promise<void> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  let handle
  try {
    handle = await open(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') throw error
    return
  }
  try {
    await handle.sync()
  } catch (error) {
    // Of pipes and devices, and of folders on some systems, there is nothing to wait for.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EINVAL' && code !== 'EPERM' && code !== 'EISDIR') throw error
  } finally {
    await handle.close()
  }
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += atOnce)
    await Promise.all(all.slice(at, at + atOnce).map((one) => work(one)))
}
