import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { AgentChoice } from '../domain/agent/agent-choice.ts'
import type { ExistingSource, Session } from '../domain/session/session.ts'
import type { OutputWindow } from '../domain/timeline/output-window.ts'
import type { Failure } from '../base/failure.ts'
import type { Result } from '../base/result.ts'
import { idSchema } from './common.ts'
import { timelineEventSchema, type TimelinePage } from './timeline.ts'

export const agentKindSchema = z.enum(['openai', 'command', 'existing', 'demo'])

/** Which agent runs, and with what. `command` is the command line of a `command` agent. */
export const agentChoiceSchema: z.ZodType<AgentChoice, AgentChoice> = z.object({
  kind: agentKindSchema,
  /** For `command`: the line the shell runs. */
  command: z.string().max(32_768).optional(),
  /** For `command`: the line for follow-up turns; the first one again when absent. */
  followUpCommand: z.string().max(32_768).optional(),
  /** For `openai`: the model's name; the configured one when absent. */
  model: z.string().max(200).optional(),
  /** What people see; made from the kind when absent. */
  label: z.string().max(200).optional(),
})

/** What an `existing` session looks at. */
export const existingSourceSchema: z.ZodType<ExistingSource, ExistingSource> = z.discriminatedUnion('kind', [
  /** `A..B`, `A...B`, a branch, or a commit, as git understands it; `base` overrides what a branch is held against. */
  z.object({
    kind: z.literal('range'),
    range: z.string().min(1).max(1024),
    base: z.string().min(1).max(1024).optional(),
  }),
  /** Uncommitted changes of the checkout. */
  z.object({ kind: z.literal('uncommitted') }),
])

export type SessionFailureKind =
  | 'notFound'
  | 'repositoryGone'
  | 'badBase'
  | 'badRange'
  | 'noCommits'
  | 'unknownAgent'
  | 'agentNotConfigured'
  | 'wrongState'
  | 'worktreeFailed'
  | 'snapshotFailed'
  | 'noAgent'
  | 'gitFailed'
export type SessionFailure = Failure<SessionFailureKind>

export type SessionsEvent =
  | { readonly type: 'snapshot'; readonly seq: number; readonly sessions: readonly Session[] }
  | { readonly type: 'changed'; readonly seq: number; readonly session: Session }

const one = z.object({ session: idSchema })
export const newSessionSchema = z.object({
  repository: idSchema,
  prompt: z.string().max(1_000_000),
  agent: agentChoiceSchema,
  /** A branch, tag or commit; HEAD when absent. */
  base: z.string().max(1024).optional(),
  attempts: z.number().int().min(1).max(20).default(1),
  title: z.string().max(300).optional(),
})
export type NewTask = z.infer<typeof newSessionSchema>

export const sessionContract = {
  /** Queues one task for each entry, each with its attempts; they start in this order. */
  submit: oc
    .input(z.object({ tasks: z.array(newSessionSchema).min(1).max(500) }))
    .output(type<Result<{ readonly sessions: readonly string[] }, SessionFailure>>()),
  /** A session without an agent, over changes that exist. */
  review: oc
    .input(
      z.object({
        repository: idSchema,
        source: existingSourceSchema,
        title: z.string().max(300).optional(),
      }),
    )
    .output(type<Result<{ readonly session: string }, SessionFailure>>()),
  /**
   * Takes a new revision if what an `existing` session looks at moved, or if the worktree of an idle agent was changed
   * since its last turn; the newest number either way.
   */
  refresh: oc.input(one).output(type<Result<{ readonly revision: number }, SessionFailure>>()),
  list: oc.output(type<readonly Session[]>()),
  get: oc.input(one).output(type<Result<Session, SessionFailure>>()),
  watch: oc.output(eventIterator(type<SessionsEvent>())),
  /** Stops the running turn; what is in the worktree becomes a revision. */
  stop: oc.input(one).output(type<Result<null, SessionFailure>>()),
  /** Runs the task again from its base in a fresh worktree; the old revisions stay. */
  restart: oc.input(one).output(type<Result<null, SessionFailure>>()),
  followUp: oc
    .input(one.extend({ text: z.string().min(1).max(1_000_000) }))
    .output(type<Result<null, SessionFailure>>()),
  rename: oc
    .input(one.extend({ title: z.string().min(1).max(300) }))
    .output(type<Result<null, SessionFailure>>()),
  /**
   * Takes a last snapshot, then moves the worktree to the trash. Of a session whose repository is not there any more the
   * worktree stays, and `notice` says what is missing and where its files are; null where all went as usual.
   */
  discard: oc.input(one).output(type<Result<{ readonly notice: string | null }, SessionFailure>>()),
  /** Brings a discarded session back, its worktree from its last snapshot. */
  restore: oc.input(one).output(type<Result<null, SessionFailure>>()),
  timeline: oc
    .input(
      one.extend({
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(type<Result<TimelinePage, SessionFailure>>()),
  watchTimeline: oc.input(one).output(eventIterator(timelineEventSchema)),
  /** A window of an item's kept output: `length` bytes from `from`, as base64. A negative `from` counts from the end. */
  output: oc
    .input(
      one.extend({ item: idSchema, from: z.number().int(), length: z.number().int().min(1).max(1_048_576) }),
    )
    .output(type<Result<OutputWindow, SessionFailure>>()),
}
