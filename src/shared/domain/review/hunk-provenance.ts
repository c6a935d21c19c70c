import { unifiedLines } from '../../diff/unified-lines.ts'

/** A step of an agent that wrote lines of a hunk, as far as it tells. */
export interface ProvenanceStep {
  /** Id of its item in the timeline. */
  readonly item: string
  /** 1-based. */
  readonly turn: number
  readonly text: string
  /** How many lines of the hunk are of it. */
  readonly lines: number
}

/** Where a hunk is from: the words of the person, what the agent did then, and the lines that came of it. */
export interface HunkProvenance {
  /** The first revision that has the hunk as it is; null where that is not known. */
  readonly revision: number | null
  /** The turn that made that revision, 1-based; null where none did. */
  readonly turn: number | null
  /** What the person said in the turns that are named, oldest first; may be cut off. */
  readonly prompts: readonly { readonly turn: number; readonly text: string }[]
  /** Oldest first. */
  readonly steps: readonly ProvenanceStep[]
  /** Changed lines of the hunk, added and deleted ones; blank ones alone do not count beside others. */
  readonly lines: number
  /** How many of them no step tells of: a command wrote them, or an agent that does not say what it writes. */
  readonly untold: number
  /** The person wrote it, by an own edit. */
  readonly own: boolean
}

/** An edit that an agent told. */
export interface ToldEdit {
  readonly item: string
  readonly turn: number
  readonly text: string
  readonly diff: string
}

/** The changed lines of a hunk. */
export interface HunkLines {
  readonly added: readonly string[]
  readonly deleted: readonly string[]
}

/**
 * Which told edits wrote a hunk, by content: each line is of the newest edit of its file that adds it, or deletes it where
 * it is gone; an edit that did the opposite since says that something untold came after it. `newestFirst` are edits, of
 * which those parts count that are of the hunk's file, at these paths.
 */
export function writersOf(
  { added, deleted }: HunkLines,
  newestFirst: readonly ToldEdit[],
  paths: readonly string[],
): Pick<HunkProvenance, 'steps' | 'lines' | 'untold'> {
  const all = [...added.map((line) => ({ line, sign: 1 })), ...deleted.map((line) => ({ line, sign: -1 }))]
  const telling = all.filter(({ line }) => line.trim() !== '')
  const lines = telling.length > 0 ? telling : all
  const effects = newestFirst.map((edit) => effectOf(edit.diff, paths))
  const wrote = newestFirst.map(() => 0)
  let untold = 0
  for (const { line, sign } of lines) {
    const index = effects.findIndex((effect) => (effect.get(line) ?? 0) !== 0)
    const effect = effects[index]?.get(line) ?? 0
    if (index === -1 || Math.sign(effect) !== sign) untold += 1
    else wrote[index] = (wrote[index] ?? 0) + 1
  }
  const steps = newestFirst.flatMap(({ item, turn, text }, index): readonly ProvenanceStep[] => {
    const count = wrote[index] ?? 0
    return count === 0 ? [] : [{ item, turn, text, lines: count }]
  })
  return { steps: steps.toReversed(), lines: lines.length, untold }
}

/** How many times more a difference adds each line of a file than it deletes it. */
function effectOf(diff: string, paths: readonly string[]): ReadonlyMap<string, number> {
  const effect = new Map<string, number>()
  let isOfFile = true
  for (const { kind, text } of unifiedLines(diff)) {
    if (kind === 'head') {
      const [, old, now] = /^(?:--- a\/(.*)|\+\+\+ b\/(.*))$/.exec(text) ?? []
      // The old name comes first; a file that was made has only the new one.
      if (text.startsWith('--- ')) isOfFile = old !== undefined && paths.includes(old)
      else if (now !== undefined) isOfFile ||= paths.includes(now)
    }
    if (!isOfFile) continue
    if (kind !== 'added' && kind !== 'deleted') continue
    const line = text.replace(/\r$/, '')
    effect.set(line, (effect.get(line) ?? 0) + (kind === 'added' ? 1 : -1))
  }
  return effect
}
