import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { Store } from '../store/store.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { EncodingSource } from '#shared/diff/read-as.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { Revision } from '#shared/domain/session/session.ts'
import type { SessionCounts } from '#shared/domain/changeset/counts.ts'
import type { Result } from '#shared/base/result.ts'
import type { Lines } from '#shared/diff/lines.ts'
import type { AcceptedTree } from '#shared/domain/landing/accepted-tree.ts'
import type { FoundLinks } from '#shared/domain/unit/names.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import type { SeenStore } from './seen-hunks.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'

/** Where the ledger and the marks of what was seen are kept. `append` is durable, atomic and synchronous; it gives sequence numbers. */
export type ReviewStore = Pick<Store, 'append' | 'read'> & SeenStore

/** What a review is about. `baseTree` is the session's base now: when it moves, decisions are carried over. */
export interface ReviewSubject {
  readonly objects: Objects
  readonly baseTree: string
  /** How many landings there are that were not undone: tells an undo from a landing of what takes the last one back. */
  readonly landings: number
  readonly revisions: readonly Revision[]
  /** The plan that the person approved for it; null where there is none. */
  readonly plan: string | null
  /** What conflicts without marks since it was brought up to date: by path, in a sentence. Absent: nothing. */
  readonly conflicts?: ReadonlyMap<string, string>
}

export interface ReviewOptions {
  readonly store: ReviewStore
  subject(session: string): Promise<Result<ReviewSubject, Failure<'notFound'>>>
  computeChangeset(
    objects: Objects,
    base: string,
    revision: string,
    signal?: AbortSignal,
  ): Promise<Result<ComputedChangeset, GitFailure>>
  buildAcceptedTree(
    objects: Objects,
    base: string,
    revision: string,
    files: readonly DecidedFile[],
  ): Promise<Result<AcceptedTree, GitFailure>>
  /** What one key decides each; a function of the changeset, and of what conflicts in it. */
  makeUnits(
    objects: Objects,
    computed: ComputedChangeset,
    conflicts?: ReadonlyMap<string, string>,
  ): Promise<Result<readonly UnitDraft[], GitFailure>>
  /** The names that hunks of a file define or take away, with their uses; a function of the changeset. */
  nameLinks(objects: Objects, computed: ComputedChangeset, path: string): Promise<FoundLinks>
  /** The id that a hunk of this file has at another place of another base; a text hunk's needs the file's lines. */
  hunkIdAt(
    file: FileDiff,
    hunk: Hunk,
    place: { readonly path: string; readonly oldStart: number; readonly oldLines: number },
    lines: { readonly base: Lines; readonly revision: Lines } | null,
  ): string
  readFileText(
    objects: Objects,
    file: DecidedFile,
    limit?: number,
    source?: EncodingSource | null,
  ): Promise<Result<FileText, ChangesetFailure>>
  /** What is known of the encoding of a file of a session's repository; absent: nothing. */
  encodingOf?(session: string, path: string): EncodingSource | null
  /** Called after every change of the numbers of a session's newest changeset. */
  onCounts(session: string, counts: SessionCounts): void
}
