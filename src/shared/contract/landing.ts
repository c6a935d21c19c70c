import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { idSchema } from './common.ts'
import type { Failure } from '../base/failure.ts'
import type { FileChange } from '../domain/changeset/file-diff.ts'
import type { LandingRecord } from '../domain/landing/landing-record.ts'

export type LandingFailureKind =
  | 'notFound'
  | 'noRevision'
  | 'nothingAccepted'
  | 'conflicts'
  | 'inTheWay'
  | 'targetMoved'
  | 'badBranch'
  | 'noIdentity'
  | 'nothingToUndo'
  | 'busy'
  | 'gitFailed'
export type LandingFailure = Failure<LandingFailureKind>

export interface LandingPreview {
  /** The accepted tree. */
  readonly tree: string
  readonly branch: string
  readonly branchExists: boolean
  /** Commits the target has that the session's base has not. */
  readonly newCommits: number
  readonly files: readonly {
    readonly path: string
    readonly oldPath: string | null
    readonly change: FileChange
    readonly added: number
    readonly deleted: number
  }[]
  readonly accepted: number
  readonly undecided: number
  readonly conflicts: readonly string[]
  /** Files of a checkout that keep it from being updated. */
  readonly inTheWay: readonly string[]
  /** The checkout whose files will be updated, or null. */
  readonly checkout: string | null
  readonly identity: { readonly name: string; readonly email: string } | null
  /** A draft made from the task. */
  readonly message: string
}

const identitySchema = z.object({ name: z.string().min(1).max(200), email: z.string().min(1).max(200) })

export const landingContract = {
  preview: oc
    .input(z.object({ session: idSchema, branch: z.string().max(300).optional() }))
    .output(type<Result<LandingPreview, LandingFailure>>()),
  /** Puts the accepted tree on a branch. With nothing accepted no commit is made: the branch's tip is returned. */
  land: oc
    .input(
      z.object({
        session: idSchema,
        branch: z.string().min(1).max(300),
        message: z.string().max(1_000_000).optional(),
        /** Used, and remembered for this repository by the workbench, when git has no identity. */
        identity: identitySchema.optional(),
      }),
    )
    .output(
      type<
        Result<
          { readonly commit: string; readonly tree: string; readonly landing: string | null },
          LandingFailure
        >
      >(),
    ),
  /** Undoes the newest landing that is not undone. */
  undo: oc.input(z.object({ session: idSchema })).output(type<Result<LandingRecord, LandingFailure>>()),
  /** Puts the accepted changes, uncommitted, into the repository's checkout. */
  applyToCheckout: oc
    .input(z.object({ session: idSchema }))
    .output(type<Result<{ readonly tree: string; readonly files: number }, LandingFailure>>()),
  /** The accepted changes as a patch for `git am`, base64. */
  exportPatch: oc
    .input(
      z.object({
        session: idSchema,
        message: z.string().max(1_000_000).optional(),
        identity: identitySchema.optional(),
      }),
    )
    .output(type<Result<{ readonly base64: string }, LandingFailure>>()),
}
