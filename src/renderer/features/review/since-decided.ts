import type { FileText, SinceDecided } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { lineRangeOf, type DiffDocument, type LineChange } from '#renderer/editor/index.ts'
import { documentOf, endsOf } from './hunk-view.ts'
import { verdictWord } from './words.ts'

/**
 * The text of a file as the review shows it: of a new file that is another one than the person decided, against what they
 * decided, so that they read only what differs. It stays one hunk, and all of it can be opened.
 */
export function shownDocumentOf(key: string, file: DecidedFile, text: FileText): DiffDocument {
  const document = documentOf(key, file, text)
  const since = decidedSince(file, text)
  if (since === null) return document
  const runs = since.lines.map((run, index) => ({ id: `${since.hunk} ${index}`, ...run }))
  return {
    ...document,
    key: `${key}\nsince ${since.decided}`,
    before: since.before.text,
    ends: { before: endsOf(since.before), after: endsOf(text.after) },
    lines: [around(since.hunk, runs)],
    runs,
  }
}

/** What the file is held against in words; null where that is the base. */
export function sinceWords(file: DecidedFile, text: FileText): string | null {
  const since = decidedSince(file, text)
  const past = file.hunks.find(({ id }) => id === since?.hunk)?.supersedes ?? null
  return since === null || past === null
    ? null
    : `Against r${since.number}, which you ${verdictWord[past.verdict].toLowerCase()}`
}

/** What was decided of the file, if that still is what its hunk supersedes: the decision may have been taken back. */
function decidedSince(file: DecidedFile, { since }: FileText): SinceDecided | null {
  if (since === undefined || file.edits.length > 0) return null
  const hunk = file.hunks.find(({ id }) => id === since.hunk)
  return hunk?.supersedes?.hunk === since.decided ? since : null
}

/** One change from the first line of these to the last, on both sides. */
function around(id: string, runs: readonly LineChange[]): LineChange {
  const side = (of: (run: LineChange) => { readonly start: number; readonly end: number }) => {
    const ranges = runs.map(of)
    const start = Math.min(...ranges.map((range) => range.start))
    const lines = Math.max(...ranges.map((range) => range.end)) - start
    return { start: lines === 0 ? start - 1 : start, lines }
  }
  const old = side((run) => lineRangeOf(run.oldStart, run.oldLines))
  const now = side((run) => lineRangeOf(run.newStart, run.newLines))
  return { id, oldStart: old.start, oldLines: old.lines, newStart: now.start, newLines: now.lines }
}
