import type { FigureKind } from '#shared/domain/figures/figure.ts'
import { decideByStore } from '#renderer/view/decide-by.ts'
import type { Decided } from './attention.ts'
import type { Change, ReviewModel } from './review-model.ts'
import type { ReviewRequest } from './review-request.ts'
import type { Review } from './review-store.ts'
import { factKinds } from './review-units.ts'

/** An act that gives a verdict, with what the person spent on it: that is told once it was kept. */
export function measured(review: Review, what: Decided | null, request: ReviewRequest): ReviewRequest {
  if (what === null) return request
  const { attention } = review.seen
  const spent = attention.take()
  let sent = ''
  return {
    ...request,
    send(act) {
      sent = act
      return request.send(act)
    },
    done() {
      attention.decided(sent, what, spent)
      request.done?.()
    },
    failed() {
      attention.read(spent)
      request.failed?.()
    },
  }
}

/**
 * What verdicts are on, as figures have it; null where they only take some back. `way` is how they were chosen, where that
 * was not one by one or by unit.
 */
export function decidedWhat(
  review: Review,
  model: ReviewModel,
  changes: readonly Change[],
  way: FigureKind | null,
): Decided | null {
  const hunks = changes
    .filter(({ verdict }) => verdict !== null)
    .flatMap(({ hunk }) => model.find(hunk)?.hunk ?? [])
  const [first] = hunks
  if (first === undefined) return null
  const unit = decideByStore.getState().by === 'unit' ? review.units.unitOf(first.id) : null
  const told =
    way === null && unit !== null && factKinds.has(unit.kind) ? [unit.id] : hunks.map(({ id }) => id)
  const { painted, fileSince } = review.focus.state
  const since =
    way === 'file' || way === 'everything'
      ? fileSince
      : latest(
          told.map((id) => earliest([review.units.seenSince(id), painted?.id === id ? painted.since : null])),
        )
  return {
    kind: way ?? unit?.kind ?? 'hunk',
    hunks: hunks.length,
    lines: hunks.reduce((sum, { oldLines, newLines }) => sum + oldLines + newLines, 0),
    onScreen: since === null ? null : Math.round(Math.max(0, performance.now() - since)),
  }
}

/** What own lines are on, in place of `lines` others. */
export function editedWhat(
  kind: 'edit' | 'part' | 'conflict',
  { lines, text }: { readonly lines: number; readonly text: string },
): Decided {
  const written = text.split('\n').length - 1
  return { kind, hunks: 1, lines: lines + written, onScreen: null }
}

const known = (times: readonly (number | null)[]): readonly number[] => times.flatMap((time) => time ?? [])

function earliest(times: readonly (number | null)[]): number | null {
  const all = known(times)
  return all.length === 0 ? null : all.reduce((one, other) => Math.min(one, other))
}

function latest(times: readonly (number | null)[]): number | null {
  const all = known(times)
  return all.length === 0 ? null : all.reduce((one, other) => Math.max(one, other))
}
