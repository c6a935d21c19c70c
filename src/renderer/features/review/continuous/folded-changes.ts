import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { LineChange } from '#renderer/editor/index.ts'
import type { ReviewModel } from '../review-model.ts'
import { outsideScopeWords } from '../use-folded.ts'

/** What decides how much of the files is shown. */
export interface Folding {
  readonly model: ReviewModel
  /** Index of the file in focus, and its change or whole-file unit in focus. */
  readonly file: number
  readonly focus: string | null
  /** Hunks that the person opened again. */
  readonly opened: ReadonlySet<string>
  /** Changes that were on screen with their lines: these stay, whatever becomes of them. */
  readonly kept: ReadonlySet<string>
  /** Why less is shown of a hunk than its lines, though nobody decided it; null where it is not. */
  readonly factOf: (hunk: string) => string | null
}

/** Names a change among those of all files. */
export const keptKey = (path: string, id: string): string => `${path}\n${id}`

/**
 * The changes of a file of which a row of words is shown; null where its header says all: it is decided, or a fact about it
 * is enough. Nothing that is on screen goes away, and what is in focus is open.
 */
export function foldedOf(
  index: number,
  file: DecidedFile,
  changes: readonly (LineChange & { readonly hunks: readonly string[] })[],
  quiet: ReadonlySet<string>,
  folding: Folding,
): ReadonlySet<string> | null {
  const { model, focus, opened, kept } = folding
  const isFocused = index === folding.file
  const isFact = model.places[index]?.reading.class === 'folded'
  const folded = new Set<string>()
  let isKept = file.hunks.some(({ id }) => kept.has(keptKey(file.path, id)))
  for (const { id, hunks } of changes) {
    const isHeld = kept.has(keptKey(file.path, id)) || hunks.some((hunk) => opened.has(hunk))
    if (isHeld) isKept = true
    if (isHeld || (isFocused && (id === focus || hunks.some((hunk) => hunk === focus)))) continue
    const decided = hunks.length > 0 && hunks.every((hunk) => model.verdictOf(hunk) !== null)
    if (decided || quiet.has(id) || hunks.some((hunk) => factFor(folding, hunk) !== null)) folded.add(id)
  }
  if (isFocused || isKept) return folded
  if (isFact && changes.length > 0) return null
  const isRead = file.hunks.every(({ id }) => model.verdictOf(id) !== null)
  return isRead && folded.size === changes.length ? null : folded
}

/** Why a hunk is folded although nobody decided it; null where only a decision folds it. */
export function factFor({ model, factOf }: Pick<Folding, 'model' | 'factOf'>, hunk: string): string | null {
  if (!model.shows(hunk)) return outsideScopeWords
  return factOf(hunk)
}
