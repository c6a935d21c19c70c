import type { FileChange } from '../changeset/file-diff.ts'

/** One file as the accepted tree changes it. Absent sides are mode "000000" and a null id. */
export interface LandedFile {
  /** Path in the accepted tree; of a deleted file, in the base. */
  readonly path: string
  /** Path in the base where it differs (a rename), else null. */
  readonly oldPath: string | null
  readonly change: FileChange
  /** Lines of text added and deleted; zero for what has no lines. */
  readonly added: number
  readonly deleted: number
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string | null
  readonly newOid: string | null
}
