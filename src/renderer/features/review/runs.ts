import type { Verdict } from '#shared/domain/review/decided.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { announceDecision, finish, means, send } from './decisions.ts'
import { markHunk } from './marks.ts'
import { nextUndecided } from './navigation.ts'
import type { HunkEntry, ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'

/** Decides what is undecided and wholly on screen, if it was before `at`. One undo step. */
export function decideOnScreen(review: Review, verdict: Verdict, at: number): void {
  const { model } = review.state
  if (model === null || !means(review, 'everything', at)) return
  const shown = review.focus.wholly().flatMap((id) => model.find(id) ?? [])
  decideRun(review, model, shown, verdict, at)
}

/** Decides what is undecided from the last decision to the hunk in focus, and was on screen before `at`. One undo step. */
export function decideToHere(review: Review, verdict: Verdict, at: number): void {
  const { model } = review.state
  const { at: here } = review.focus.state
  if (model === null || here === null || !means(review, 'hunk', at)) return
  const focused = model.hunks[here]
  // The one in focus can be read now: that is the rule of keys.
  if (focused !== undefined) review.units.see([focused.hunk.id], at)
  const last = model.find(review.units.lastDecided ?? '')?.at ?? -1
  const from = last < here ? last + 1 : here
  decideRun(review, model, model.hunks.slice(from, here + 1), verdict, at)
}

function decideRun(
  review: Review,
  model: ReviewModel,
  run: readonly HunkEntry[],
  verdict: Verdict,
  at: number,
): void {
  const undecided = run.filter((entry) => model.isLeft(entry.at) && entry.hunk.editedBy === null)
  const seen = undecided.filter(({ hunk }) => review.units.wasRead(model, hunk, at))
  const left = undecided.length - seen.length
  const last = seen.at(-1)
  if (last === undefined) {
    const note =
      left === 0
        ? 'Nothing undecided is wholly on screen, so nothing was decided.'
        : 'Nothing of it was wholly on screen, so nothing was decided.'
    review.focus.say(note)
    announce(note)
    return
  }
  const ids = new Set(seen.flatMap(({ hunk }) => model.groupOf(hunk)))
  const what = countOf(ids.size, 'hunk')
  markHunk('winnow:decide', seen[0]?.hunk.id)
  send(
    review,
    model,
    [...ids].map((hunk) => ({ hunk, verdict })),
    { label: `${verdict} ${what} that were read`, way: 'run' },
  )
  announceDecision(review, model, verdict, what)
  const next = nextUndecided(model, left === 0 ? last.at : (seen[0]?.at ?? 0) - 1)
  if (next === null) finish(review, model)
  else review.focus.goTo(next)
  if (left > 0) {
    const note = `${what} decided; ${left} more ${left === 1 ? 'was' : 'were'} not on screen and still undecided.`
    review.focus.say(note)
    announce(note)
  }
}
