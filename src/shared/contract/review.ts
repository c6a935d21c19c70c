import { z } from 'zod'
import type { DecisionCounts } from '../domain/changeset/counts.ts'
import type { Failure } from '../base/failure.ts'
import { verdictSchema } from './changeset.ts'
import { failureSchema, idSchema, resultSchema, treePathSchema } from './common.ts'
import { procedure } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

const reviewFailureKindSchema = z.enum([
  'notFound',
  'unknownHunk',
  'nothingToUndo',
  'nothingToRedo',
  'badEdit',
  'staleEdit',
  'gitFailed',
])
export type ReviewFailureKind = z.infer<typeof reviewFailureKindSchema>
export type ReviewFailure = Failure<ReviewFailureKind>

const decisionCountsSchema = schemaOf<DecisionCounts>()(
  z.strictObject({
    decided: z.number(),
    accepted: z.number(),
    rejected: z.number(),
    deferred: z.number(),
    undecided: z.number(),
    hunks: z.number(),
  }),
)
const countedSchema = resultSchema(decisionCountsSchema, failureSchema(reviewFailureKindSchema))

export const reviewContract = {
  /**
   * Decides hunks of the newest revision, or of `number`, all or none: what was read in a revision is decided as it was
   * read, also when the agent has written a newer one since. `null` takes a decision back. One call is one undo step. A call
   * with one own edit that no longer holds puts it onto the new text (accept) or removes it.
   */
  decide: procedure
    .input(
      z.object({
        session: idSchema,
        decisions: z
          .array(z.object({ hunk: idSchema, verdict: verdictSchema.nullable() }))
          .min(1)
          .max(1_000_000),
        /** What undo will say it undoes ("accept 12 hunks in a.ts"); made from the decisions when absent. */
        label: z.string().max(300).optional(),
        /** The revision that the person looks at; the newest when absent. */
        number: z.number().int().min(1).optional(),
      }),
    )
    .output(countedSchema),
  undo: procedure.input(z.object({ session: idSchema })).output(countedSchema),
  redo: procedure.input(z.object({ session: idSchema })).output(countedSchema),
  /**
   * The person's own edit: lines `start`…`start+lines` of the after side as displayed (with the own edits that
   * hold) become `text`, in the file's own encoding and line endings. `oid` is the after side's that was edited.
   * -U0 coordinates: 1-based; with no `lines` it is an insertion after line `start`. `text` is whole lines, each ended
   * by "\n" (so "" is no line and "\n" an empty one). At the last line a missing "\n" is added where the file ends with
   * one; to change how the file ends, reach over the empty line that is shown behind it.
   */
  edit: procedure
    .input(
      z.object({
        session: idSchema,
        path: treePathSchema,
        oid: z.string().max(64),
        start: z.number().int().min(0),
        lines: z.number().int().min(0),
        text: z.string().max(50_000_000),
      }),
    )
    .output(countedSchema),
  /** Takes an own edit back; the hunks it covered are undecided again. */
  removeEdit: procedure.input(z.object({ session: idSchema, edit: idSchema })).output(countedSchema),
}
