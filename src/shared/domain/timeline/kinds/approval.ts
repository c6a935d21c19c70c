import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** Version 1 had no place, nothing that is touched, no diff, and no words beside the answer. */
const first = z.looseObject({ kind: z.literal('approval'), answer: z.string().nullable() })

/** Version 2 had no rules: its options are the agent's, and only the person answered. */
const second = z.looseObject({ kind: z.literal('approval') })

/** Version 3 knew no plans. */
const third = z.looseObject({ kind: z.literal('approval') })

/**
 * Permission that an agent asks for; `parent` is the item that it is for. It waits, is completed when it was given and
 * declined when it was not; one that nobody can answer any more is interrupted.
 */
export const approvalKind = itemKind(
  'approval',
  {
    /** What it wants to do. */
    text: z.string(),
    /** Why, in the agent's words; may be empty. */
    reason: z.string(),
    /** Where it would be done; null where the agent does not say. */
    folder: z.string().nullable(),
    /** Paths and hosts that it would touch, as far as the agent says. */
    touches: z.array(z.string()).readonly(),
    /** What it would write, as a unified diff; null where there is none. */
    diff: z.string().nullable(),
    /** What can be answered; the agent's own answers where no rule and no memory of ours could give them. */
    options: z
      .array(
        z
          .strictObject({
            id: z.string(),
            label: z.string(),
            effect: z.enum([
              ...['allowOnce', 'allowSession', 'allowHere', 'allowAlways'],
              ...['declineOnce', 'declineAlways'],
            ] as const),
          })
          .readonly(),
      )
      .readonly(),
    /** For each part of it without a rule the texts of rules that would allow it from now on, the narrowest first. */
    proposals: z.array(z.array(z.string()).readonly()).readonly(),
    /** Why no rule can allow it, as a sentence; empty where one can. */
    noRule: z.string(),
    /** The id of the option that was chosen. */
    answer: z.string().nullable(),
    /** Who answered, and with which rules: those that did, or those that the person wrote with the answer. */
    answeredBy: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('person'), rules: z.array(z.string()).readonly() }).readonly(),
        z.strictObject({ kind: z.literal('rules'), rules: z.array(z.string()).readonly() }).readonly(),
        z.strictObject({ kind: z.literal('session') }).readonly(),
      ])
      .nullable(),
    /** What the person said to it; may be empty. */
    words: z.string(),
    /** The plan that it is about, as the person left it; null where it is about none. */
    plan: z.strictObject({ text: z.string(), edited: z.boolean() }).readonly().nullable(),
  },
  [
    (stored) => ({ ...first.parse(stored), folder: null, touches: [], diff: null, words: '' }),
    (stored) => ({ ...second.parse(stored), proposals: [], noRule: '', answeredBy: null }),
    (stored) => ({ ...third.parse(stored), plan: null }),
  ],
)
export type ApprovalItem = ItemOf<typeof approvalKind>
