import type { DecidedFile, DecidedHunk } from './decided.ts'
import { plannedFiles } from '../agent/plan-text.ts'
import { pathMatcher } from './path-pattern.ts'

/**
 * The files with each hunk marked that is in none of the files that an approved plan names. Where a file was renamed its
 * lines are in the plan by either name, the renaming itself only by both. A plan that names no files marks nothing, and
 * neither is marked what the person edited: that is theirs.
 */
export function markOutsidePlan(files: readonly DecidedFile[], plan: string): readonly DecidedFile[] {
  const named = plannedFiles(plan).map(pathMatcher)
  if (named.length === 0) return files
  const isNamed = (path: string): boolean => named.some((matches) => matches(path))
  return files.map((file) => {
    const names = [file.path, ...(file.oldPath === null ? [] : [file.oldPath])].map(isNamed)
    if (names.every(Boolean)) return file
    const isWithin = ({ kind, editedBy }: DecidedHunk): boolean =>
      editedBy !== null || (kind !== 'rename' && names.some(Boolean))
    return {
      ...file,
      hunks: file.hunks.map((hunk) => (isWithin(hunk) ? hunk : { ...hunk, outsidePlan: true })),
    }
  })
}
