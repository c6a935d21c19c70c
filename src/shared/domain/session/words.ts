import { countOf, numberText } from '../../base/quantity-text.ts'
import type { SessionSummary } from './summary.ts'
import type { SessionCounts } from '../changeset/counts.ts'
import { groupOf } from './queue.ts'

/** The shape and meaning of the glyph before a session's title. */
export type SessionGlyph =
  | 'queued'
  | 'preparing'
  | 'running'
  | 'undecided'
  | 'decided'
  | 'empty'
  | 'failed'
  | 'stopped'
  | 'landed'
  | 'discarded'

export interface SessionStatus {
  readonly glyph: SessionGlyph
  /** One word, for people who do not see the glyph. */
  readonly word: string
  /** Why it needs the person, or what it does right now. */
  readonly line: string
}

/** What is left to decide: "12 hunks in 4 files", or "3 of 12 hunks left". */
export function undecidedWords(counts: SessionCounts): string {
  if (counts.undecided === counts.hunks)
    return `${countOf(counts.hunks, 'hunk')} in ${countOf(counts.files, 'file')}`
  return `${numberText(counts.undecided)} of ${countOf(counts.hunks, 'hunk')} left`
}

function settledWords(session: SessionSummary): SessionStatus {
  const { counts, state, landedOn } = session
  if (groupOf(session) === 'landed' && landedOn !== null)
    return { glyph: 'landed', word: 'landed', line: `on ${landedOn}` }
  const stopped = state === 'stopped'
  if (counts === null || counts.hunks === 0)
    return stopped
      ? { glyph: 'stopped', word: 'stopped', line: 'stopped before it changed anything' }
      : { glyph: 'empty', word: 'ready', line: 'it changed nothing' }
  if (counts.undecided > 0)
    return {
      glyph: stopped ? 'stopped' : 'undecided',
      word: stopped ? 'stopped, needs you' : 'needs you',
      line: undecidedWords(counts),
    }
  if (counts.accepted > 0)
    return { glyph: 'decided', word: 'ready', line: `${countOf(counts.accepted, 'hunk')} ready to land` }
  if (counts.rejected === counts.hunks)
    return { glyph: 'decided', word: 'ready', line: 'everything rejected: follow up or discard' }
  return { glyph: 'decided', word: 'ready', line: `${countOf(counts.deferred, 'hunk')} deferred` }
}

/** How a session stands, in the words a colleague would use. */
export function statusOf(session: SessionSummary): SessionStatus {
  if (session.discardedAt !== null) return { glyph: 'discarded', word: 'discarded', line: 'can be restored' }
  switch (session.state) {
    case 'queued':
      return { glyph: 'queued', word: 'queued', line: session.activity || 'waits for its turn' }
    case 'preparing':
      return { glyph: 'preparing', word: 'preparing', line: session.activity || 'makes its worktree' }
    case 'running':
      return { glyph: 'running', word: 'running', line: session.activity || 'works' }
    case 'failed':
      return {
        glyph: 'failed',
        word: 'failed',
        line: session.activity === '' ? 'failed' : `failed: ${session.activity}`,
      }
    case 'ready':
    case 'stopped':
      return settledWords(session)
  }
}
