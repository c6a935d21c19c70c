import type { DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { markHunk } from './marks.ts'
import { nextUndecided } from './navigation.ts'
import { closeOpened } from './review-look.ts'
import type { Change, ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { verdictWord } from './words.ts'

let orders = 0

/**
 * The hunk that a key pressed at `at` meant: the one in focus, if it was on screen then. Otherwise null: the person
 * pressed the key for something else, or before they could have read it.
 */
export function meantHunk(review: Review, at: number): DecidedHunk | null {
  const { model } = review.state
  const { at: index, painted } = review.place.state
  const hunk = model === null || index === null ? undefined : model.hunks[index]?.hunk
  if (hunk === undefined || painted === null) return null
  return painted.id === hunk.id && painted.since <= at ? hunk : null
}

/** Decides the hunk in focus, and those that go with it, and moves on. */
export function decideFocused(
  review: Review,
  verdict: Verdict | null,
  invocation: { readonly at: number; readonly repeat: boolean },
): boolean {
  // A held key went down on a hunk that is decided by now: it means nothing for the next one.
  if (invocation.repeat) return false
  const { model } = review.state
  const { at } = review.place.state
  const hunk = meantHunk(review, invocation.at)
  if (model === null || at === null || hunk === null) return false
  markHunk('winnow:decide', hunk.id)
  const changes = model.groupOf(hunk).map((id) => ({ hunk: id, verdict }))
  send(review, model, changes)
  if (verdict === null) {
    announce(`decision taken back, ${decidedOf(model)}`)
    return true
  }
  announce(`${verdictWord[verdict].toLowerCase()}, ${decidedOf(model)}`)
  const next = nextUndecided(model, at)
  if (next === null) finish(model)
  else review.place.goTo(next)
  return true
}

/** Decides one hunk without moving. */
export function decideOne(review: Review, id: string, verdict: Verdict | null): void {
  const { model } = review.state
  const entry = model?.find(id)
  if (model === null || entry === null || entry === undefined) return
  send(
    review,
    model,
    model.groupOf(entry.hunk).map((hunk) => ({ hunk, verdict })),
  )
  announce(
    verdict === null
      ? `decision taken back, ${decidedOf(model)}`
      : `${verdictWord[verdict].toLowerCase()}, ${decidedOf(model)}`,
  )
}

/** Decides what is undecided in the file in focus and moves on. One undo step. */
export function decideFile(review: Review, verdict: Verdict, file = review.place.state.file): void {
  const { model } = review.state
  const shown = model?.files[file]
  if (model === null || shown === undefined) return
  const changes = undecidedOf(model, model.firstOf(file), shown.hunks.length, verdict)
  if (changes.length === 0) return
  const label = `${verdict} ${countOf(changes.length, 'hunk')} in ${pathForDisplay(shown.path)}`
  markHunk('winnow:decide', changes[0]?.hunk)
  send(review, model, changes, label)
  announce(`${verdictWord[verdict].toLowerCase()} ${countOf(changes.length, 'hunk')}, ${decidedOf(model)}`)
  const next = nextUndecided(model, model.firstOf(file) + shown.hunks.length - 1)
  if (next === null) finish(model)
  else review.place.goTo(next)
}

/** Decides everything that is undecided. One undo step, and a note that says so. */
export function decideEverything(review: Review, verdict: Verdict): void {
  const { model } = review.state
  if (model === null) return
  const changes = undecidedOf(model, 0, model.hunks.length, verdict)
  if (changes.length === 0) return
  const what = countOf(changes.length, 'hunk')
  send(review, model, changes, `${verdict} ${what} at once`)
  announce(`${verdictWord[verdict].toLowerCase()} ${what}, ${decidedOf(model)}`)
  tell(`${verdictWord[verdict]} ${what} at once. Nothing has landed; one undo takes all of it back.`, {
    label: 'Undo',
    run: () => undo(review),
  })
}

/** Undoes the last decision, whoever made it, and shows what it was. */
export function undo(review: Review): void {
  step(review, 'undo')
}
/** Does again what was undone last. */
export function redo(review: Review): void {
  step(review, 'redo')
}

function step(review: Review, which: 'undo' | 'redo'): void {
  const label = review.state[which]
  const { model } = review.state
  const id = (orders += 1)
  const foreseen = model === null ? null : review.history.take(id, which)
  if (model !== null && foreseen !== null) {
    model.foresee(id, foreseen)
    review.touch()
    const places = foreseen.map(({ hunk }) => model.find(hunk)?.at ?? Infinity)
    review.place.goTo(places.reduce((one, other) => Math.min(one, other), Infinity))
  }
  review.queue.push({
    send: () => {
      if (foreseen === null) review.followNextChange()
      return review.client.review[which]({ session: review.session })
    },
    done: () =>
      announce(label === null ? `${which} done` : `${which === 'undo' ? 'undone' : 'done again'}: ${label}`),
    failed: (failure) => {
      dropForeseen(review, id)
      reportFailure(failure)
    },
  })
}

/** Takes what was shown too early off the screen, with everything foreseen since: it may stand on it. */
function dropForeseen(review: Review, id: number): void {
  const { model } = review.state
  for (const one of [id, ...review.history.forget()]) model?.withdraw(one)
  review.touch()
}

function undecidedOf(model: ReviewModel, from: number, length: number, verdict: Verdict): Change[] {
  const ids = new Set<string>()
  for (const { at, hunk } of model.hunks.slice(from, from + length))
    if (model.verdictAt(at) === null) for (const id of model.groupOf(hunk)) ids.add(id)
  return [...ids].map((hunk) => ({ hunk, verdict }))
}

/** Shows the decisions at once and sends them in order; a refusal takes them off the screen again. */
function send(review: Review, model: ReviewModel, changes: readonly Change[], label?: string): void {
  const id = (orders += 1)
  const isPlain = changes.every(({ hunk }) => model.find(hunk)?.hunk.editedBy === null)
  const before = changes.map(({ hunk }) => ({ hunk, verdict: model.verdictOf(hunk) }))
  review.history.decided(id, changes, isPlain ? { changes, before } : null)
  model.foresee(id, changes)
  review.queue.push({
    send: () =>
      review.client.review.decide({
        session: review.session,
        decisions: [...changes],
        number: model.changeset.number,
        ...(label === undefined ? {} : { label }),
      }),
    done: () => {
      review.state.model?.confirm(id)
      review.touch()
    },
    failed: (failure) => {
      const now = review.state.model
      dropForeseen(review, id)
      reportFailure(failure)
      const first = changes[0] === undefined ? null : (now?.find(changes[0].hunk) ?? null)
      if (first !== null) review.place.goTo(first.at)
    },
  })
  closeOpened(
    review.look,
    changes.map(({ hunk }) => hunk),
  )
  review.touch()
}

function decidedOf(model: ReviewModel): string {
  return `${model.total.hunks - model.total.undecided} of ${model.total.hunks}`
}

function finish(model: ReviewModel): void {
  const text = `All ${model.total.hunks} decided.`
  announce(`${text} Shift L lands what is accepted, Tab goes to the next session.`)
}
