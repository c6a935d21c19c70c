import type { DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { outcomeOfKey } from './key-rule.ts'
import { markHunk } from './marks.ts'
import { decidedWhat, measured } from './measured.ts'
import { nextUndecided } from './navigation.ts'
import { factKinds } from './review-units.ts'
import { closeOpened } from './review-look.ts'
import type { Change, HunkEntry, ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { allDecided, landingWords, partDecided, restWords } from './counts.ts'
import { verdictWord } from './words.ts'

/**
 * The hunk that a key pressed at `at` meant: the one in focus, if it can be read now and could then. Otherwise null: the
 * person pressed the key for something else, or before they could have read it. What is out of sight is brought there.
 */
export function meantHunk(review: Review, at: number): DecidedHunk | null {
  const { model } = review.state
  const { at: index } = review.focus.state
  const hunk = model === null || index === null ? undefined : model.hunks[index]?.hunk
  if (hunk === undefined || !means(review, 'hunk', at)) return null
  return hunk
}

/** Brings the hunk in focus there and says so, if a key pressed at `at` would find it out of sight; decides nothing. */
export function bringMeant(review: Review, at: number): void {
  const outcome = outcomeOfKey('hunk', review.focus.looked(), at)
  review.focus.say(null)
  if (outcome.kind !== 'bring') return
  const note = 'The hunk was out of sight. Here it is.'
  review.focus.bring(note)
  announce(note)
}

/** Whether a key pressed at `at` decides what it is about; where not, the person is shown and told why. */
export function means(review: Review, about: 'hunk' | 'file' | 'everything', at: number): boolean {
  const outcome = outcomeOfKey(about, review.focus.looked(), at)
  if (outcome.kind === 'bring') review.focus.bring(outcome.note)
  else review.focus.say(outcome.kind === 'refuse' ? outcome.note : null)
  if ('note' in outcome) announce(outcome.note)
  return outcome.kind === 'decide'
}

/** The ids of what a key decides that is meant for a hunk: those of its unit, where units are decided. */
export function meantWith(review: Review, hunk: DecidedHunk): readonly string[] {
  const { model } = review.state
  return model === null ? [hunk.id] : review.units.membersOf(model, hunk).map((entry) => entry.hunk.id)
}

/** Brings what of a unit was not on screen before `at`, and says so. Returns whether there is any. */
function bringUnseen(review: Review, meant: DecidedHunk, members: readonly HunkEntry[], at: number): boolean {
  const unit = review.units.unitOf(meant.id)
  // The one in focus can be read now: that is the rule of keys.
  review.units.see([meant.id])
  if (unit === null) return false
  if (factKinds.has(unit.kind)) {
    if (review.units.wasSeen(unit.id, at)) return false
    const note =
      'What is folded with this hunk was not told yet, so nothing was decided. Press the key again.'
    review.focus.say(note)
    announce(note)
    return true
  }
  const unseen = members.filter(({ hunk }) => hunk.id !== meant.id && !review.units.wasSeen(hunk.id, at))
  const here = review.state.model?.find(meant.id)?.file
  const elsewhere = unseen.filter(({ file }) => file !== here)
  const [next] = elsewhere.length === unseen.length ? elsewhere : unseen.filter(({ file }) => file === here)
  if (next === undefined) return false
  // What the list beside it can't show as a whole is shown in its file.
  if (next.file === here || !review.units.want(next.hunk.id)) review.focus.goTo(next.at)
  const note = `${countOf(members.length, 'hunk')} of this unit go together, of which ${unseen.length} ${unseen.length === 1 ? 'was' : 'were'} not on screen: nothing was decided. Press the key again.`
  review.focus.say(note)
  announce(note)
  return true
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
  const { at } = review.focus.state
  const hunk = meantHunk(review, invocation.at)
  if (model === null || at === null || hunk === null) return false
  const members = verdict === null ? [] : review.units.membersOf(model, hunk)
  if (members.length > 1 && bringUnseen(review, hunk, members, invocation.at)) return true
  markHunk('winnow:decide', hunk.id)
  if (members.length > 1 && verdict !== null) decideUnit(review, model, members, verdict)
  else if (decideHunk(review, model, hunk, verdict)) announceDecision(review, model, verdict)
  else return true
  if (verdict === null) return true
  const next = nextUndecided(model, at)
  if (next === null) finish(review, model)
  else review.focus.goTo(next)
  return true
}

/** Decides a unit as one step. */
function decideUnit(
  review: Review,
  model: ReviewModel,
  members: readonly HunkEntry[],
  verdict: Verdict,
): void {
  const ids = new Set(members.flatMap(({ hunk }) => model.groupOf(hunk)))
  const what = countOf(ids.size, 'hunk')
  const [path = '', ...others] = new Set(members.map(({ file }) => model.files[file]?.path ?? ''))
  send(
    review,
    model,
    [...ids].map((id) => ({ hunk: id, verdict })),
    {
      label: `${verdict} ${what} in ${others.length === 0 ? pathForDisplay(path) : countOf(others.length + 1, 'file')}`,
    },
  )
  announceDecision(review, model, verdict, what)
}

/** Decides one hunk without moving. */
export function decideOne(review: Review, id: string, verdict: Verdict | null, reason?: string): void {
  const { model } = review.state
  const entry = model?.find(id)
  if (model === null || entry === null || entry === undefined) return
  if (!decideHunk(review, model, entry.hunk, verdict, reason)) return
  announceDecision(review, model, verdict)
}

/** Decides what is undecided in the file in focus, if that was on screen at `at`, and moves on. One undo step. */
export function decideFile(review: Review, verdict: Verdict, at: number): void {
  const { model } = review.state
  const { file } = review.focus.state
  if (!means(review, 'file', at)) return
  const shown = model?.files[file]
  if (model === null || shown === undefined) return
  const changes = undecidedOf(model, model.firstOf(file), shown.hunks.length, verdict)
  if (changes.length === 0) return
  const label = `${verdict} ${countOf(changes.length, 'hunk')} in ${pathForDisplay(shown.path)}`
  markHunk('winnow:decide', changes[0]?.hunk)
  send(review, model, changes, { label, way: 'file' })
  announceDecision(review, model, verdict, countOf(changes.length, 'hunk'))
  const next = nextUndecided(model, model.firstOf(file) + shown.hunks.length - 1)
  if (next === null) finish(review, model)
  else review.focus.goTo(next)
}

/**
 * Decides everything that is undecided, if the revision was on screen at `at`. One undo step, and a note that says so.
 */
export function decideEverything(review: Review, verdict: Verdict, at: number): void {
  const { model } = review.state
  if (model === null || !means(review, 'everything', at)) return
  const changes = undecidedOf(model, 0, model.hunks.length, verdict)
  if (changes.length === 0) return
  const what = countOf(changes.length, 'hunk')
  send(review, model, changes, { label: `${verdict} ${what} at once`, way: 'everything' })
  announceDecision(review, model, verdict, what)
  tell(`${verdictWord[verdict]} ${what} at once. Nothing has landed; one undo takes all of it back.`, {
    label: 'Undo',
    run: () => undo(review),
  })
}

/** Takes back all that came from command lines. One undo step, and a note that says so. */
export function takeBackCommandLine(review: Review): void {
  const { model } = review.state
  if (model === null) return
  const taken = model.hunks.filter(({ at }) => model.clientAt(at) !== undefined).map(({ hunk }) => hunk)
  const what = countOf(model.fromCommandLine(), 'decision')
  const hasEdits = model.files.some(({ edits }) => edits.some(({ client }) => client !== undefined))
  review.ask({
    send: (act) => review.client.review.takeBackCommandLine({ session: review.session, act }),
    changes: taken.map(({ id }) => ({ hunk: id, verdict: null })),
    ...(hasEdits ? { step: null } : {}),
    done: () =>
      tell(`Took back ${what} from the command line. One undo brings them back.`, {
        label: 'Undo',
        run: () => undo(review),
      }),
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
  review.ask({
    send: (act) => review.client.review[which]({ session: review.session, act }),
    step: which,
    words: `${which === 'undo' ? 'undo' : 'do again'}${label === null ? '' : `: ${label}`}`,
    done: () =>
      announce(label === null ? `${which} done` : `${which === 'undo' ? 'undone' : 'done again'}: ${label}`),
  })
}

function undecidedOf(model: ReviewModel, from: number, length: number, verdict: Verdict): Change[] {
  const ids = new Set<string>()
  for (const { at, hunk } of model.hunks.slice(from, from + length))
    if (model.isLeft(at)) for (const id of model.groupOf(hunk)) ids.add(id)
  return [...ids].map((hunk) => ({ hunk, verdict }))
}

/** Shows the decisions at once and sends them in order; a refusal takes them off the screen again. */
export function send(
  review: Review,
  model: ReviewModel,
  changes: readonly Change[],
  options: {
    readonly label?: string
    readonly reason?: string
    readonly edits?: readonly string[]
    /** How these were chosen, where that was not one by one or by unit. */
    readonly way?: 'run' | 'file' | 'everything'
  } = {},
): void {
  const { edits = [], way = null, ...words } = options
  const what = decidedWhat(review, model, changes, way)
  review.units.lastDecided = changes.at(-1)?.hunk ?? null
  const decisions = [...edits.map((edit) => ({ edit, verdict: changes[0]?.verdict ?? null })), ...changes]
  review.ask(
    measured(review, what, {
      send: (act) =>
        review.client.review.decide({
          session: review.session,
          act,
          decisions,
          number: model.changeset.number,
          ...words,
        }),
      changes,
      ...words,
      ...(edits.length > 0 ? { step: null } : { resend: true }),
    }),
  )
  closeOpened(
    review.look,
    changes.map(({ hunk }) => hunk),
  )
}

/**
 * Decides a hunk with those that go with it. What the person wrote themselves is accepted already; rejected, neither their
 * text nor what it replaced lands. Returns whether there was something to decide.
 */
function decideHunk(
  review: Review,
  model: ReviewModel,
  hunk: DecidedHunk,
  verdict: Verdict | null,
  reason?: string,
): boolean {
  const words = reason === undefined ? {} : { reason }
  const { editedBy } = hunk
  if (editedBy === null) {
    send(
      review,
      model,
      model.groupOf(hunk).map((id) => ({ hunk: id, verdict })),
      words,
    )
    return true
  }
  if (verdict === 'accept') return true
  if (verdict !== 'reject') {
    tell('Your edit is accepted as you wrote it. Take it back first to decide what it replaced.')
    return false
  }
  const covered = model.hunks.filter((entry) => entry.hunk.editedBy === editedBy).map((entry) => entry.hunk)
  const ids = new Set(covered.flatMap((one) => model.groupOf(one)))
  const changes = [...ids].map((id) => ({ hunk: id, verdict }))
  send(review, model, changes, { ...words, edits: [editedBy] })
  return true
}

/** Says what was decided, of how much if it was more than one hunk, and how far the person is. */
export function announceDecision(
  review: Review,
  model: ReviewModel,
  verdict: Verdict | null,
  what?: string,
): void {
  const isWaiting = review.state.waiting
  const { hunks, undecided } = model.total
  const done = verdict === null ? 'decision taken back' : verdictWord[verdict].toLowerCase()
  const kept = isWaiting ? 'not kept yet: the workbench does not answer' : `${hunks - undecided} of ${hunks}`
  announce(`${done}${what === undefined ? '' : ` ${what}`}, ${kept}`)
}

/** Says that everything is decided, and how to go on. */
export function finish(review: Review, model: ReviewModel): void {
  if (review.state.waiting) return
  if (model.total.undecided > 0) return announce(`${partDecided(model)} ${restWords(model)}`)
  const text = `${allDecided(model.total.hunks)}.`
  const next = firstKey('session.nextNeedsYou')
  const onwards = next === null ? '' : ` ${next} goes to the next session.`
  announce(`${text} ${landingWords(model.total, firstKey('landing.open'))}${onwards}`)
}
