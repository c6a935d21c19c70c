import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { textEncodings, type TextEncoding } from '../diff/text-encoding.ts'
import type { FileChange } from '../domain/changeset/file-diff.ts'
import type { DisplaySide, FileText } from '../domain/changeset/file-text.ts'
import { readingClasses, type Reading } from '../domain/order/reading.ts'
import type { Changeset, DecidedFile, DecidedHunk, Effect, Verdict } from '../domain/review/decided.ts'
import type { HunkProvenance } from '../domain/review/hunk-provenance.ts'
import type { PreviousText } from '../domain/review/previous-text.ts'
import type { ProposedReview } from '../domain/review/proposed-review.ts'
import type { FileNames } from '../domain/unit/names.ts'
import { unitKinds, type ChangesetUnits } from '../domain/unit/unit.ts'
import { failureSchema, idSchema, leftOutSchema, resultSchema, treePathSchema } from './common.ts'
import { following, reading } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

export const verdictSchema = schemaOf<Verdict>()(z.enum(['accept', 'reject', 'defer']))

/** Sent only where it is not a window of the person. */
const clientSchema = z.literal('commandLine').optional()

const changesetFailureKindSchema = z.enum([
  'notFound',
  'noRevision',
  'noFile',
  'tooLarge',
  'gitFailed',
  'storeFailed',
])
export type ChangesetFailureKind = z.infer<typeof changesetFailureKindSchema>
export type ChangesetFailure = Failure<ChangesetFailureKind>
const changesetFailureSchema = failureSchema(changesetFailureKindSchema)

export const fileChangeSchema = schemaOf<FileChange>()(
  z.enum(['added', 'modified', 'deleted', 'renamed', 'typeChanged']),
)

const readingSchema = schemaOf<Reading>()(
  z.strictObject({ class: z.enum(readingClasses), reason: z.string().nullable() }),
)

const decidedHunkSchema = schemaOf<DecidedHunk>()(
  z.strictObject({
    id: z.string(),
    kind: z.enum(['text', 'add', 'delete', 'rename', 'mode', 'type', 'symlink', 'binary', 'submodule']),
    oldStart: z.number(),
    oldLines: z.number(),
    newStart: z.number(),
    newLines: z.number(),
    decision: verdictSchema.nullable(),
    client: clientSchema,
    reason: z.string().optional(),
    editedBy: z.string().nullable(),
    cameBack: z.boolean(),
    supersedes: z
      .strictObject({ hunk: z.string(), verdict: verdictSchema, revision: z.number(), client: clientSchema })
      .nullable(),
    group: z.string().nullable(),
    outsidePlan: z.boolean().optional(),
    reading: readingSchema.optional(),
  }),
)

const decidedFileSchema = schemaOf<DecidedFile>()(
  z.strictObject({
    path: z.string(),
    oldPath: z.string().nullable(),
    change: fileChangeSchema,
    oldMode: z.string(),
    newMode: z.string(),
    oldOid: z.string().nullable(),
    newOid: z.string().nullable(),
    binary: z.boolean(),
    hunks: z.array(decidedHunkSchema),
    edits: z.array(
      z.strictObject({
        id: z.string(),
        basePath: z.string(),
        oldStart: z.number(),
        oldLines: z.number(),
        replaced: z.string(),
        bytes: z.string(),
        client: clientSchema,
        holds: z.boolean(),
      }),
    ),
  }),
)

export const changesetSchema = schemaOf<Changeset>()(
  z.strictObject({
    session: z.string(),
    number: z.number(),
    seq: z.number(),
    base: z.string(),
    revision: z.string(),
    files: z.array(decidedFileSchema),
    leftOut: leftOutSchema,
    undo: z.string().nullable(),
    redo: z.string().nullable(),
  }),
)

export type ChangesetEvent =
  /** `act`: the act of a client that this is the outcome of; null where the workbench has something new by itself. */
  | {
      readonly type: 'snapshot'
      readonly seq: number
      readonly act: string | null
      readonly changeset: Changeset
    }
  | {
      readonly type: 'decided'
      readonly seq: number
      readonly act: string | null
      readonly number: number
      readonly decisions: readonly ({ readonly hunk: string } & Effect)[]
      /** Absent where it is what `labelDecisions` says of these decisions: that may be longer than all the rest. */
      readonly undo?: string | null | undefined
      readonly redo: string | null
    }
  | { readonly type: 'failed'; readonly seq: number; readonly failure: ChangesetFailure }
const changesetEventSchema = schemaOf<ChangesetEvent>()(
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('snapshot'),
      seq: z.number(),
      act: z.string().nullable(),
      changeset: changesetSchema,
    }),
    z.strictObject({
      type: z.literal('decided'),
      seq: z.number(),
      act: z.string().nullable(),
      number: z.number(),
      decisions: z.array(
        z.strictObject({
          hunk: z.string(),
          verdict: verdictSchema.nullable(),
          client: clientSchema,
          reason: z.string().optional(),
        }),
      ),
      undo: z.string().nullable().optional(),
      redo: z.string().nullable(),
    }),
    z.strictObject({ type: z.literal('failed'), seq: z.number(), failure: changesetFailureSchema }),
  ]),
)

/** An encoding in which a text is read. */
export const encodingSchema = schemaOf<TextEncoding>()(z.enum(textEncodings))

const displaySideSchema = schemaOf<DisplaySide>()(
  z.strictObject({
    oid: z.string(),
    bytes: z.number(),
    text: z.string(),
    encoding: encodingSchema,
    guessed: z.boolean(),
    crlf: z.boolean(),
    bom: z.boolean(),
    endsWithNewline: z.boolean(),
    readOnly: z.string().nullable(),
    omitted: z.enum(['binary', 'tooLarge']).nullable(),
  }),
)

const fileTextSchema = schemaOf<FileText>()(
  z.strictObject({
    path: z.string(),
    before: displaySideSchema.nullable(),
    after: displaySideSchema.nullable(),
    lines: z.array(
      z.strictObject({
        hunk: z.string(),
        edit: z.boolean(),
        oldStart: z.number(),
        oldLines: z.number(),
        newStart: z.number(),
        newLines: z.number(),
      }),
    ),
    since: z
      .strictObject({
        decided: z.array(z.strictObject({ hunk: z.string(), decided: z.string() })),
        before: displaySideSchema,
        lines: z.array(
          z.strictObject({
            hunk: z.string(),
            oldStart: z.number(),
            oldLines: z.number(),
            newStart: z.number(),
            newLines: z.number(),
          }),
        ),
      })
      .optional(),
  }),
)

const previousTextSchema = schemaOf<PreviousText>()(
  z.strictObject({
    what: z.enum(['decided', 'seen', 'lostEdit']),
    number: z.number().nullable(),
    // oxlint-disable-next-line unicorn/no-thenable -- the name of a text; never called
    then: z.string(),
    now: z.string(),
  }),
)

const hunkProvenanceSchema = schemaOf<HunkProvenance>()(
  z.strictObject({
    revision: z.number().nullable(),
    turn: z.number().nullable(),
    prompts: z.array(z.strictObject({ turn: z.number(), text: z.string() })),
    steps: z.array(
      z.strictObject({ item: z.string(), turn: z.number(), text: z.string(), lines: z.number() }),
    ),
    lines: z.number(),
    untold: z.number(),
    own: z.boolean(),
  }),
)

const proposedReviewSchema = schemaOf<ProposedReview>()(
  z.strictObject({
    turn: z.number(),
    explanation: z.string(),
    pins: z.array(
      z.strictObject({
        path: z.string(),
        line: z.number().nullable(),
        text: z.string(),
        reason: z.string(),
        state: z.enum(['there', 'changed', 'outside']),
        hunk: z.string().nullable(),
      }),
    ),
  }),
)

const changesetUnitsSchema = schemaOf<ChangesetUnits>()(
  z.strictObject({
    number: z.number(),
    base: z.string(),
    revision: z.string(),
    units: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(unitKinds),
        reason: z.string(),
        hunks: z.array(z.string()),
        proof: z.string().nullable(),
        left: z.string().optional(),
        reading: readingSchema.optional(),
      }),
    ),
  }),
)

const namePlaceSchema = {
  hunk: z.string().nullable(),
  side: z.enum(['kept', 'added', 'removed']),
}

const fileNamesSchema = schemaOf<FileNames>()(
  z.strictObject({
    links: z.array(
      z.strictObject({
        name: z.string(),
        definitions: z.array(z.strictObject({ ...namePlaceSchema, hunk: z.string() })),
        uses: z.array(z.strictObject({ ...namePlaceSchema, path: z.string(), line: z.number() })),
      }),
    ),
  }),
)

const one = z.object({ session: idSchema, number: z.number().int().min(1).optional() })

export const changesetContract = {
  /** The changeset of a revision, the newest when `number` is absent, with its decisions. */
  get: reading.input(one).output(resultSchema(changesetSchema, changesetFailureSchema)),
  /** What one key decides each, in the order of reading: every hunk of the changeset is in exactly one. */
  units: reading.input(one).output(resultSchema(changesetUnitsSchema, changesetFailureSchema)),
  /** The names that hunks of one file define or take away, each with what uses it; see `undefinedBy`. */
  names: reading
    .input(one.extend({ path: treePathSchema }))
    .output(resultSchema(fileNamesSchema, changesetFailureSchema)),
  /** The newest changeset, then each change to it. A new revision, a landing or an own edit sends a new snapshot. */
  watch: following.input(z.object({ session: idSchema })).output(eventIterator(changesetEventSchema)),
  /**
   * Both sides of one file as text, with git's line changes. Text over `limit` bytes (20 MB when absent) is omitted
   * unless `force`; then there are no line changes. `encoding` is how to read both; when absent as the person chose, else as it looks like.
   */
  file: reading
    .input(
      one.extend({
        path: treePathSchema,
        force: z.boolean().default(false),
        limit: z.number().int().min(1).max(20_000_000).optional(),
        encoding: encodingSchema.optional(),
      }),
    )
    .output(resultSchema(fileTextSchema, changesetFailureSchema)),
  /** A blob's bytes as base64, for pictures: at most 20 MB. */
  blob: reading
    .input(z.object({ session: idSchema, oid: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/) }))
    .output(resultSchema(z.strictObject({ base64: z.string() }), changesetFailureSchema)),
  /** Where a hunk of the newest revision is from: words, steps and lines, as far as the agent told. */
  provenance: reading
    .input(z.object({ session: idSchema, hunk: idSchema }))
    .output(resultSchema(hunkProvenanceSchema, changesetFailureSchema)),
  /** What the agent last proposed for the reading of its change, placed in the newest revision; null where nothing. */
  proposed: reading
    .input(z.object({ session: idSchema }))
    .output(resultSchema(proposedReviewSchema.nullable(), changesetFailureSchema)),
  /**
   * What stood where a hunk is when the person decided or wrote there, else in the revision `seen`, and what stands there
   * now, for "changed since": the hunk's own lines, or with `whole` all of the place.
   */
  previous: reading
    .input(
      z.object({
        session: idSchema,
        hunk: idSchema,
        seen: z.number().int().min(1).optional(),
        whole: z.boolean().optional(),
      }),
    )
    .output(resultSchema(previousTextSchema, changesetFailureSchema)),
}
