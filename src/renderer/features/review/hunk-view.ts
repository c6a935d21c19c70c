import type { ActClient, DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import type { DisplaySide, FileText } from '#shared/domain/changeset/file-text.ts'
import type { DiffDocument, LineChange } from '#renderer/editor/index.ts'
import { pictureType } from './picture-type.ts'
import type { ReviewModel } from './review-model.ts'
import type { HunkState } from './verdict-pill.tsx'

/** The state of a hunk as the person sees it. */
export function stateOf(model: ReviewModel, hunk: DecidedHunk): HunkState {
  const verdict = model.verdictOf(hunk.id)
  if (hunk.editedBy !== null && verdict === 'accept') return 'edited'
  return verdict ?? 'undecided'
}

/** What a run of changed lines on screen stands for: one hunk, or an own edit and the hunks it covers. */
export interface ShownChange {
  readonly line: LineChange
  readonly edit: string | null
  readonly hunks: readonly DecidedHunk[]
}

/** Where what a run of changed lines on screen shows came from, as `model.clientAt`. */
export function clientOf(model: ReviewModel, file: DecidedFile, change: ShownChange): ActClient | undefined {
  const [first] = change.hunks
  if (first !== undefined) return model.effectOf(first.id).client
  return file.edits.find(({ id }) => id === change.edit)?.client
}

/** The changed lines of a text with the hunks they stand for, by id of the line change. */
export function shownChanges(file: DecidedFile, text: FileText): ReadonlyMap<string, ShownChange> {
  const shown = new Map<string, ShownChange>()
  const byId = new Map<string, DecidedHunk[]>()
  const byEdit = new Map<string, DecidedHunk[]>()
  for (const one of file.hunks) {
    byId.set(one.id, [one])
    if (one.editedBy !== null) byEdit.set(one.editedBy, [...(byEdit.get(one.editedBy) ?? []), one])
  }
  for (const { hunk, edit, ...line } of documentLines(file, text)) {
    const hunks = (edit ? byEdit : byId).get(hunk) ?? []
    shown.set(hunk, { line: { id: hunk, ...line }, edit: edit ? hunk : null, hunks })
  }
  return shown
}

/** The id of the line change that shows a hunk, or null if it is not about lines of this text. */
export function lineIdOf(hunk: DecidedHunk, shown: ReadonlyMap<string, ShownChange>): string | null {
  if (shown.has(hunk.id)) return hunk.id
  return hunk.editedBy !== null && shown.has(hunk.editedBy) ? hunk.editedBy : null
}

function documentLines(file: DecidedFile, text: FileText): FileText['lines'] {
  if (text.after !== null || text.lines.length > 0) return text.lines
  const whole = file.hunks.find((hunk) => hunk.kind === 'delete')
  if (whole === undefined) return []
  return [{ hunk: whole.id, edit: false, oldStart: 1, oldLines: 1, newStart: 0, newLines: 0 }]
}

/** The text of a file as the editor takes it. `key` names exactly this content. */
export function documentOf(key: string, file: DecidedFile, text: FileText): DiffDocument {
  return {
    key,
    path: file.path,
    before: text.before === null ? null : text.before.text,
    after: text.after === null ? null : text.after.text,
    ends: { before: endsOf(text.before), after: endsOf(text.after) },
    lines: documentLines(file, text).map(({ hunk, oldStart, oldLines, newStart, newLines }) => ({
      id: hunk,
      oldStart,
      oldLines,
      newStart,
      newLines,
    })),
  }
}

export function endsOf(side: DisplaySide | null): NonNullable<DiffDocument['ends']>['after'] {
  // An empty side has no line that could end.
  return side === null || side.bytes === 0 ? null : { crlf: side.crlf, endsWithNewline: side.endsWithNewline }
}

/** Whether a file has something to show as text. */
export function hasText(file: DecidedFile): boolean {
  if (file.edits.some((edit) => edit.holds)) return true
  if (file.binary) return false
  return file.hunks.some((hunk) => hunk.kind === 'text') || file.change === 'deleted'
}

/** Whether a file has text, or may have it though git calls it binary: its content tells. */
export function mayBeText(file: DecidedFile): boolean {
  if (hasText(file)) return true
  return (
    file.binary &&
    pictureType(file.path) === undefined &&
    file.hunks.some(({ kind }) => kind === 'binary' || kind === 'delete')
  )
}

/** Units that have a card of their own above the text. */
export function unitsOf(file: DecidedFile): readonly DecidedHunk[] {
  return file.hunks.filter((hunk) => hunk.kind !== 'text')
}

/** Ids of changes between lines that differ in white space only. */
export function whitespaceOnly(document: DiffDocument): ReadonlySet<string> {
  const before = (document.before ?? '').split('\n')
  const after = (document.after ?? '').split('\n')
  const bare = (lines: readonly string[], start: number, count: number): string =>
    count === 0
      ? ''
      : lines
          .slice(start - 1, start - 1 + count)
          .join('')
          .replaceAll(/\s+/g, '')
  return new Set(
    document.lines
      .filter(
        (line) => bare(before, line.oldStart, line.oldLines) === bare(after, line.newStart, line.newLines),
      )
      .map((line) => line.id),
  )
}

/** How the text begins that stands for a file kept by Git LFS. */
export const largeFilePointer = 'version https://git-lfs.github.com/spec/'

/** Small facts on the bytes of a side that the text does not show. */
export function factsOf(text: FileText): readonly string[] {
  const facts: string[] = []
  if ([text.before, text.after].some((side) => side?.text.startsWith(largeFilePointer) === true))
    facts.push('Git LFS pointer')
  const both = (what: (side: NonNullable<FileText['after']>) => string | null): void => {
    const old = text.before === null ? null : what(text.before)
    const now = text.after === null ? null : what(text.after)
    if (text.before !== null && text.after !== null && old !== now)
      facts.push(`${old ?? 'none'} \u2192 ${now ?? 'none'}`)
    else if ((now ?? old) !== null) facts.push((now ?? old) as string)
  }
  const has = (flag: (side: NonNullable<FileText['after']>) => boolean): boolean =>
    [text.before, text.after].some((side) => side !== null && flag(side))
  if (has((side) => side.crlf)) both((side) => (side.crlf ? 'CRLF' : 'LF'))
  if (has((side) => side.bom)) both((side) => (side.bom ? 'BOM' : 'no BOM'))
  if (has((side) => !side.endsWithNewline && side.bytes > 0))
    both((side) => (side.endsWithNewline || side.bytes === 0 ? 'newline at end' : 'no newline at end'))
  return facts
}
