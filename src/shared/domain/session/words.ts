import { wordsForDisplay } from '../../base/path-text.ts'
import { countOf, durationText, numberText } from '../../base/quantity-text.ts'
import type { SessionSummary } from './summary.ts'
import { isBusy } from './busy.ts'
import type { SessionCounts } from '../changeset/counts.ts'
import { groupOf } from './queue.ts'

/** The shape and meaning of the glyph before a session's title. */
export type SessionGlyph =
  | 'queued'
  | 'preparing'
  | 'running'
  | 'silent'
  | 'asks'
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

/** What a session last did whose agent was asked a question and answered it. */
export const answeredActivity = 'answered'

/**
 * Whether all there is of a session is what its agent said: it was asked, or is at it again, and nothing that it changed is
 * there to review.
 */
export function isOnlyTalk(session: SessionSummary): boolean {
  if ((session.counts?.hunks ?? 0) > 0 || session.landedOn !== null) return false
  return isBusy(session) || (session.state === 'ready' && session.activity === answeredActivity)
}

function settledWords(session: SessionSummary): SessionStatus {
  const { counts, state, landedOn } = session
  if (groupOf(session) === 'landed' && landedOn !== null)
    return { glyph: 'landed', word: 'landed', line: `on ${landedOn}` }
  const stopped = state === 'stopped'
  if (counts === null && session.revision !== null)
    return {
      glyph: stopped ? 'stopped' : 'undecided',
      word: stopped ? 'stopped' : 'ready',
      line: 'its changes are not counted yet',
    }
  if (counts === null || counts.hunks === 0)
    return stopped
      ? { glyph: 'stopped', word: 'stopped', line: 'stopped before it changed anything' }
      : session.activity === answeredActivity
        ? { glyph: 'empty', word: 'answered', line: 'its answer is in the timeline' }
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

/** Lines of its output that a failure ends with. */
const mostLines = 6
const mostCharacters = 800

/** What a session that failed does: why, and below it the last lines that its agent wrote, where there are any. */
export function failedActivity(message: string, output: string): string {
  const lines = output
    .trimEnd()
    .slice(-mostCharacters)
    .split(/[\r\n]+/)
    .slice(-mostLines)
  const last = lines.join('\n').trim()
  return last === '' ? message : `${message}\n${last}`
}

/** The parts of such an activity; the last lines are empty where there are none. */
export function failureOf(activity: string): { readonly message: string; readonly lastLines: string } {
  const end = activity.indexOf('\n')
  return end < 0
    ? { message: activity, lastLines: '' }
    : { message: activity.slice(0, end), lastLines: activity.slice(end + 1) }
}

function silentWords(since: number, now: number, activity: string): string {
  // To the minute: what is told of a silence is that it is one.
  const minutes = Math.max(1, Math.floor((now - since) / 60_000))
  const long = `silent for ${durationText(minutes * 60_000).replace(/ 0 s$/, '')}`
  return activity === '' ? long : `${long}, last: ${activity}`
}

/** How a session stands at `now` (milliseconds of the clock), in the words a colleague would use. */
export function statusOf(session: SessionSummary, now: number = Date.now()): SessionStatus {
  // What it does is said in the agent's own words.
  const activity = wordsForDisplay(failureOf(session.activity).message)
  if (session.discardedAt !== null) return { glyph: 'discarded', word: 'discarded', line: 'can be restored' }
  switch (session.state) {
    case 'queued':
      return { glyph: 'queued', word: 'queued', line: activity || 'waits for its turn' }
    case 'preparing':
      return { glyph: 'preparing', word: 'preparing', line: activity || 'makes its worktree' }
    case 'running':
      return session.silentSince === null
        ? { glyph: 'running', word: 'running', line: activity || 'works' }
        : { glyph: 'silent', word: 'silent', line: silentWords(session.silentSince, now, activity) }
    case 'waiting':
      return { glyph: 'asks', word: 'asks you', line: activity || 'asks you something' }
    case 'failed':
      return {
        glyph: 'failed',
        word: 'failed',
        line: activity === '' ? 'failed' : `failed: ${activity}`,
      }
    case 'ready':
    case 'stopped':
      return settledWords(session)
  }
}
