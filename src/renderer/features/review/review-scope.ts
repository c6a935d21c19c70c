import { createStore, type StoreApi } from 'zustand/vanilla'
import { countOf } from '#shared/base/quantity-text.ts'
import type { Client } from '#renderer/client/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { nextUndecided } from './navigation.ts'
import { refusesToLeave, type ReviewDialogs } from './review-dialogs.ts'
import type { ReviewFocus } from './review-focus.ts'
import type { ReviewModel } from './review-model.ts'
import type { ReviewSeen } from './review-seen.ts'
import type { ReviewState } from './review-state.ts'
import { neverSeen, oneFile, sinceLook, sinceRevision, type Scope } from './scopes.ts'

/** What of a review its scope is about. */
interface OfReview {
  readonly session: string
  readonly client: Client
  readonly store: StoreApi<ReviewState>
  readonly focus: ReviewFocus
  readonly seen: ReviewSeen
  readonly dialogs: StoreApi<ReviewDialogs>
}

/** Which part of the review is shown and decided; everything, until the person asks for less. */
export class ReviewScope {
  readonly store: StoreApi<{ readonly scope: Scope | null }> = createStore<{ readonly scope: Scope | null }>(
    () => ({ scope: null }),
  )
  readonly #review: OfReview

  constructor(review: OfReview) {
    this.#review = review
  }

  get scope(): Scope | null {
    return this.store.getState().scope
  }

  /** Shows everything. The reader stays where they are. */
  showEverything(): void {
    this.#show(null)
    announce('Everything is shown.')
  }

  /** Shows what is undecided and was never seen; where there is none, says so and stays. */
  showSinceLook(): void {
    const { model, fresh } = this.#review.store.getState()
    if (model === null) return
    const hunks = neverSeen(model, this.#review.seen.seen, fresh)
    const { undecided } = model.total
    const left =
      undecided === 0
        ? 'Everything is decided.'
        : `${countOf(undecided, 'hunk is', 'hunks are')} seen and undecided.`
    this.#showOr(sinceLook(hunks), `Nothing is new since your last look. ${left}`)
  }

  /** Shows what a revision does not have that came before the one on screen. */
  async showSinceRevision(number: number): Promise<void> {
    const { session, client, store } = this.#review
    const asked = await client.changeset.get({ session, number })
    const { model, older } = store.getState()
    if (!asked.ok) return reportFailure(asked.error)
    if (model === null || older) return
    const known = new Set(asked.value.files.flatMap(({ hunks }) => hunks.map(({ id }) => id)))
    this.#showOr(sinceRevision(number, known, model), `Nothing is other than in r${number}.`)
  }

  /** Shows the file in focus alone. */
  showFile(): void {
    const { model } = this.#review.store.getState()
    const path = model?.files[this.#review.focus.state.file]?.path
    if (model !== null && path !== undefined)
      this.#showOr(oneFile(path, model), 'The file has no hunk, so nothing of it could be decided.')
  }

  /** Another changeset takes the place of `before`; an older one is shown as a whole. */
  follow(before: ReviewModel | null, model: ReviewModel, older: boolean): void {
    const { scope } = this
    if (older || scope === null || before === null) return
    const next = scope.next(before, model, this.#review.seen.seen)
    this.store.setState({ scope: next })
    model.showOnly(next.hunks)
  }

  #showOr(scope: Scope, none: string): void {
    if (scope.hunks.size > 0) {
      this.#show(scope)
      announce(`${scope.words}: ${countOf(scope.hunks.size, 'hunk')}.`)
      return
    }
    this.#review.focus.say(none)
    announce(none)
  }

  #show(scope: Scope | null): void {
    const { store, focus, dialogs } = this.#review
    const { model } = store.getState()
    if (model === null || refusesToLeave(dialogs)) return
    model.showOnly(scope?.hunks ?? null)
    this.store.setState({ scope })
    store.setState({ version: model.version })
    focus.say(null)
    const { at } = focus.state
    if (at !== null && model.isShown(at)) return
    const first = nextUndecided(model, -1) ?? model.hunks.findIndex((entry) => model.isShown(entry.at))
    if (first >= 0) focus.goTo(first)
  }
}
