import type { DecidedFile, DecidedHunk, OwnEdit } from './decided.ts'
import type { HunkKind } from '../changeset/file-diff.ts'

/** What a file's content is made of in the accepted tree. */
export type OutcomeContent =
  | { readonly kind: 'base' }
  | { readonly kind: 'revision' }
  /** The base's text with these hunks and own edits, which do not overlap. */
  | { readonly kind: 'splice'; readonly hunks: readonly DecidedHunk[]; readonly edits: readonly OwnEdit[] }

/** A file of the accepted tree: where it stands, and what is in it. */
export interface FileOutcome {
  readonly path: string
  readonly mode: string
  readonly content: OutcomeContent
}

/** The path a file has in the base (of an added file, its own path). */
export function basePathOf(file: { readonly path: string; readonly oldPath: string | null }): string {
  return file.oldPath ?? file.path
}

/** Whether a hunk takes effect by itself: accepted, and not under an own edit, which takes its place. */
export function takesEffect(hunk: DecidedHunk): boolean {
  return hunk.decision === 'accept' && hunk.editedBy === null
}

/**
 * What the decisions make of one file, or null where there is no such file. Each unit counts by itself: a rejected
 * rename with accepted hunks leaves them on the old path. With everything accepted and no own edit it is the
 * revision's file, with nothing accepted the base's.
 */
export function outcomeOf(file: DecidedFile): FileOutcome | null {
  const edits = file.edits.filter((edit) => edit.holds)
  const accepted = file.hunks.filter(takesEffect)
  const has = (kind: HunkKind): boolean => accepted.some((hunk) => hunk.kind === kind)
  const all = edits.length === 0 && accepted.length === file.hunks.length
  const revision: FileOutcome = { path: file.path, mode: file.newMode, content: { kind: 'revision' } }
  const base: FileOutcome = { path: basePathOf(file), mode: file.oldMode, content: { kind: 'base' } }
  if (all && file.hunks.length > 0) return file.change === 'deleted' ? null : revision
  if (accepted.length === 0 && edits.length === 0) return file.change === 'added' ? null : base
  if (file.change === 'deleted') return accepted.length > 0 ? null : base
  if (file.change === 'typeChanged') return accepted.length > 0 ? revision : base
  const content = contentOf(file, accepted, edits)
  if (file.change === 'added') return { ...revision, content }
  return {
    path: has('rename') ? file.path : basePathOf(file),
    mode: has('mode') ? file.newMode : file.oldMode,
    content,
  }
}

function contentOf(
  file: DecidedFile,
  accepted: readonly DecidedHunk[],
  edits: readonly OwnEdit[],
): OutcomeContent {
  const hunks = accepted.filter((hunk) => hunk.kind === 'text')
  // Only a file of lines has any; a new one that is empty has a unit besides, which takes nothing from them.
  if (edits.length > 0) return { kind: 'splice', hunks, edits }
  if (accepted.some((hunk) => hunk.kind !== 'text' && hunk.kind !== 'rename' && hunk.kind !== 'mode')) {
    return { kind: 'revision' }
  }
  if (hunks.length === 0) return { kind: 'base' }
  const every = file.hunks.every(
    (hunk) => hunk.kind === 'rename' || hunk.kind === 'mode' || takesEffect(hunk),
  )
  return every ? { kind: 'revision' } : { kind: 'splice', hunks, edits }
}
