import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import type { FileChange } from '../domain/changeset/file-diff.ts'
import type { Identity } from '../domain/landing/identity.ts'
import type { LandingRecord } from '../domain/landing/landing-record.ts'
import { fileChangeSchema } from './changeset.ts'
import { failureSchema, idSchema, listSchema, resultSchema } from './common.ts'
import { procedure, reading } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

export const landingFailureKindSchema = z.enum([
  'notFound',
  'noRevision',
  'nothingAccepted',
  'conflicts',
  'inTheWay',
  'targetMoved',
  'badBranch',
  'noIdentity',
  'nothingToUndo',
  'busy',
  'gitFailed',
  'storeFailed',
])
export type LandingFailureKind = z.infer<typeof landingFailureKindSchema>
export type LandingFailure = Failure<LandingFailureKind>
const landingFailureSchema = failureSchema(landingFailureKindSchema)

export const landingRecordSchema = schemaOf<LandingRecord>()(
  z.strictObject({
    id: z.string(),
    kind: z.enum(['branch', 'checkout']),
    target: z.string(),
    commit: z.string().nullable(),
    tree: z.string(),
    files: z.number(),
    at: z.number(),
    undone: z.boolean(),
  }),
)

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
  /** The author of the commit; null where git knows none, so that one is to be given. */
  readonly identity: Identity | null
  readonly committer: Identity | null
  /** Whom git's configuration names as the author since agents worked here, if that is another; used only if it is given. */
  readonly identitySince: Identity | null
  /** What a landing does not do that `git commit` does here, and what to know of its author: a sentence each. */
  readonly notices: readonly string[]
  /** A draft of the message, whole: with the trailer that names the agent, where that is wanted. */
  readonly message: string
}
const namedSchema = z.strictObject({ name: z.string(), email: z.string() })
const landingPreviewSchema = schemaOf<LandingPreview>()(
  z.strictObject({
    tree: z.string(),
    branch: z.string(),
    branchExists: z.boolean(),
    newCommits: z.number(),
    files: z.array(
      z.strictObject({
        path: z.string(),
        oldPath: z.string().nullable(),
        change: fileChangeSchema,
        added: z.number(),
        deleted: z.number(),
      }),
    ),
    accepted: z.number(),
    undecided: z.number(),
    conflicts: z.array(z.string()),
    inTheWay: z.array(z.string()),
    checkout: z.string().nullable(),
    identity: namedSchema.nullable(),
    committer: namedSchema.nullable(),
    identitySince: namedSchema.nullable(),
    notices: z.array(z.string()),
    message: z.string(),
  }),
)

/** Absent or blank: the draft. `messageIsWhole`: no trailer is added, since who gives it saw all of it. */
const messageShape = {
  message: z.string().max(1_000_000).optional(),
  messageIsWhole: z.boolean().optional(),
}
const identitySchema = z.object({ name: z.string().min(1).max(200), email: z.string().min(1).max(200) })

export const landingContract = {
  preview: reading
    .input(z.object({ session: idSchema, branch: z.string().max(300).optional() }))
    .output(resultSchema(landingPreviewSchema, landingFailureSchema)),
  /** Puts the accepted tree on a branch. With nothing accepted no commit is made: the branch's tip is returned. */
  land: procedure
    .input(
      z.object({
        session: idSchema,
        branch: z.string().min(1).max(300),
        ...messageShape,
        /**
         * Used, and remembered for this repository by the workbench, when git has no identity; and where its configuration
         * names another author since agents worked here, as the answer to whose commit it is.
         */
        identity: identitySchema.optional(),
      }),
    )
    .output(
      resultSchema(
        z.strictObject({
          commit: z.string(),
          tree: z.string(),
          landing: z.string().nullable(),
          author: namedSchema.nullable(),
          notices: listSchema(z.string()),
        }),
        landingFailureSchema,
      ),
    ),
  /** Undoes the newest landing that is not undone. */
  undo: procedure
    .input(z.object({ session: idSchema }))
    .output(resultSchema(landingRecordSchema, landingFailureSchema)),
  /** Puts the accepted changes, uncommitted, into the repository's checkout. */
  applyToCheckout: procedure
    .input(z.object({ session: idSchema }))
    .output(resultSchema(z.strictObject({ tree: z.string(), files: z.number() }), landingFailureSchema)),
  /** The accepted changes as a patch for `git am`, base64. */
  exportPatch: procedure
    .input(
      z.object({
        session: idSchema,
        ...messageShape,
        identity: identitySchema.optional(),
      }),
    )
    .output(
      resultSchema(
        z.strictObject({
          base64: z.string(),
          /** A sentence on what `git am` does not read from it as it was meant; null where there is nothing. */
          notice: z.string().nullable(),
        }),
        landingFailureSchema,
      ),
    ),
}
