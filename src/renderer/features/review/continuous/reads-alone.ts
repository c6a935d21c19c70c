import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import { readingModeStore } from '#renderer/view/reading-mode.ts'
import { showsLines } from './shows-lines.ts'

/** Whether a key opens the file of a hunk by itself: on the surface there is no more of it than words. */
export function readsAlone(hunk: DecidedHunk, file: DecidedFile, text: FileText | null): boolean {
  if (readingModeStore.getState().mode !== 'continuous') return false
  const isOmitted = text !== null && [text.before, text.after].some((side) => side?.omitted != null)
  return hunk.kind !== 'text' || !showsLines(file) || isOmitted
}
