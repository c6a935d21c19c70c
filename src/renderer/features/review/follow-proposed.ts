import type { Disposable } from '#shared/base/disposable.ts'
import type { Review } from './review-store.ts'

/** Asks for it with each changeset that comes: the pins are bound to lines, which may be others then. */
export function followProposed(review: Review): Disposable {
  let asked = 0
  const ask = async (): Promise<void> => {
    asked += 1
    const own = asked
    const answer = await review.client.changeset.proposed({ session: review.session }).catch(() => null)
    // What can't be had is not shown: the changes are reviewed all the same.
    if (own === asked && answer !== null)
      review.proposed.setState({ proposed: answer.ok ? answer.value : null })
  }
  let seen = review.state.model?.changeset ?? null
  if (seen !== null) void ask()
  const end = review.store.subscribe(({ model, incoming }) => {
    const now = incoming ?? model?.changeset ?? null
    if (now === null || now === seen) return
    seen = now
    void ask()
  })
  return {
    dispose() {
      asked += 1
      end()
    },
  }
}
