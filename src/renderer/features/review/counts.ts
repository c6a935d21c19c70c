import { pathForDisplay } from '#shared/base/path-text.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import type { ReviewModel, Tally } from './review-model.ts'
import type { ReviewState } from './review-store.ts'

/** How many hunks are in which state, as every view says it. */
export interface Counts extends Tally {
  /** Decisions that are shown, but that the workbench has not acknowledged for longer than it should take. */
  readonly unkept: number
}

/** The words for a file or a revision of which so much is undecided: "3 undecided", "all accepted". */
export function tallyWords({ hunks, undecided, accepted, rejected }: Tally): string {
  if (undecided > 0) return `${numberText(undecided)} undecided`
  return rejected === hunks ? 'all rejected' : accepted === hunks ? 'all accepted' : 'all decided'
}

/** That nothing is left to decide of the part that is shown. */
export function partDecided(model: ReviewModel): string {
  return `${allDecided(model.shownTotal.hunks)} in this scope.`
}

/** What is undecided beside the part that is shown, and how to get there. */
export function restWords(model: ReviewModel): string {
  const rest = model.total.undecided - model.shownTotal.undecided
  const key = firstKey('review.toggleSinceLook') ?? 'The scope'
  return `${key} shows everything: ${countOf(rest, 'more hunk is', 'more hunks are')} undecided.`
}

/** What is said after "3 undecided" of how many of those were on screen long enough to be read. */
export function seenWords(seen: number, undecided: number): string {
  if (seen === 0) return ''
  return seen >= undecided ? ', seen' : `, of which ${numberText(seen)} seen`
}

/** That nothing is left to decide. */
export function allDecided(hunks: number): string {
  return hunks === 1 ? 'The one hunk is decided' : `All ${numberText(hunks)} decided`
}

/** What landing would land: what is accepted, and nothing else; where all of that did, on what. */
export function landingWords(
  { hunks, accepted }: Tally,
  key: string | null,
  landedOn: string | null = null,
): string {
  if (accepted === 0)
    return landedOn === null
      ? 'Nothing is accepted, so nothing would land.'
      : `What you accepted has landed on ${pathForDisplay(landedOn)}.`
  const what = accepted === hunks ? (hunks === 1 ? 'it' : 'all of them') : countOf(accepted, 'accepted hunk')
  return `${key ?? 'Landing'} lands ${what}.`
}

/** The counts of one file of a changeset, as `countsOf` counts: those of all files add up to it. */
export function fileCountsOf(
  model: ReviewModel,
  file: number,
  { waiting }: Pick<ReviewState, 'waiting'>,
): Tally {
  return waiting ? model.toldOf(file) : model.tallyOf(file)
}

/** The same of the part of the file that is shown. */
export function shownCountsOf(model: ReviewModel, file: number, state: Pick<ReviewState, 'waiting'>): Tally {
  return model.isPart ? model.shownTallyOf(file) : fileCountsOf(model, file, state)
}

/**
 * The counts of a changeset. Decisions count at once, since the workbench keeps them within moments; while it does not
 * answer, only what it acknowledged counts.
 */
export function countsOf(model: ReviewModel, { waiting }: Pick<ReviewState, 'waiting'>): Counts {
  if (!waiting) return { ...model.total, unkept: 0 }
  const { foreseen, ...told } = model.told
  return { ...told, unkept: foreseen }
}
