import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, realpath, rename, rmdir, unlink } from 'node:fs/promises'
import path from 'node:path'
import { mountsIn } from '#main/system/mounts.ts'

/** Discarded folders, moved here in no time and deleted in the background. */
export class Trash {
  readonly #folder: string
  #emptying: Promise<void> | null = null
  #again = false
  #disposed = false

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Moves a folder of the same file system here. */
  async take(folder: string, name: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await rename(folder, path.join(this.#folder, `${name}-${randomBytes(6).toString('hex')}`))
  }

  /** Deletes everything here, one folder after another; settles when it is empty or the rest cannot be deleted. */
  empty(): Promise<void> {
    if (this.#emptying) {
      this.#again = true
      return this.#emptying
    }
    this.#emptying = this.#deleteAll().finally(() => {
      this.#emptying = null
    })
    return this.#emptying
  }

  /** Waits for the folder that is being deleted; what is left is deleted another time. */
  async dispose(): Promise<void> {
    this.#disposed = true
    await this.#emptying
  }

  async #deleteAll(): Promise<void> {
    do {
      this.#again = false
      const names = await readdir(this.#folder).catch(() => [])
      for (const name of names) {
        if (this.#disposed) return
        await deleteFolder(path.join(this.#folder, name))
      }
    } while (this.#again && !this.#disposed)
  }
}

/**
 * Deletes a folder, read-only folders in it (a cache of Go modules) and names that are not UTF-8 included; what cannot be
 * deleted stays. A folder in which something is mounted stays whole, since what is behind a mount lies elsewhere and is
 * somebody's. A few files at a time: what a person waits for must not stand behind ten thousand deletions.
 */
export async function deleteFolder(folder: string): Promise<void> {
  const parent = await realpath(path.dirname(folder)).catch(() => null)
  if (parent === null) return
  const real = Buffer.from(path.join(parent, path.basename(folder)))
  // A program that still writes there may need more than one.
  for (let more = 2; more >= 0; more -= 1) if (await deleteTree(real, parent)) return
}

const atOnce = 4
/** In bytes: a folder with a longer path is moved up before it is looked into. */
const longestPath = 2000

/** Gives whether it is gone. `root` is the folder that it lies in, where a part of it may be moved. */
async function deleteTree(folder: Buffer, root: string, again = false): Promise<boolean> {
  const inside = (name: Buffer): Buffer => Buffer.concat([folder, Buffer.from(path.sep), name])
  try {
    if (!(await lstat(folder)).isDirectory()) {
      await unlink(folder)
      return true
    }
    if (folder.length > longestPath) {
      // The system's calls take no path of more than 4,096 bytes; names are shorter than 256.
      const nearer = Buffer.from(path.join(root, `deep-${randomBytes(6).toString('hex')}`))
      await rename(folder, nearer)
      return await deleteTree(nearer, root)
    }
    // Asked in each folder: something may be mounted while others are deleted.
    if ((await mountsIn(folder)).length > 0) return false
    const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
    for (const entry of entries) if (entry.isDirectory()) await deleteTree(inside(entry.name), root)
    const files = entries.filter((entry) => !entry.isDirectory())
    for (let at = 0; at < files.length; at += atOnce)
      await Promise.all(files.slice(at, at + atOnce).map((file) => unlink(inside(file.name))))
    await rmdir(folder)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if ((code !== 'EACCES' && code !== 'EPERM') || again) return code === 'ENOENT'
    // What lies in a folder that cannot be read or written cannot be deleted.
    return (await madeWritable(folder)) && deleteTree(folder, root, true)
  }
}

async function madeWritable(folder: Buffer): Promise<boolean> {
  try {
    if (!(await lstat(folder)).isDirectory()) return false
    await chmod(folder, 0o700)
    return true
  } catch {
    return false
  }
}
