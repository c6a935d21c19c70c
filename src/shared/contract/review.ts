import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import type { ReviewAnswer } from '../domain/review/review-answer.ts'
import { encodingSchema, verdictSchema } from './changeset.ts'
import { failureSchema, idSchema, listSchema, resultSchema, treePathSchema } from './common.ts'
import { looking, procedure, repeatable } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

const reviewFailureKindSchema = z.enum([
  'notFound',
  'unknownHunk',
  'nothingToUndo',
  'nothingToRedo',
  'badEdit',
  'staleEdit',
  'gitFailed',
  'storeFailed',
])
export type ReviewFailureKind = z.infer<typeof reviewFailureKindSchema>
export type ReviewFailure = Failure<ReviewFailureKind>

const reviewAnswerSchema = schemaOf<ReviewAnswer>()(
  z.strictObject({
    decided: z.number(),
    accepted: z.number(),
    rejected: z.number(),
    deferred: z.number(),
    undecided: z.number(),
    hunks: z.number(),
    act: z.string(),
    seq: z.number(),
  }),
)
const answeredSchema = resultSchema(reviewAnswerSchema, failureSchema(reviewFailureKindSchema))

const one = {
  session: idSchema,
  /**
   * The client's id for this act, which answer and events echo. Asked for again with the same id, an act that was written
   * down is answered and not done again: so a client that names its acts may ask again when an answer was lost, and only
   * such a client may. One is made when absent.
   */
  act: idSchema.optional(),
  /** The person's words on why, for the ledger. */
  reason: z.string().max(100_000).optional(),
}

export const reviewContract = {
  /**
   * Decides hunks of the newest revision, or of `number`, and own edits, all or none: what was read in a revision is
   * decided as it was read, also when the agent has written a newer one since. `null` takes a decision back. One call is one
   * undo step. "accept" puts an own edit that no longer holds, named alone, onto the new text; any other verdict takes an own
   * edit out of effect.
   */
  decide: repeatable
    .input(
      z.object({
        ...one,
        decisions: z
          .array(
            z.union([
              z.strictObject({ hunk: idSchema, verdict: verdictSchema.nullable() }),
              z.strictObject({ edit: idSchema, verdict: verdictSchema.nullable() }),
            ]),
          )
          .min(1)
          .max(1_000_000),
        /** What undo will say it undoes ("accept 12 hunks in a.ts"); made from the decisions when absent. */
        label: z.string().max(300).optional(),
        /** The revision that the person looks at; the newest when absent. */
        number: z.number().int().min(1).optional(),
      }),
    )
    .output(answeredSchema),
  undo: repeatable.input(z.object(one)).output(answeredSchema),
  redo: repeatable.input(z.object(one)).output(answeredSchema),
  /**
   * Takes back all that command lines decided, edited and brought back, also of hunks that the newest revision does not
   * have. One undo step. `nothingToUndo` where there is nothing of the kind.
   */
  takeBackCommandLine: repeatable.input(z.object(one)).output(answeredSchema),
  /**
   * The person's own edit: lines `start`…`start+lines` of the after side as displayed (with the own edits that
   * hold) become `text`, in the file's own encoding and line endings. `oid` is the after side's that was edited.
   * -U0 coordinates: 1-based; with no `lines` it is an insertion after line `start`. `text` is whole lines, each ended
   * by "\n" (so "" is no line and "\n" an empty one). At the last line a missing "\n" is added where the file ends with
   * one; to change how the file ends, reach over the empty line that is shown behind it.
   */
  edit: repeatable
    .input(
      z.object({
        ...one,
        path: treePathSchema,
        oid: z.string().max(64),
        start: z.number().int().min(0),
        lines: z.number().int().min(0),
        text: z.string().max(50_000_000),
        /** The one in which the text was shown, where the person chose it. */
        encoding: encodingSchema.optional(),
      }),
    )
    .output(answeredSchema),
  /**
   * Takes a side of the marked conflict that a hunk of the newest revision is in, without its marks: an own edit. The first
   * side is the target's where a session was brought up to date, the second one the session's.
   */
  resolve: repeatable
    .input(z.object({ ...one, hunk: idSchema, take: z.enum(['first', 'second', 'both']) }))
    .output(answeredSchema),
  /**
   * Keeps what a program of the person's proposes for the reading of the change; see `parseProposal`. It decides nothing. Gives
   * what the program is told.
   */
  propose: procedure
    .input(
      z.object({
        session: idSchema,
        proposal: z.strictObject({ explanation: z.unknown().optional(), pins: z.unknown().optional() }),
      }),
    )
    .output(resultSchema(z.string(), failureSchema(z.enum(['notFound', 'badProposal', 'storeFailed'])))),
  /**
   * Marks hunks, of whichever revision, as seen: they were on screen long enough to be read. It decides nothing, is no step
   * of undo, and lasts; another content is another hunk.
   */
  see: repeatable
    .input(z.object({ session: idSchema, hunks: z.array(idSchema).min(1).max(10_000) }))
    .output(resultSchema(z.null(), failureSchema(reviewFailureKindSchema))),
  /** The hunks that were seen, in whichever window: all of them at once, then those that are added. */
  watchSeen: looking.input(z.object({ session: idSchema })).output(eventIterator(listSchema(z.string()))),
  /** Takes an own edit back; the hunks it covered are undecided again. */
  removeEdit: repeatable.input(z.object({ ...one, edit: idSchema })).output(answeredSchema),
}
