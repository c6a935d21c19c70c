import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Result } from '#shared/base/result.ts'
import type { GitFailure } from './run.ts'

const kept = 64

/** The trees made last, by what they were made of: to make one takes three processes. */
export class KnownTrees {
  readonly #trees = new LRUCache<string, Promise<Result<string, GitFailure>>>({ max: kept })

  /** The tree of `base` with `changes`, made by `make` where it is not known. A failure is not kept. */
  async get(
    base: string,
    changes: readonly { readonly path: string; readonly mode: string; readonly oid: string | null }[],
    make: () => Promise<Result<string, GitFailure>>,
  ): Promise<Result<string, GitFailure>> {
    const hash = createHash('sha256').update(base)
    for (const { mode, oid, path } of changes) hash.update(JSON.stringify([mode, oid, path]))
    const key = hash.digest('base64')
    const making = this.#trees.get(key) ?? make()
    this.#trees.set(key, making)
    const made = await making
    if (!made.ok && this.#trees.get(key) === making) this.#trees.delete(key)
    return made
  }

  forget(): void {
    this.#trees.clear()
  }
}
