import type { Reading } from '../order/reading.ts'

/** `text` is a replaced run of lines; every other kind is a whole-file unit. */
export type HunkKind =
  | 'text'
  | 'add'
  | 'delete'
  | 'rename'
  | 'mode'
  | 'type'
  | 'symlink'
  | 'binary'
  | 'submodule'
export type FileChange = 'added' | 'modified' | 'deleted' | 'renamed' | 'typeChanged'

/**
 * The smallest change that is decided by itself. Lines are git's -U0 coordinates: 1-based; where `oldLines` is 0
 * the hunk is an insertion *after* line `oldStart` (0: before the first), and the same for the new side. Units that
 * are not about lines have zeros.
 */
export interface Hunk {
  /** Content hash; stable over revisions while base path, base range, old and new bytes are the same. */
  readonly id: string
  readonly kind: HunkKind
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** What its lines say that has it read before others; absent where they say nothing of the kind. See `order/signs.ts`. */
  readonly reading?: Reading | undefined
}

/** One file's change as git reports it. Modes are git's octal text ("100644"); absent sides are "000000" and null. */
export interface FileDiff {
  /** Path in the revision; of a deleted file, in the base. */
  readonly path: string
  /** Path in the base where it differs (a rename), else null. */
  readonly oldPath: string | null
  readonly change: FileChange
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string | null
  readonly newOid: string | null
  readonly binary: boolean
  readonly hunks: readonly Hunk[]
}
