import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import type { FileChange } from '../domain/changeset/file-diff.ts'
import type { Identity } from '../domain/landing/identity.ts'
import type { DiffRows } from '../domain/landing/unified-diff.ts'
import type { LandingRecord } from '../domain/landing/landing-record.ts'
import { fileChangeSchema } from './changeset.ts'
import { failureSchema, idSchema, listSchema, resultSchema, treePathSchema } from './common.ts'
import { looking, procedure, reading } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

export const landingFailureKindSchema = z.enum([
  'notFound',
  'noRevision',
  'nothingAccepted',
  'conflicts',
  'conflictMarks',
  'inTheWay',
  'targetMoved',
  'acceptedChanged',
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
    client: z.literal('commandLine').optional(),
  }),
)

/** The trees that a landing is about, by id. */
export interface LandingTrees {
  /** What the changes are made on. */
  readonly base: string
  /** The base with what of the accepted changes is to land. */
  readonly accepted: string
  /** What the target has now. */
  readonly target: string
  /** What the target will have; null where the two conflict. */
  readonly landed: string | null
}

export interface LandingPreview {
  /** The accepted tree. */
  readonly tree: string
  readonly trees: LandingTrees
  readonly branch: string
  readonly branchExists: boolean
  /** Commits the target has that the session's base has not. */
  readonly newCommits: number
  /** What the target's tree changes in; where the two conflict, what is accepted. */
  readonly files: readonly {
    readonly path: string
    readonly oldPath: string | null
    readonly change: FileChange
    readonly added: number
    readonly deleted: number
  }[]
  /** Files that are accepted and stay in the session. */
  readonly left: number
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
    trees: z.strictObject({
      base: z.string(),
      accepted: z.string(),
      target: z.string(),
      landed: z.string().nullable(),
    }),
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
    left: z.number(),
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

/** How one file differs between two trees of a landing. Modes are git's octal text; null on a side without the file. */
export interface FileDifference {
  readonly oldMode: string | null
  readonly newMode: string | null
  readonly content:
    | ({ readonly kind: 'rows' } & DiffRows)
    | { readonly kind: 'binary' }
    | { readonly kind: 'tooLarge' }
}
const fileDifferenceSchema = schemaOf<FileDifference>()(
  z.strictObject({
    oldMode: z.string().nullable(),
    newMode: z.string().nullable(),
    content: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('rows'),
        rows: listSchema(
          z.strictObject({
            kind: z.enum(['gap', 'same', 'added', 'deleted', 'note']),
            old: z.number().nullable(),
            new: z.number().nullable(),
            text: z.string(),
          }),
        ),
        more: z.number(),
      }),
      z.strictObject({ kind: z.literal('binary') }),
      z.strictObject({ kind: z.literal('tooLarge') }),
    ]),
  }),
)

const treeIdSchema = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
/** Accepted files, by path, that stay in the session as they are. */
const leaveSchema = z.array(treePathSchema).max(100_000).optional()

/** The accepted tree that the person looked at; where another is accepted by now, nothing is done. Absent: any. */
const shownSchema = treeIdSchema.optional()

/** Absent or blank: the draft. `messageIsWhole`: no trailer is added, since who gives it saw all of it. */
const messageShape = {
  message: z.string().max(1_000_000).optional(),
  messageIsWhole: z.boolean().optional(),
}
const identitySchema = z.object({ name: z.string().min(1).max(200), email: z.string().min(1).max(200) })

/** The author of this commit alone, where that is not the person; not remembered. */
const authorSchema = identitySchema.optional()

export const landingContract = {
  preview: reading
    .input(
      z.object({
        session: idSchema,
        branch: z.string().max(300).optional(),
        /** Absent: on a branch. */
        way: z.enum(['branch', 'checkout', 'patch']).optional(),
        leave: leaveSchema,
      }),
    )
    .output(resultSchema(landingPreviewSchema, landingFailureSchema)),
  /** How a file differs between two trees of a preview. */
  fileDifference: reading
    .input(
      z.object({
        session: idSchema,
        from: treeIdSchema,
        to: treeIdSchema,
        path: treePathSchema,
        oldPath: treePathSchema.nullable().optional(),
        limit: z.number().int().min(1).max(1_000_000),
      }),
    )
    .output(resultSchema(fileDifferenceSchema, landingFailureSchema)),
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
        author: authorSchema,
        leave: leaveSchema,
        shown: shownSchema,
        /** Marks of a conflict that nobody resolved belong there, and land. Absent: they refuse it. */
        withMarks: z.boolean().optional(),
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
    .input(z.object({ session: idSchema, leave: leaveSchema, shown: shownSchema }))
    .output(resultSchema(z.strictObject({ tree: z.string(), files: z.number() }), landingFailureSchema)),
  /** The accepted changes as a patch for `git am`, base64. */
  exportPatch: looking
    .input(
      z.object({
        session: idSchema,
        ...messageShape,
        identity: identitySchema.optional(),
        author: authorSchema,
        shown: shownSchema,
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
