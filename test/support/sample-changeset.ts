import type { Changeset } from '#shared/domain/review/decided.ts'

/** A changeset for tests: so many one-line hunks per path; a hunk's id is `path:index`. */
export function changesetOf(
  files: Readonly<Record<string, number>>,
  groups: Readonly<Record<string, string>> = {},
): Changeset {
  return {
    session: 's',
    number: 1,
    seq: 0,
    base: 'base',
    revision: 'revision',
    leftOut: [],
    undo: null,
    redo: null,
    files: Object.entries(files).map(([path, count]) => ({
      path,
      oldPath: null,
      change: 'modified',
      oldMode: '100644',
      newMode: '100644',
      oldOid: 'old',
      newOid: 'new',
      binary: false,
      edits: [],
      hunks: Array.from({ length: count }, (_, index) => ({
        id: `${path}:${index}`,
        kind: 'text',
        oldStart: index * 10 + 1,
        oldLines: 1,
        newStart: index * 10 + 1,
        newLines: 1,
        decision: null,
        editedBy: null,
        cameBack: false,
        supersedes: null,
        group: groups[`${path}:${index}`] ?? null,
      })),
    })),
  }
}
