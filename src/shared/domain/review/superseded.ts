import type { Hunk } from '../changeset/file-diff.ts'
import { firstLine } from '../../diff/lines.ts'
import type { DecisionRecord } from './ledger-state.ts'
import type { Place } from './ledger-values.ts'

/** A range of the base's lines, 0-based, end exclusive. */
interface Span {
  readonly from: number
  readonly to: number
}

/**
 * The newest of the decisions `absent`, of hunks that are gone, that stood where a hunk is now: its range of the base
 * has a line with it in common, or touches it where one of both only inserts; of units, any of the same kind. Sweeps
 * over both in the order of the base's lines, so that it takes n log n where few of `absent` overlap.
 */
export function findSuperseded(
  hunks: readonly Hunk[],
  absent: readonly DecisionRecord[],
): ReadonlyMap<string, DecisionRecord> {
  const found = new Map<string, DecisionRecord>()
  const units = new Map<string, DecisionRecord>()
  const waiting: (Span & { readonly record: DecisionRecord; readonly order: number })[] = []
  for (const [order, record] of absent.entries()) {
    if (record.place.kind === 'text') waiting.push({ ...spanOf(record.place), record, order })
    else units.set(record.place.kind, newer(units.get(record.place.kind), record))
  }
  waiting.sort((left, right) => left.from - right.from)
  const texts: (Span & { readonly id: string })[] = []
  for (const hunk of hunks) {
    const unit = units.get(hunk.kind)
    if (hunk.kind === 'text') texts.push({ ...spanOf(hunk), id: hunk.id })
    else if (unit) found.set(hunk.id, unit)
  }
  texts.sort((left, right) => left.from - right.from)
  let next = 0
  let near: typeof waiting = []
  for (const text of texts) {
    for (let one = waiting[next]; one && one.from <= text.to; one = waiting[(next += 1)]) near.push(one)
    near = near.filter((one) => one.to >= text.from)
    const met = near.filter((one) => meets(text, one)).sort((left, right) => left.order - right.order)
    const record = met.reduce<DecisionRecord | undefined>((best, one) => newer(best, one.record), undefined)
    if (record) found.set(text.id, record)
  }
  return found
}

function newer(best: DecisionRecord | undefined, record: DecisionRecord): DecisionRecord {
  return best && best.revision > record.revision ? best : record
}

function spanOf({ oldStart, oldLines }: Pick<Place, 'oldStart' | 'oldLines'>): Span {
  const from = firstLine(oldStart, oldLines)
  return { from, to: from + oldLines }
}

function meets(left: Span, right: Span): boolean {
  if (left.from < left.to && right.from < right.to) return left.from < right.to && right.from < left.to
  return left.from <= right.to && right.from <= left.to
}
