import { LRUCache } from 'lru-cache'
import type { Result } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import type { ReviewOptions } from './options.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'

const kept = 8

/** The changesets used last; a pair of trees always has the same one. */
export class ChangesetCache {
  readonly #compute: ReviewOptions['computeChangeset']
  readonly #changesets = new LRUCache<string, Promise<Result<ComputedChangeset, GitFailure>>>({ max: kept })

  constructor(compute: ReviewOptions['computeChangeset']) {
    this.#compute = compute
  }

  async get(
    objects: Objects,
    base: string,
    revision: string,
  ): Promise<Result<ComputedChangeset, GitFailure>> {
    const key = `${base} ${revision}`
    const computing = this.#changesets.get(key) ?? this.#compute(objects, base, revision)
    this.#changesets.set(key, computing)
    const computed = await computing
    if (!computed.ok && this.#changesets.get(key) === computing) this.#changesets.delete(key)
    return computed
  }
}
