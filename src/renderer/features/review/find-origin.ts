import type { Review } from './review-store.ts'

/** What is in focus: a hunk, or in a file without hunks the file. */
interface Place {
  readonly hunk: string | null
  readonly path: string | null
  readonly overview: boolean
}

/**
 * Where the person was before they looked for something. It holds as long as the search alone moves the focus: who goes
 * elsewhere by themselves is never taken back.
 */
export class FindOrigin {
  readonly #review: Review
  #from: Place | null = null
  /** Where the search last left the focus. */
  #left: Place | null = null

  constructor(review: Review) {
    this.#review = review
  }

  /** The search begins here, unless it began already and the person is where it left them. */
  begin(): void {
    if (this.#holds()) return
    this.#from = this.#here()
    this.#left = this.#from
  }

  /** The search has moved the focus. */
  moved(): void {
    this.#left = this.#here()
  }

  /** The person went to what was found, or the search is over. */
  forget(): void {
    this.#from = null
  }

  /** Goes back to where the search began; nothing moves where the person went elsewhere since. */
  goBack(): void {
    const from = this.#from
    const { focus, look, state } = this.#review
    if (from === null || state.model === null || !this.#holds()) return
    const at = from.hunk === null ? null : (state.model.find(from.hunk)?.at ?? null)
    const file = state.model.files.findIndex(({ path }) => path === from.path)
    const isThere = at === focus.state.at && file === focus.state.file
    if (!isThere && at !== null) focus.goTo(at)
    else if (!isThere) focus.goToFile(file)
    if (look.getState().overview !== from.overview) look.setState({ overview: from.overview })
    this.moved()
  }

  #holds(): boolean {
    const here = this.#here()
    return (
      this.#from !== null &&
      this.#left?.hunk === here.hunk &&
      this.#left.path === here.path &&
      this.#left.overview === here.overview
    )
  }

  #here(): Place {
    const { focus, look, state } = this.#review
    const { at, file } = focus.state
    return {
      hunk: at === null ? null : (state.model?.hunks[at]?.hunk.id ?? null),
      path: state.model?.files[file]?.path ?? null,
      overview: look.getState().overview,
    }
  }
}
