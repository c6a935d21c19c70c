import { differingRun } from './differing-run.ts'

/** What was typed into the new side of a file and not saved, in lines as an editor shows them. */
export interface EditDraft {
  /** Id of the side that was edited. */
  readonly oid: string
  /** Index of the first line that was typed over. */
  readonly at: number
  readonly old: readonly string[]
  readonly fresh: readonly string[]
  /** The lines around them, by which they are found in another revision. */
  readonly above: readonly string[]
  readonly below: readonly string[]
}

/** Where lines of a draft stand in a text: the index of the first, and how many they are. */
export interface Placed {
  readonly at: number
  readonly lines: number
}

/** Lines around an edit that are kept with it: as many as a patch has. */
const around = 3

/** The one run of lines between the first and the last that differ, or null where nothing does. */
export function editDraftOf(oid: string, before: string, after: string): EditDraft | null {
  if (before === after) return null
  const old = before.split('\n')
  const now = after.split('\n')
  const { head, tail } = differingRun(old, now)
  return {
    oid,
    at: head,
    old: old.slice(head, old.length - tail),
    fresh: now.slice(head, now.length - tail),
    above: old.slice(Math.max(0, head - around), head),
    below: old.slice(old.length - tail, Math.min(old.length, old.length - tail + around)),
  }
}

/**
 * Where a draft belongs in a text: at its place in the text it was written in; in another, where the same lines stand
 * among the same ones, or where they stand alone. Null where that is nowhere, or in several places alike.
 */
export function placeOf(draft: EditDraft, oid: string, text: string): Placed | null {
  const lines = text.split('\n')
  const { at, old, above, below } = draft
  if (oid === draft.oid && standsAt(lines, at, old)) return { at, lines: old.length }
  const whole = [...above, ...old, ...below]
  const framed = placesOf(lines, whole).map((first) => first + above.length)
  const [only, another] = framed.length > 0 ? framed : old.join('').trim() === '' ? [] : placesOf(lines, old)
  return only === undefined || another !== undefined ? null : { at: only, lines: old.length }
}

/** The text with a draft in its place. */
export function withDraft(draft: EditDraft, { at, lines }: Placed, text: string): string {
  return text
    .split('\n')
    .toSpliced(at, lines, ...draft.fresh)
    .join('\n')
}

/** A draft as it is kept. */
export function readEditDraft(kept: string): EditDraft | null {
  try {
    const { oid, at, old, fresh, above, below } = JSON.parse(kept) as Partial<EditDraft>
    if (typeof oid !== 'string' || typeof at !== 'number') return null
    if (!isLines(old) || !isLines(fresh) || !isLines(above) || !isLines(below)) return null
    return { oid, at, old, fresh, above, below }
  } catch {
    return null
  }
}

function isLines(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string')
}

function standsAt(lines: readonly string[], at: number, wanted: readonly string[]): boolean {
  return at + wanted.length <= lines.length && wanted.every((line, index) => lines[at + index] === line)
}

function placesOf(lines: readonly string[], wanted: readonly string[]): readonly number[] {
  if (wanted.length === 0) return []
  return lines.flatMap((_, at) => (standsAt(lines, at, wanted) ? [at] : []))
}
