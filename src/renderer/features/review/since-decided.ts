import { countOf } from '#shared/base/quantity-text.ts'
import type { FileText, SinceDecided } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile, Superseded } from '#shared/domain/review/decided.ts'
import { lineRangeOf, type DiffDocument, type LineChange } from '#renderer/editor/index.ts'
import { documentOf, endsOf } from './hunk-view.ts'
import { verdictWord } from './words.ts'

/**
 * The text of a file as the review shows it: in the places of hunks that are others than the person decided, against what
 * they decided, so that they read only what differs; with `againstBase` against the base everywhere. Each stays one hunk.
 */
export function shownDocumentOf(
  key: string,
  file: DecidedFile,
  text: FileText,
  againstBase: boolean,
): DiffDocument {
  const document = documentOf(key, file, text)
  const since = againstBase ? null : decidedSince(file, text)
  if (since === null) return document
  const held = new Set(since.decided.map(({ hunk }) => hunk))
  const runs = new Map<string, LineChange[]>()
  for (const { hunk, ...run } of since.lines) {
    const own = runs.get(hunk) ?? []
    runs.set(hunk, [...own, { id: held.has(hunk) ? `${hunk} ${own.length}` : hunk, ...run }])
  }
  return {
    ...document,
    key: [key, ...since.decided.map(({ decided }) => `since ${decided}`)].join('\n'),
    before: since.before.text,
    ends: { before: endsOf(since.before), after: endsOf(text.after) },
    lines: [...runs].map(([hunk, own]) => around(hunk, own)),
    runs: [...runs.values()].flat(),
  }
}

/** What the file is held against in words; null where that is the base alone. */
export function sinceWords(file: DecidedFile, text: FileText): string | null {
  const since = decidedSince(file, text)
  if (since === null) return null
  const held = new Set(since.decided.map(({ hunk }) => hunk))
  const past = file.hunks.flatMap(({ id, supersedes }) => (held.has(id) && supersedes ? supersedes : []))
  const [first, ...others] = past
  if (first === undefined) return null
  const isOne = others.every((one) => one.verdict === first.verdict && one.revision === first.revision)
  const what = isOne ? decidedWords(first) : 'what you decided'
  const isAll = file.hunks.every(({ id, kind }) => kind !== 'text' || held.has(id))
  return isAll ? `Against ${what}` : `${countOf(past.length, 'hunk')} against ${what}`
}

function decidedWords({ verdict, revision }: Superseded): string {
  return `r${revision}, which you ${verdictWord[verdict].toLowerCase()}`
}

/** What was decided of the file, as long as its hunks supersede that or were decided since: it may have been taken back. */
function decidedSince(file: DecidedFile, { since }: FileText): SinceDecided | null {
  if (since === undefined || file.edits.length > 0) return null
  const hunks = new Map(file.hunks.map((hunk) => [hunk.id, hunk]))
  const holds = ({ hunk: id, decided }: SinceDecided['decided'][number]): boolean => {
    const hunk = hunks.get(id)
    return hunk !== undefined && (hunk.decision !== null || hunk.supersedes?.hunk === decided)
  }
  return since.decided.every(holds) ? since : null
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
