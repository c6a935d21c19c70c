import { clientOf, type Author, type CarriedHunk } from './ledger-values.ts'
import type { DecisionRecord, HunkSource, Period } from './ledger-state.ts'

/**
 * Looks back through the recuts that came before `until`: what a hunk was made of counts as it was then, or was decided
 * since. `depth` bounds the way through hunks that were cut to and fro.
 */
export function recordIn(
  period: Period,
  hunk: string,
  until = Infinity,
  depth = 0,
): DecisionRecord | undefined {
  const own = period.records.get(hunk)
  if (own === null) return undefined
  const returned = period.returned.get(hunk)
  const known = recordOrParts(period, hunk, own, until, depth)
  // A command line brought it back.
  return known && returned !== undefined && known.entry < returned ? { ...known, by: commandLine } : known
}

const commandLine: Author = { kind: 'person', client: 'commandLine' }

function recordOrParts(
  period: Period,
  hunk: string,
  own: DecisionRecord | undefined,
  until: number,
  depth: number,
): DecisionRecord | undefined {
  const recut = period.recut.get(hunk)?.findLast(({ revision }) => revision < until)
  if (!recut || depth >= 6) return own
  const parts = recut.were.map((id) => recordIn(period, id, recut.revision, depth + 1))
  // What it was recut from may have been decided in another way since: in a later revision. What was decided beside it in
  // its own is about other hunks, also where they were cut together with it meanwhile.
  const isOverruled = parts.some(
    (part) => part && own && part.revision > own.revision && part.entry > own.entry,
  )
  return own && !isOverruled ? own : common(parts)
}

/** What these hunks say together: the newest record if all have the same verdict. */
export function commonRecord(period: Period, ids: readonly string[]): DecisionRecord | undefined {
  return common(ids.map((id) => recordIn(period, id)))
}

/**
 * What was partly rejected and partly deferred does not land, and is still to be decided later: it is deferred. What a
 * command line decided in part is a command line's.
 */
function common(records: readonly (DecisionRecord | undefined)[]): DecisionRecord | undefined {
  let newest = records[0]
  let oldest = newest
  for (const record of records) {
    if (!record || !newest || !oldest) return undefined
    if ((record.verdict === 'accept') !== (newest.verdict === 'accept')) return undefined
    if (record.entry > newest.entry) newest = record
    if (record.entry < oldest.entry) oldest = record
  }
  const mixed = records.some((record) => record?.verdict !== newest?.verdict)
  const together: DecisionRecord | undefined = mixed && oldest ? { ...oldest, verdict: 'defer' } : newest
  const told = records.find((record) => record && clientOf(record.by) !== undefined)
  return together && told && told.by !== together.by ? { ...together, by: told.by } : together
}

/** Where the content of a decided hunk is found. */
export function contentIn(period: Period, hunk: string): HunkSource | undefined {
  const own = period.records.get(hunk)
  if (own) return own.content ?? { base: own.base, revision: own.revision, hunk: own.hunk }
  const revision = period.recut.get(hunk)?.at(-1)?.revision
  return revision === undefined ? undefined : { base: period.base ?? '', revision, hunk }
}

/** A record for another id of the same content. */
export function keptRecord(period: Period, { from, place }: CarriedHunk): DecisionRecord | undefined {
  const [hunk = ''] = from
  const record = recordIn(period, hunk)
  const content = contentIn(period, hunk)
  return record && content ? { ...record, place, content } : undefined
}
