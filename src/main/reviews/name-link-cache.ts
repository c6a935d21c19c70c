import { LRUCache } from 'lru-cache'
import type { FoundLinks, NameLink } from '#shared/domain/unit/names.ts'
import type { ReviewOptions } from './options.ts'
import type { LoadedReview } from './session-review.ts'

/** Files whose names are kept. */
const kept = 200

/** The names of the files looked at last; a pair of trees always has the same ones. */
export class NameLinkCache {
  readonly #find: ReviewOptions['nameLinks']
  readonly #links = new LRUCache<string, Promise<FoundLinks>>({ max: kept })

  constructor(find: ReviewOptions['nameLinks']) {
    this.#find = find
  }

  /** The names that hunks of a file of a changeset define or take away; none where it is no file of it. */
  async of({ subject, view }: LoadedReview, path: string): Promise<readonly NameLink[]> {
    const { base, revision } = view.computed
    const key = `${base} ${revision} ${path}`
    const finding = this.#links.get(key) ?? this.#find(subject.objects, view.computed, path)
    this.#links.set(key, finding)
    const found = await finding.catch((error: unknown) => {
      this.#links.delete(key)
      throw error
    })
    if (!found.isWhole && this.#links.get(key) === finding) this.#links.delete(key)
    return found.links
  }
}
