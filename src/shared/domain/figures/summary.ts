import { figureKinds, quickBelow, type Figure, type FigureKind, type FigureLanding } from './figure.ts'

/** Half of all are at most `p50`, nine in ten at most `p90`; each is one of them. */
export interface Spread {
  readonly p50: number
  readonly p90: number
}

/** What was spent on verdicts of one sort. Attention is in milliseconds for each verdict. */
export interface Effort {
  readonly verdicts: number
  readonly hunks: number
  readonly attention: Spread | null
  readonly keys: Spread | null
}

/** The figures of a stretch of time. All times are milliseconds. */
export interface FiguresOfTime extends Effort {
  /** Where it begins, since 1970. */
  readonly from: number
  readonly lines: number
  /** All attention, also without a verdict. */
  readonly attended: number
  /** All keys, also without a verdict. */
  readonly pressed: number
  /** Changes that landed then and that were read in a window. */
  readonly changes: number
  /** Attention to each of these, from the first look at it on, also before this time. */
  readonly perChange: Spread | null
  readonly keysPerChange: Spread | null
  /** Verdicts of which it is known for how long they were on screen, and those under `quickBelow` among them. */
  readonly timed: number
  readonly quick: number
  /** Verdicts of which the person made something else later, whenever that was. */
  readonly reverted: number
  /** Landings of this time that were taken back. */
  readonly takenBack: number
}

/** The figures of the person's own reading. */
export interface FiguresSummary {
  readonly whole: FiguresOfTime
  /** By the stretch, oldest first. */
  readonly days: readonly FiguresOfTime[]
  /** By what was decided, the most frequent first. */
  readonly kinds: readonly (Effort & { readonly kind: FigureKind })[]
  /** How many are kept, of whatever time, and since when; null where there are none. */
  readonly kept: number
  readonly since: number | null
}

/** What the figures are of. */
export interface FiguresInput {
  readonly figures: readonly Figure[]
  readonly landings: readonly FigureLanding[]
  /** Acts of which the person made something else later. */
  readonly reverted: ReadonlySet<string>
  /** Where each stretch begins, in order; the last one has no end. */
  readonly starts: readonly number[]
}

/** A landed change with what was spent on it. */
interface Change {
  readonly at: number
  attention: number
  keys: number
}

/** The spread of some numbers, by nearest rank; null where there are none. */
export function spreadOf(numbers: readonly number[]): Spread | null {
  if (numbers.length === 0) return null
  const sorted = numbers.toSorted((one, other) => one - other)
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0
  return { p50: at(0.5), p90: at(0.9) }
}

/**
 * Adds up what the person spent on their reading. A figure belongs to the first landing of its session that comes after it
 * and holds; a landing that was taken back leaves it to the next.
 */
export function summarizeFigures({ figures, landings, reverted, starts }: FiguresInput): FiguresSummary {
  const first = starts[0] ?? 0
  const changes = changesOf(figures, landings)
  const inTime = figures.filter(({ at }) => at >= first)
  const within = (from: number, to: number): FiguresOfTime => {
    const isIn = ({ at }: { readonly at: number }): boolean => at >= from && at < to
    return figuresOfTime(from, inTime.filter(isIn), changes.filter(isIn), landings.filter(isIn), reverted)
  }
  const verdicts = inTime.filter(isVerdict)
  const kinds = figureKinds
    .map((kind) => ({ kind, ...effortOf(verdicts.filter((figure) => figure.kind === kind)) }))
    .filter((effort) => effort.verdicts > 0)
    .toSorted((one, other) => other.verdicts - one.verdicts)
  return {
    whole: within(first, Infinity),
    days: starts.map((from, index) => within(from, starts[index + 1] ?? Infinity)),
    kinds,
    kept: figures.length,
    since: figures.length === 0 ? null : figures.reduce((oldest, { at }) => Math.min(oldest, at), Infinity),
  }
}

function isVerdict({ kind }: Figure): boolean {
  return kind !== 'reading'
}

function effortOf(verdicts: readonly Figure[]): Effort {
  return {
    verdicts: verdicts.length,
    hunks: sumOf(verdicts.map(({ hunks }) => hunks)),
    attention: spreadOf(verdicts.map(({ attention }) => attention)),
    keys: spreadOf(verdicts.map(({ keys }) => keys)),
  }
}

function figuresOfTime(
  from: number,
  figures: readonly Figure[],
  changes: readonly Change[],
  landings: readonly FigureLanding[],
  reverted: ReadonlySet<string>,
): FiguresOfTime {
  const verdicts = figures.filter(isVerdict)
  const times = verdicts.flatMap(({ onScreen }) => onScreen ?? [])
  return {
    from,
    ...effortOf(verdicts),
    lines: sumOf(verdicts.map(({ lines }) => lines)),
    attended: sumOf(figures.map(({ attention }) => attention)),
    pressed: sumOf(figures.map(({ keys }) => keys)),
    changes: changes.length,
    perChange: spreadOf(changes.map(({ attention }) => attention)),
    keysPerChange: spreadOf(changes.map(({ keys }) => keys)),
    timed: times.length,
    quick: times.filter((time) => time < quickBelow).length,
    reverted: verdicts.filter(({ act }) => act !== null && reverted.has(act)).length,
    takenBack: landings.filter(({ undone }) => undone).length,
  }
}

/** The landings that hold and that something was spent on. */
function changesOf(figures: readonly Figure[], landings: readonly FigureLanding[]): readonly Change[] {
  const bySession = new Map<string, Change[]>()
  for (const { session, at } of landings
    .filter(({ undone }) => !undone)
    .toSorted((one, other) => one.at - other.at))
    bySession.set(session, [...(bySession.get(session) ?? []), { at, attention: 0, keys: 0 }])
  const spent = new Set<Change>()
  for (const { session, at, attention, keys } of figures) {
    const change = bySession.get(session)?.find((landed) => landed.at >= at)
    if (change === undefined) continue
    change.attention += attention
    change.keys += keys
    spent.add(change)
  }
  return [...spent]
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
