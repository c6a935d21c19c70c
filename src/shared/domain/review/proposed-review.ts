import { err, ok, type Result } from '../../base/result.ts'

/** What an agent may propose for the reading of its change. */
export const proposalLimits = {
  pins: 20,
  /** Characters of a pin's reason, of the text that it quotes, and of the explanation. */
  reason: 200,
  quote: 200,
  explanation: 2_000,
} as const

/** A place worth reading, as an agent names it. */
export interface NamedPin {
  readonly path: string
  /** 1-based, of the file as it is then. */
  readonly line: number | null
  /** A part of one line. */
  readonly quote: string | null
  readonly reason: string
}

/** What an agent proposes; what it leaves out stays as it was. */
export interface Proposal {
  readonly explanation: string | null
  readonly pins: readonly NamedPin[] | null
}

/** What a line is held to be the same by: hashes of itself, and of it with the lines around. */
export interface LinePrint {
  readonly line: string
  readonly around: string
}

/** A pin as it is kept: bound to what its line was when it was proposed. */
export interface Pin {
  readonly path: string
  /** 1-based; null for the file as a whole. */
  readonly line: number | null
  /** The line as it was, maybe cut off; empty for the file as a whole. */
  readonly text: string
  readonly print: LinePrint | null
  readonly reason: string
}

/**
 * Where a pin is in the newest revision: `there`; `changed`, where its line is not there any more as it was; `outside`,
 * where its file is not among the changes.
 */
export type PinState = 'there' | 'changed' | 'outside'

/** A pin in the newest revision. */
export interface PlacedPin {
  readonly path: string
  /** The line now, and where it is not there any more the one that it was. */
  readonly line: number | null
  readonly text: string
  readonly reason: string
  readonly state: PinState
  /** The hunk at which it is shown: the one that has the line, else the one that is nearest. */
  readonly hunk: string | null
}

/** What the agent last proposed for the reading of a session's change. */
export interface ProposedReview {
  /** The turn in which it was proposed; 0 before the first. */
  readonly turn: number
  /** Markdown; may be empty. */
  readonly explanation: string
  readonly pins: readonly PlacedPin[]
}

/** Reads what an agent sent. The error says to it what is wrong. */
export function parseProposal(args: Readonly<Record<string, unknown>>): Result<Proposal, string> {
  const explanation = args['explanation'] ?? null
  if (explanation !== null && typeof explanation !== 'string') return err('explanation must be a text.')
  if (explanation !== null && explanation.length > proposalLimits.explanation)
    return err(`explanation may have ${proposalLimits.explanation} characters, not ${explanation.length}.`)
  const given = args['pins'] ?? null
  if (explanation === null && given === null) return err('give an explanation, or pins, or both.')
  if (given === null) return ok({ explanation, pins: null })
  if (!Array.isArray(given)) return err('pins must be a list.')
  if (given.length > proposalLimits.pins)
    return err(`there may be ${proposalLimits.pins} pins, not ${given.length}: keep those that matter most.`)
  const pins: NamedPin[] = []
  for (const [index, one] of (given as readonly unknown[]).entries()) {
    const pin = parsePin(one)
    if (!pin.ok) return err(`pin ${index + 1}: ${pin.error}`)
    pins.push(pin.value)
  }
  return ok({ explanation, pins })
}

function parsePin(given: unknown): Result<NamedPin, string> {
  const fields = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>
  const { path, line = null, quote = null, reason } = fields
  if (typeof path !== 'string' || path === '' || path.length > 4_096)
    return err('it needs the "path" of a file, relative to the worktree.')
  const segments = path
    .split('/')
    .filter((segment, index) => segment !== '.' && (segment !== '' || index === 0))
  if (segments.includes('..') || segments.includes(''))
    return err(`${path} leads out of the worktree: name the file relative to it.`)
  if (typeof reason !== 'string' || reason.trim() === '') return err('it needs a "reason".')
  if (reason.length > proposalLimits.reason)
    return err(`its reason may have ${proposalLimits.reason} characters, not ${reason.length}.`)
  if (line !== null && !(Number.isSafeInteger(line) && (line as number) > 0))
    return err('"line" must be a whole number from 1.')
  if (quote !== null && (typeof quote !== 'string' || quote.trim() === ''))
    return err('"quote" must be a part of one line.')
  if (quote !== null && quote.trim().length > proposalLimits.quote)
    return err(`its quote may have ${proposalLimits.quote} characters.`)
  if (quote !== null && /[\r\n]/.test(quote.trim())) return err('"quote" must be a part of one line only.')
  return ok({
    path: segments.join('/'),
    line: line as number | null,
    quote: quote === null ? null : quote.trim(),
    reason: reason.trim(),
  })
}

/** The line that a pin names in a file, 1-based; null for the file as a whole. The error says why there is none. */
export function lineOfPin(
  { path, line, quote }: NamedPin,
  lines: readonly string[],
): Result<number | null, string> {
  if (line !== null && line > lines.length)
    return err(`${path} has ${lines.length} lines, and no line ${line}.`)
  if (quote === null) return ok(line)
  const found = lines.flatMap((text, index) => (text.includes(quote) ? [index + 1] : []))
  const [first] = found
  if (first === undefined) return err(`no line of ${path} has the text “${quote}”.`)
  if (line === null)
    return found.length === 1
      ? ok(first)
      : err(`${found.length} lines of ${path} have the text “${quote}”: give the line, too.`)
  return ok(found.reduce((best, one) => (Math.abs(one - line) < Math.abs(best - line) ? one : best), first))
}

/**
 * Where a line that was bound is in other lines, 1-based; null where it is not there, or nobody can tell which it is: one
 * that looks the same is never taken for it.
 */
export function findLine(print: LinePrint, line: number, prints: readonly LinePrint[]): number | null {
  const same = prints.flatMap(({ around }, index) => (around === print.around ? [index + 1] : []))
  if (same.includes(line)) return line
  if (same.length === 1) return same[0] ?? null
  if (same.length > 1) return null
  const alike = prints.flatMap(({ line: one }, index) => (one === print.line ? [index + 1] : []))
  return alike.length === 1 ? (alike[0] ?? null) : null
}

/** Where a hunk stands in the new text. */
interface Place {
  readonly id: string
  readonly newStart: number
  readonly newLines: number
}

/** The hunk of a file at a line of its new text: the one that has it, else the nearest; null without hunks. */
export function hunkOfLine(hunks: readonly Place[], line: number | null): string | null {
  const [first] = hunks
  if (first === undefined) return null
  if (line === null) return first.id
  const away = ({ newStart, newLines }: Place): number =>
    line < newStart ? newStart - line : Math.max(0, line - (newStart + Math.max(newLines, 1) - 1))
  return hunks.reduce((best, one) => (away(one) < away(best) ? one : best), first).id
}
