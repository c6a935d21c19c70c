import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { SessionCounts } from '../domain/changeset/counts.ts'
import type { ReadCommit, SessionCommit } from '../domain/session/commit.ts'
import type { ComparedWith, ExistingSource, Revision, Session } from '../domain/session/session.ts'
import type { SessionDetails } from '../domain/session/details.ts'
import type { SessionSummary, SummaryChange } from '../domain/session/summary.ts'
import type { WorktreeChange } from '../domain/session/worktree-change.ts'
import { mostPlan } from '../domain/agent/plan-text.ts'
import { mostRule } from '../domain/approval/rule.ts'
import { agentChoiceInputSchema, agentChoiceSchema } from './agent.ts'
import { forkedSchema, forkRequestSchema, rolledBackSchema, rollBackRequestSchema } from './checkpoint.ts'
import {
  collectedSchema,
  collectPartSchema,
  garbageRequestSchema,
  garbageSchema,
  ignoredChoiceSchema,
} from './collection.ts'
import { idSchema, leftOutSchema, listSchema, resultSchema } from './common.ts'
import { landingRecordSchema } from './landing.ts'
import { following, looking, procedure, reading, repeatable } from './procedure.ts'
import { schemaOf } from './schema-of.ts'
import { sessionFailureSchema } from './session-failure.ts'
import { upToDateRequestSchema, upToDateSchema } from './up-to-date.ts'
import { askItemSchema, outputWindowSchema, timelineEventSchema, timelinePageSchema } from './timeline.ts'

/** What an `existing` session looks at, as a client names it. */
const existingSourceInputSchema = schemaOf<ExistingSource>()(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('range'),
      range: z.string().min(1).max(1024),
      base: z.string().min(1).max(1024).optional(),
      exact: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('uncommitted') }),
  ]),
)

const revisionSchema = schemaOf<Revision>()(
  z.strictObject({
    number: z.number(),
    commit: z.string(),
    tree: z.string(),
    at: z.number(),
    leftOut: leftOutSchema,
  }),
)

const counts = {
  files: z.number(),
  hunks: z.number(),
  undecided: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  deferred: z.number(),
  added: z.number(),
  deleted: z.number(),
}
const sessionCountsSchema = schemaOf<SessionCounts>()(z.strictObject(counts))

const ofEverySession = {
  id: z.string(),
  repository: z.string(),
  task: z.string().nullable(),
  title: z.string(),
  attempt: z.number(),
  attempts: z.number(),
  forkedFrom: z.string().nullable(),
  state: z.enum(['queued', 'preparing', 'running', 'waiting', 'ready', 'failed', 'stopped']),
  activity: z.string(),
  silentSince: z.number().nullable(),
  counts: sessionCountsSchema.nullable(),
  discardedAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  createdSeq: z.number(),
  updatedSeq: z.number(),
}

const worktreeChangeSchema = schemaOf<WorktreeChange>()(
  z.strictObject({ tree: z.string(), files: z.number(), paths: z.array(z.string()) }),
)

const details = {
  prompt: z.string(),
  agent: agentChoiceSchema,
  source: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('range'),
        range: z.string(),
        base: z.string().optional(),
        exact: z.boolean().optional(),
      }),
      z.strictObject({ kind: z.literal('uncommitted') }),
    ])
    .nullable(),
  worktree: z.string().nullable(),
  worktreeMissing: z.boolean(),
  worktreeChange: worktreeChangeSchema.nullable(),
  baseName: z.string(),
  baseCommit: z.string(),
  baseTree: z.string(),
  revisions: z.array(revisionSchema),
  landings: z.array(landingRecordSchema),
  waiting: z.array(
    z.strictObject({
      ...{ id: z.string(), text: z.string(), mode: z.string().optional() },
      client: z.literal('commandLine').optional(),
    }),
  ),
  asks: z.array(askItemSchema),
}

const sessionSchema = schemaOf<Session>()(z.strictObject({ ...ofEverySession, ...details }))

const sessionSummarySchema = schemaOf<SessionSummary>()(
  z.strictObject({
    ...ofEverySession,
    agent: z.strictObject({ kind: z.string(), label: z.string() }),
    hasWorktree: z.boolean(),
    revision: z.number().nullable(),
    landedOn: z.string().nullable(),
  }),
)

export type SessionsEvent =
  | { readonly type: 'snapshot'; readonly seq: number; readonly sessions: readonly SessionSummary[] }
  | (SummaryChange & { readonly seq: number })
const sessionsEventSchema = schemaOf<SessionsEvent>()(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('snapshot'), seq: z.number(), sessions: z.array(sessionSummarySchema) }),
    z.strictObject({ type: z.literal('changed'), seq: z.number(), session: sessionSummarySchema }),
    z.strictObject({
      type: z.literal('counted'),
      seq: z.number(),
      session: z.string(),
      counts: z.strictObject(counts).partial(),
    }),
    z.strictObject({
      type: z.literal('activity'),
      seq: z.number(),
      session: z.string(),
      activity: z.string(),
    }),
  ]),
)

export type SessionDetailsEvent =
  | { readonly type: 'snapshot'; readonly seq: number; readonly details: SessionDetails }
  | { readonly type: 'changed'; readonly seq: number; readonly change: Partial<SessionDetails> }
const sessionDetailsEventSchema = schemaOf<SessionDetailsEvent>()(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('snapshot'), seq: z.number(), details: z.strictObject(details) }),
    z.strictObject({
      type: z.literal('changed'),
      seq: z.number(),
      change: z.strictObject(details).partial(),
    }),
  ]),
)

/** A session over changes that exist, and what they are compared with. */
export interface OpenedReview {
  readonly session: string
  readonly comparedWith: ComparedWith
  /** A sentence for the person where that is not what was named; null otherwise. */
  readonly notice: string | null
}
const openedReviewSchema = schemaOf<OpenedReview>()(
  z.strictObject({
    session: z.string(),
    comparedWith: z.enum(['named', 'mergeBase', 'parent', 'nothing']),
    notice: z.string().nullable(),
  }),
)

const one = z.object({ session: idSchema })
/** What becomes of files in a worktree that its last snapshot does not hold: `keep` refuses the act and names them. */
const leftOutChoiceSchema = z.enum(['keep', 'delete'])
export type LeftOutChoice = z.infer<typeof leftOutChoiceSchema>
const leavesOut = one.extend({ leftOut: leftOutChoiceSchema.optional() })

/** A session that was discarded. */
export interface Discarded {
  /** What is missing, and where its files are; null where all went as usual. */
  readonly notice: string | null
  /** How many ignored files, and folders of them, went with its worktree and do not come back. */
  readonly ignored: number
}
const discardedSchema = schemaOf<Discarded>()(
  z.strictObject({ notice: z.string().nullable(), ignored: z.number() }),
)
/** A worktree that was let go. */
export interface LetGo {
  /** How many ignored files, and folders of them, went with it and do not come back. */
  readonly ignored: number
}
const letGoSchema = schemaOf<LetGo>()(z.strictObject({ ignored: z.number() }))
/** A follow-up that was taken: it waits, and can be taken back by its id, or its turn is queued, or the agent has it. */
export interface SentFollowUp {
  readonly waits: boolean
  /** Of one that waits; null otherwise. */
  readonly id: string | null
  /** The agent has it already, in the middle of its turn. */
  readonly steered: boolean
}
const sentFollowUpSchema = schemaOf<SentFollowUp>()(
  z.strictObject({ waits: z.boolean(), id: z.string().nullable(), steered: z.boolean() }),
)
const doneSchema = resultSchema(z.null(), sessionFailureSchema)
export const newTaskSchema = z.object({
  repository: idSchema,
  prompt: z.string().max(1_000_000),
  agent: agentChoiceInputSchema,
  /** A branch, tag or commit; HEAD when absent. */
  base: z.string().max(1024).optional(),
  attempts: z.number().int().min(1).max(20).default(1),
  title: z.string().max(300).optional(),
})
export type NewTask = z.infer<typeof newTaskSchema>

const sessionCommitSchema = schemaOf<SessionCommit>()(
  z.strictObject({
    commit: z.string(),
    subject: z.string(),
    author: z.string(),
    at: z.number(),
    merge: z.boolean(),
  }),
)
const readCommitSchema = schemaOf<ReadCommit>()(
  z.strictObject({ message: z.string(), patch: z.string(), cut: z.boolean() }),
)

export const sessionContract = {
  /** Queues one task for each entry, each with its attempts; they start in this order. */
  submit: procedure
    .input(z.object({ tasks: z.array(newTaskSchema).min(1).max(500) }))
    .output(resultSchema(z.strictObject({ sessions: listSchema(z.string()) }), sessionFailureSchema)),
  /** A session without an agent, over changes that exist. */
  review: procedure
    .input(
      z.object({
        repository: idSchema,
        source: existingSourceInputSchema,
        title: z.string().max(300).optional(),
      }),
    )
    .output(resultSchema(openedReviewSchema, sessionFailureSchema)),
  /**
   * Takes a new revision if what an `existing` session looks at moved, or if the worktree of an idle agent was changed
   * since its last turn; the newest number either way.
   */
  refresh: procedure
    .input(one)
    .output(resultSchema(z.strictObject({ revision: z.number() }), sessionFailureSchema)),
  /**
   * Compares the worktree of an idle session with its newest revision, and tells what differs in the session's details; null
   * if nothing does, or there is nothing to compare. Takes no revision and writes no file.
   */
  compareWorktree: repeatable
    .input(one)
    .output(resultSchema(worktreeChangeSchema.nullable(), sessionFailureSchema)),
  list: reading.output(listSchema(sessionSchema)),
  get: reading.input(one).output(resultSchema(sessionSchema, sessionFailureSchema)),
  /** What a queue shows of every session, then each change of that. */
  watch: following.output(eventIterator(sessionsEventSchema)),
  /**
   * What `watch` does not tell of one session, then each change of that: together they are the session. It ends where
   * there is no such session.
   */
  follow: following.input(one).output(eventIterator(sessionDetailsEventSchema)),
  /** Stops the running turn; what is in the worktree becomes a revision. */
  stop: procedure.input(one).output(doneSchema),
  /** Ends what the turns of a session left running; how many processes that were. */
  endProcesses: procedure
    .input(one)
    .output(resultSchema(z.strictObject({ ended: z.number() }), sessionFailureSchema)),
  /**
   * Runs the task again from its base in a fresh worktree; the old revisions stay. Where the last snapshot does not hold all
   * of the old worktree the failure `leftOut` names the rest, and nothing is done unless it is to be deleted.
   */
  restart: procedure.input(leavesOut).output(doneSchema),
  /**
   * Sends a follow-up. While a turn is to come or runs it waits for the end of that; `now` gives it to an agent that works
   * and can take it, else it waits all the same. `mode` is the agent's from that turn on, so it always waits for one.
   */
  followUp: procedure
    .input(
      one.extend({
        text: z.string().min(1).max(1_000_000),
        when: z.enum(['turnEnd', 'now']).default('turnEnd'),
        mode: z.string().min(1).max(100).optional(),
      }),
    )
    .output(resultSchema(sentFollowUpSchema, sessionFailureSchema)),
  /**
   * Answers what a session's agent asks, once: an option (an approval's id, a question's label) or null, words of the person's
   * own, and the plan that it is about where they edited it. It is kept before the agent gets it, and so are rules with it.
   */
  answer: procedure
    .input(
      one.extend({
        item: idSchema,
        option: z.string().max(500).nullable(),
        ...{ words: z.string().max(100_000), plan: z.string().max(mostPlan).optional() },
        /** For an approval that is always allowed here: the rule to write for each of its proposals, in their order. */
        rules: z.array(z.string().max(mostRule)).max(100).optional(),
      }),
    )
    .output(doneSchema),
  /** Begins a second session from a checkpoint; from the end of the last turn when none is named. */
  fork: procedure.input(forkRequestSchema).output(resultSchema(forkedSchema, sessionFailureSchema)),
  /** Brings files and talk of an idle session back to a checkpoint; what was there before is a checkpoint too. */
  rollBack: procedure
    .input(rollBackRequestSchema)
    .output(resultSchema(rolledBackSchema, sessionFailureSchema)),
  /**
   * Merges what the target of an idle session has since with its newest revision: its next one, against the target's commit.
   * Refused on a conflict, whose files the failure names.
   */
  bringUpToDate: procedure
    .input(upToDateRequestSchema)
    .output(resultSchema(upToDateSchema, sessionFailureSchema)),
  /**
   * Has the agent of an idle session shorten its conversation, as a turn without a prompt. Refused for an agent that does not
   * do so when it is told to, and where nothing was said since it last did.
   */
  compact: procedure.input(one).output(doneSchema),
  /** Takes back a follow-up that waits: it is the draft of the session's next one. The answer is its text. */
  takeBackFollowUp: procedure
    .input(one.extend({ id: z.string().max(64) }))
    .output(resultSchema(z.string(), sessionFailureSchema)),
  rename: repeatable.input(one.extend({ title: z.string().min(1).max(300) })).output(doneSchema),
  /**
   * Takes a last snapshot, then moves the worktree to the trash. Of a session whose repository is not there any more the
   * worktree stays, and `notice` says what is missing and where its files are. Where the snapshot does not hold all of the
   * worktree the failure `leftOut` names the rest, and nothing is done unless it is to be deleted.
   */
  discard: procedure.input(leavesOut).output(resultSchema(discardedSchema, sessionFailureSchema)),
  /**
   * Takes a last snapshot of a session that has landed all it will land, then moves its worktree to the trash. The session
   * stays as it is; a follow-up makes the worktree again from the newest revision. Refused while anything is left to decide
   * or to land, and with `leftOut` where the snapshot does not hold all of the worktree.
   */
  letWorktreeGo: procedure.input(one).output(resultSchema(letGoSchema, sessionFailureSchema)),
  /** What of sessions that are over can be deleted to make room; changes nothing. */
  garbage: looking.input(garbageRequestSchema).output(garbageSchema),
  /** Deletes such parts, each if it can still go. `ignored`: what becomes of ignored files in a worktree. */
  collect: procedure
    .input(
      z.object({
        parts: z.array(z.object({ session: idSchema, part: collectPartSchema })).max(100_000),
        ignored: ignoredChoiceSchema.default('keep'),
      }),
    )
    .output(listSchema(collectedSchema)),
  /** Brings a discarded session back, its worktree from its last snapshot. */
  restore: procedure.input(one).output(doneSchema),
  /** The commits from a session's base to its newest revision, the newest first. */
  commits: reading
    .input(one)
    .output(
      resultSchema(
        z.strictObject({ commits: listSchema(sessionCommitSchema), more: z.boolean() }),
        sessionFailureSchema,
      ),
    ),
  /** One commit to be read. */
  commit: reading
    .input(one.extend({ commit: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) }))
    .output(resultSchema(readCommitSchema, sessionFailureSchema)),
  timeline: reading
    .input(
      one.extend({
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(resultSchema(timelinePageSchema, sessionFailureSchema)),
  watchTimeline: following.input(one).output(eventIterator(timelineEventSchema)),
  /** A window of an item's kept output: `length` bytes from `from`, as base64. A negative `from` counts from the end. */
  output: reading
    .input(
      one.extend({ item: idSchema, from: z.number().int(), length: z.number().int().min(1).max(1_048_576) }),
    )
    .output(resultSchema(outputWindowSchema, sessionFailureSchema)),
}
