import { ok, type Result } from '#shared/base/result.ts'
import { readIndex as readOwnIndex } from '../git/index-copy.ts'
import type { Git, GitFailure } from '../git/run.ts'
import type { Checkout } from './checkouts.ts'
import { readIndex, type IndexEntry } from './tree-entries.ts'

/** The indexes of checkouts, each asked for anew only if its file was written since: for one operation. */
export class KnownIndexes {
  readonly #git: Git
  readonly #known = new Map<string, { readonly identity: string; readonly entries: readonly IndexEntry[] }>()

  constructor(git: Git) {
    this.#git = git
  }

  /** See `readIndex`. */
  async of({ folder, gitDir }: Checkout): Promise<Result<readonly IndexEntry[], GitFailure>> {
    const identity = (await readOwnIndex(gitDir).catch(() => null))?.identity ?? null
    const known = this.#known.get(gitDir)
    if (known && known.identity === identity) return ok(known.entries)
    const read = await readIndex(this.#git, folder)
    // Looked at before it was read: if it was written in between, it is asked for again.
    if (read.ok && identity !== null) this.#known.set(gitDir, { identity, entries: read.value })
    return read
  }
}
