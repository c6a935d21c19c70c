import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { FileText } from '../domain/changeset/file-text.ts'
import type { Changeset, Verdict } from '../domain/review/decided.ts'
import type { Result } from '../base/result.ts'
import { idSchema, treePathSchema } from './common.ts'
import type { Failure } from '../base/failure.ts'

export const verdictSchema = z.enum(['accept', 'reject', 'defer'])

export type ChangesetFailureKind = 'notFound' | 'noRevision' | 'noFile' | 'tooLarge' | 'gitFailed'
export type ChangesetFailure = Failure<ChangesetFailureKind>

export type ChangesetEvent =
  | { readonly type: 'snapshot'; readonly seq: number; readonly changeset: Changeset }
  | {
      readonly type: 'decided'
      readonly seq: number
      readonly number: number
      readonly decisions: readonly { readonly hunk: string; readonly verdict: Verdict | null }[]
      readonly undo: string | null
      readonly redo: string | null
    }
  | { readonly type: 'failed'; readonly seq: number; readonly failure: ChangesetFailure }

const one = z.object({ session: idSchema, number: z.number().int().min(1).optional() })

export const changesetContract = {
  /** The changeset of a revision, the newest when `number` is absent, with its decisions. */
  get: oc.input(one).output(type<Result<Changeset, ChangesetFailure>>()),
  /** The newest changeset, then each change to it. A new revision, a landing or an own edit sends a new snapshot. */
  watch: oc.input(z.object({ session: idSchema })).output(eventIterator(type<ChangesetEvent>())),
  /**
   * Both sides of one file as text, with git's line changes. Text over `limit` bytes (20 MB when absent) is omitted
   * unless `force`; then there are no line changes.
   */
  file: oc
    .input(
      one.extend({
        path: treePathSchema,
        force: z.boolean().default(false),
        limit: z.number().int().min(1).max(20_000_000).optional(),
      }),
    )
    .output(type<Result<FileText, ChangesetFailure>>()),
  /** A blob's bytes as base64, for pictures: at most 20 MB. */
  blob: oc
    .input(z.object({ session: idSchema, oid: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/) }))
    .output(type<Result<{ readonly base64: string }, ChangesetFailure>>()),
  /** What a hunk's new text was when it was last decided and what it is now, for "changed since". */
  previous: oc
    .input(z.object({ session: idSchema, hunk: idSchema }))
    .output(type<Result<{ readonly then: string; readonly now: string }, ChangesetFailure>>()),
}
