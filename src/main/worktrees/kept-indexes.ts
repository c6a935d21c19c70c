import { rm, stat } from 'node:fs/promises'
import { copyIndexFile } from '#main/git/index-copy.ts'
import type { Objects } from '#main/git/objects.ts'

interface Kept {
  readonly file: string
  readonly bytes: number
  /** What it was made of. */
  readonly key: string
}

const mostBytes = 100_000_000

/**
 * The indexes of worktrees as git wrote them anew: the same entries, in a file that is younger than the worktree's
 * files, so that git need not read again what it compared by content once. They lie among the temporary files of the
 * repository's objects and go with them; the oldest are deleted when all take more than 100 MB.
 */
class KeptIndexes {
  readonly #objects: Objects
  readonly #kept = new Map<string, Kept>()

  constructor(objects: Objects) {
    this.#objects = objects
  }

  /** Copies the one of a worktree to `target`; false if there is none that was made of `key`. */
  async copy(gitDir: string, key: string, target: string): Promise<boolean> {
    const kept = this.#kept.get(gitDir)
    // It may be deleted, or replaced, while it is copied: then it is not there.
    return kept?.key === key && (await copyIndexFile(kept.file, target))
  }

  /**
   * Copies an index file that was written after second `after`, to be kept, or deleted, when it is known which. Null if
   * it was written earlier: a file may have changed since within that second, and have been given its old time.
   */
  async hold(gitDir: string, key: string, source: string, after: number): Promise<HeldIndex | null> {
    const file = this.#objects.temporaryPath('kept-index')
    const { size, mtimeMs } = await stat(source)
    if (Math.floor(mtimeMs / 1000) <= after || !(await copyIndexFile(source, file))) return null
    return {
      keep: async () => {
        const before = this.#kept.get(gitDir)
        this.#kept.delete(gitDir)
        this.#kept.set(gitDir, { file, bytes: size, key })
        const gone = [...(before ? [before] : []), ...this.#excess()]
        await Promise.all(gone.map((one) => rm(one.file, { force: true })))
      },
      drop: () => rm(file, { force: true }),
    }
  }

  #excess(): readonly Kept[] {
    const excess: Kept[] = []
    let bytes = 0
    for (const [gitDir, kept] of [...this.#kept].reverse()) {
      bytes += kept.bytes
      if (bytes <= mostBytes) continue
      this.#kept.delete(gitDir)
      excess.push(kept)
    }
    return excess
  }
}

export interface HeldIndex {
  keep(): Promise<void>
  drop(): Promise<void>
}

const ofObjects = new WeakMap<Objects, KeptIndexes>()

/** Those of one repository. */
export function keptIndexes(objects: Objects): KeptIndexes {
  const known = ofObjects.get(objects) ?? new KeptIndexes(objects)
  ofObjects.set(objects, known)
  return known
}
