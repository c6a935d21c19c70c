import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import type { Generated } from '#shared/domain/unit/unit-file.ts'
import type { NamesInText } from '#shared/domain/unit/names.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'

/** A changed file as it is given to the thread. */
export interface UnitInput {
  readonly diff: FileDiff
  /** Both sides; null where they are no text of hunks, or too large. */
  readonly base: Uint8Array | null
  readonly revision: Uint8Array | null
  readonly generated: Generated | null
  /** See `UnitFile.conflict`. */
  readonly conflict?: string | undefined
}

/** A text whose names are looked for. */
export interface NameInput {
  readonly path: string
  readonly text: Uint8Array
}

/** What the thread is asked: to cut files into units, or for the names of texts. */
export type UnitJob = { readonly job: number } & (
  | { readonly files: readonly UnitInput[] }
  | { readonly texts: readonly NameInput[] }
)

/** What it answers. */
export interface UnitJobDone {
  readonly job: number
  readonly answer: readonly UnitDraft[] | readonly (NamesInText | null)[]
}
