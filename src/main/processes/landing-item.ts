import { pathForDisplay } from '#shared/base/path-text.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'

/** What a timeline says of a landing, or of its undoing; `client` asked for it, if that was no window of the person. */
export function landingItem(
  record: LandingRecord,
  what: 'landed' | 'undone',
  client?: ActClient,
): ReportedItem {
  const files = `${record.files} ${record.files === 1 ? 'file' : 'files'}`
  const target = pathForDisplay(record.target)
  const place = record.kind === 'branch' ? `on ${target}` : `in ${target}, uncommitted`
  const from = client === undefined ? '' : ' from the command line'
  const text =
    what === 'landed' ? `Landed ${files} ${place}${from}` : `Undid the landing of ${files} ${place}${from}`
  return { id: `landing-${record.id}-${what}`, kind: 'landing', state: 'completed', text }
}
