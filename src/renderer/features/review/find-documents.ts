import type { DiffDocument } from '#renderer/editor/index.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { shownDocumentOf } from './since-decided.ts'
import { textKey } from './text-cache.ts'

/** Bytes of a side of a file that is searched at most: without being asked, and where the person asks for it. */
const largest = { usual: 1_000_000, asked: 20_000_000 }

/** Why a file is not searched; `none`: it has no text. */
export type Unsearched = 'tooLarge' | 'none'

/** The files of a review as its diff shows them, kept while they are searched. */
export class FindDocuments {
  readonly #review: Review
  /** By the name of their content. */
  readonly #documents = new Map<string, Promise<DiffDocument | Unsearched>>()

  constructor(review: Review) {
    this.#review = review
  }

  clear(): void {
    this.#documents.clear()
  }

  /** The file at this index; `large`: whatever its size, up to what can be shown. */
  of(model: ReviewModel, at: number, large: boolean): Promise<DiffDocument | Unsearched> {
    const file = model.files[at]
    if (file === undefined) return Promise.resolve('none')
    const { number } = model.changeset
    const { session, client } = this.#review
    const { encodings, againstBase } = this.#review.look.getState()
    const encoding = encodings.get(file.path) ?? null
    const key = textKey(session, number, file, false, encoding)
    const name = againstBase ? `${key}\nagainst the base` : key
    const known = this.#documents.get(name)
    if (known !== undefined) return known
    const asked = client.changeset
      .file({
        session,
        number,
        path: file.path,
        limit: large ? largest.asked : largest.usual,
        ...(encoding === null ? {} : { encoding }),
      })
      .then(
        (text): DiffDocument | Unsearched => {
          // One that can't be read is not searched either, and is told as one.
          if (!text.ok) return 'tooLarge'
          const omitted = text.value.before?.omitted ?? text.value.after?.omitted ?? null
          if (omitted !== null) return omitted === 'binary' ? 'none' : omitted
          return shownDocumentOf(key, file, text.value, againstBase)
        },
        (): Unsearched => 'tooLarge',
      )
    this.#documents.set(name, asked)
    return asked
  }
}
