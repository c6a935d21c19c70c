import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

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

/** Deletes a folder, read-only folders in it (a cache of Go modules) included; what cannot be deleted stays. */
export async function deleteFolder(folder: string): Promise<void> {
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 2 })
  try {
    await remove()
  } catch {
    await makeWritable(folder)
    await remove().catch(() => undefined)
  }
}

async function makeWritable(folder: string): Promise<void> {
  try {
    if (!(await lstat(folder)).isDirectory()) return
    await chmod(folder, 0o700)
    for (const entry of await readdir(folder, { withFileTypes: true }))
      if (entry.isDirectory()) await makeWritable(path.join(folder, entry.name))
  } catch {
    // It stays as it is, and the deletion tells.
  }
}
