import type { Session, SessionCounts } from '../contract/session.ts'
import { groupOf } from './queue.ts'

const decimal = new Intl.NumberFormat('en')

/** "1 hunk", "12 hunks". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${decimal.format(count)} ${count === 1 ? one : many}`
}

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
  return `${decimal.format(counts.undecided)} of ${countOf(counts.hunks, 'hunk')} left`
}

function settledWords(session: Session): SessionStatus {
  const { counts, state } = session
  const landed = session.landings.filter((landing) => !landing.undone).at(-1)
  if (groupOf(session) === 'landed' && landed !== undefined)
    return { glyph: 'landed', word: 'landed', line: `on ${landed.target}` }
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
export function statusOf(session: Session): SessionStatus {
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

/** A time span in the two or three characters a row has room for: "now", "4m", "3h", "2d", "5w". */
export function ageText(since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}h`
  const days = Math.floor(hours / 24)
  return days < 14 ? `${days}d` : `${Math.floor(days / 7)}w`
}

/** A duration in milliseconds with its unit: "340 ms", "4.2 s", "3 min 10 s". */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A size in bytes with its unit: "512 B", "1.4 kB", "20 MB" (powers of 1000). */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
