import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import {
  findLine,
  hunkOfLine,
  lineOfPin,
  parseProposal,
  type LinePrint,
  type NamedPin,
  type Pin,
  type PlacedPin,
  type ProposedReview,
} from '#shared/domain/review/proposed-review.ts'
import type { ReviewItem } from '#shared/domain/timeline/kinds/review.ts'
import { readFileInside } from '../git/file-inside.ts'
import type { AfterSide } from '../reviews/after-sides.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'

/** What proposals are made of. */
export interface ProposalParts {
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly reviews: Pick<Reviews, 'afterSides' | 'told'>
}

/** Bytes of a file of which a line can be pinned. */
const mostBytes = 5_000_000
/** Characters of a line that are kept with its pin. */
const mostText = 200

/** There is one in each turn: what is proposed later takes its place. */
const itemOf = (turn: number): string => `t${turn}-review`

/**
 * Keeps what an agent proposes for the reading of its change, all of it or nothing: pins are bound to their lines as they
 * are now in the worktree, else in the newest revision. Gives what the agent is told; the error says what was wrong.
 */
export async function proposeReview(
  parts: ProposalParts,
  session: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Result<string, string>> {
  const proposal = parseProposal(args)
  if (!proposal.ok) return err(`${proposal.error} Nothing was changed.`)
  const record = parts.registry.find(session)
  if (!record) return err('this session is gone. Nothing was changed.')
  const { explanation, pins: named } = proposal.value
  const pins: Pin[] = []
  const linesOf = lineReader(parts, session, record.worktree)
  for (const [index, pin] of (named ?? []).entries()) {
    const bound = bind(pin, await linesOf(pin.path))
    if (!bound.ok) return err(`pin ${index + 1}: ${bound.error} Nothing was changed.`)
    pins.push(bound.value)
  }
  const turn = parts.registry.find(session)?.turns ?? record.turns
  const before = itemAt(parts.timelines, session, turn)
  const item = {
    id: itemOf(turn),
    kind: 'review',
    state: 'completed',
    text: explanation ?? before?.text ?? '',
    pins: named === null ? (before?.pins ?? []) : pins,
  } as const
  parts.timelines.report(session, turn, item)
  parts.reviews.told(session)
  return ok(
    `Shown to the person: ${item.pins.length} pins${item.text === '' ? '' : ' and your explanation'}.`,
  )
}

/** What was last proposed in a session, placed in its newest revision; null where nothing was. */
export async function proposedReview(
  parts: ProposalParts,
  session: string,
): Promise<Result<ProposedReview | null, ChangesetFailure>> {
  const item = newestItem(parts, session)
  if (item === null) return ok(null)
  const sides = await parts.reviews.afterSides(session, new Set(item.pins.map(({ path }) => path)))
  if (!sides.ok) return sides
  const prints = new Map<string, readonly LinePrint[]>()
  const place = (pin: Pin): PlacedPin => {
    const { path, line, text, reason } = pin
    const side = sides.value.get(path)
    if (side === undefined) return { path, line, text, reason, state: 'outside', hunk: null }
    const { hunks } = side.file
    const now = pin.print === null || line === null ? null : findLine(pin.print, line, printsOf(side))
    const state = pin.print === null || now !== null ? 'there' : 'changed'
    return { path, line: now ?? line, text, reason, state, hunk: hunkOfLine(hunks, now ?? line) }
  }
  const printsOf = ({ file, bytes }: AfterSide): readonly LinePrint[] => {
    const known = prints.get(file.path)
    if (known !== undefined) return known
    const made = bytes === null || bytes.length > mostBytes ? [] : allPrints(textLines(bytes))
    prints.set(file.path, made)
    return made
  }
  return ok({ turn: item.turn, explanation: item.text, pins: item.pins.map(place) })
}

function newestItem({ registry, timelines }: ProposalParts, session: string): ReviewItem | null {
  for (let turn = registry.find(session)?.turns ?? 0; turn >= 0; turn -= 1) {
    const item = itemAt(timelines, session, turn)
    if (item !== null) return item
  }
  return null
}

function itemAt(timelines: Timelines, session: string, turn: number): ReviewItem | null {
  const item = timelines.find(session, itemOf(turn))
  return item?.kind === 'review' ? item : null
}

/** Reads files by line, each once: of the worktree, else of the newest revision; null where there are no lines. */
function lineReader(
  { reviews }: ProposalParts,
  session: string,
  worktree: string | null,
): (path: string) => Promise<readonly string[] | null> {
  const known = new Map<string, Promise<readonly string[] | null>>()
  const read = async (path: string): Promise<readonly string[] | null> => {
    const there = worktree === null ? null : await readFileInside(worktree, path, mostBytes)
    if (there !== null) return textLines(there)
    const sides = worktree === null ? await reviews.afterSides(session, new Set([path])) : null
    const bytes = sides?.ok ? (sides.value.get(path)?.bytes ?? null) : null
    return bytes === null || bytes.length > mostBytes ? null : textLines(bytes)
  }
  return (path) => {
    const reading = known.get(path) ?? read(path)
    known.set(path, reading)
    return reading
  }
}

function bind(pin: NamedPin, lines: readonly string[] | null): Result<Pin, string> {
  const { path, reason } = pin
  if (pin.line === null && pin.quote === null) return ok({ path, line: null, text: '', print: null, reason })
  if (lines === null)
    return err(`${path} is no file of the worktree with lines to pin; leave out the line to pin the file.`)
  const line = lineOfPin(pin, lines)
  if (!line.ok) return line
  if (line.value === null) return ok({ path, line: null, text: '', print: null, reason })
  const text = (lines[line.value - 1] ?? '').slice(0, mostText)
  return ok({ path, line: line.value, text, print: printAt(lines, line.value - 1), reason })
}

function allPrints(lines: readonly string[]): readonly LinePrint[] {
  return lines.map((_, index) => printAt(lines, index))
}

function printAt(lines: readonly string[], index: number): LinePrint {
  const hash = (...parts: readonly (string | undefined)[]): string =>
    createHash('sha256')
      .update(parts.map((part) => part ?? '\0').join('\n'))
      .digest('hex')
  return { line: hash(lines[index]), around: hash(lines[index - 1], lines[index], lines[index + 1]) }
}

/** Lines without their ends, as odd bytes as they are. */
function textLines(bytes: Uint8Array): readonly string[] {
  if (bytes.length === 0) return []
  const text = Buffer.from(bytes).toString('utf8')
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
}
