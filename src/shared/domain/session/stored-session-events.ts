import { z } from 'zod'
import { err, ok, type Result } from '../../base/result.ts'
import { conflictKinds } from './conflict.ts'
import { decodeStored, type StoredKind } from '../stored-kind.ts'
import type { SessionEvent } from './session-events.ts'

const text = z.string()
const base = { baseTree: text, baseCommit: text }

const agentChoice = z.object({
  kind: text,
  command: text.optional(),
  followUpCommand: text.optional(),
  model: text.optional(),
  effort: text.optional(),
  mode: text.optional(),
  profile: text.optional(),
  label: text.optional(),
})

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('range'), range: text, base: text.optional(), exact: z.boolean().optional() }),
  z.object({ kind: z.literal('uncommitted') }),
])

const conflicts = z.array(z.object({ path: text, what: z.enum(conflictKinds) }))

const client = z.literal('commandLine').optional()

const landingRecord = z.object({
  id: text,
  kind: z.enum(['branch', 'checkout']),
  target: text,
  commit: text.nullable(),
  tree: text,
  files: z.number(),
  at: z.number(),
  undone: z.boolean(),
  client,
})

const cut = z.enum(['cut', 'earlier', 'anew'])

const checkpoint = z.object({
  id: text,
  turn: z.number(),
  at: z.enum(['start', 'step', 'end', 'rollBack', 'upToDate']),
  ...{ commit: text, tree: text, head: text },
  mark: text.nullable(),
})

type DataOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: Type }>['data']

function kind<Data>(
  version: number,
  schema: z.ZodType<Data>,
  ...upcasts: readonly ((data: unknown) => unknown)[]
): StoredKind<Data> {
  return { version, schema, upcasts }
}

/** A range `A..B` of version 1 compared its two ends as they were, and goes on doing so. */
function withExactRange(data: unknown): unknown {
  const first = z.looseObject({ source: z.looseObject({ kind: z.literal('range'), range: text }) })
  const read = first.safeParse(data)
  if (!read.success) return data
  const { range } = read.data.source
  return /^.*?(\.{2,3})/s.exec(range)?.[1] === '..'
    ? { ...read.data, source: { ...read.data.source, exact: true } }
    : data
}

/** How each fact of a session is kept. A changed shape is a new version, with a way to it from the one before. */
const kinds: { readonly [Type in SessionEvent['type']]: StoredKind<DataOf<Type>> } = {
  sessionCreated: kind(
    5,
    z.object({
      id: text,
      repository: text,
      task: text.nullable(),
      title: text,
      prompt: text,
      agent: agentChoice,
      attempt: z.number(),
      attempts: z.number(),
      source: source.nullable(),
      baseName: text,
      ...base,
      start: z.object({ session: text, checkpoint, conversation: cut }).optional(),
      modeChosen: text.optional(),
    }),
    withExactRange,
    // From version 3 on a session can be forked from another one.
    (data) => data,
    // From version 4 on that one's mode can have been chosen with a turn.
    (data) => data,
    // From version 5 on the checkpoint of a fork can be one of before the other was brought up to date.
    (data) => data,
  ),
  turnQueued: kind(
    4,
    z.object({
      ...{ turn: z.number(), prompt: text, client, compacts: z.literal(true).optional() },
      ...{ mode: text.optional(), answers: z.literal(true).optional() },
    }),
    // From version 2 on it is said where a command line asked for it; before, nothing is said of that.
    (data) => data,
    // From version 3 on a turn can be there to shorten the talk.
    (data) => data,
    // From version 4 on the agent's mode can change with a turn, and a turn can begin with the answer to a plan.
    (data) => data,
  ),
  // From version 2 on a session can be waiting for an answer of the person.
  sessionStateChanged: kind(
    2,
    z.object({
      state: z.enum(['queued', 'preparing', 'running', 'waiting', 'ready', 'failed', 'stopped']),
      activity: text,
    }),
    (data) => data,
  ),
  worktreeChanged: kind(1, z.object({ path: text.nullable(), lost: z.boolean().optional() })),
  revisionTaken: kind(
    1,
    z.object({
      number: z.number().int(),
      commit: text,
      tree: text,
      at: z.number(),
      leftOut: z.array(z.object({ path: text, reason: text })),
    }),
  ),
  // From version 2 on a checkpoint can be what was there before the session was brought up to date.
  checkpointTaken: kind(2, checkpoint, (data) => data),
  rolledBack: kind(
    2,
    z.object({
      ...{ to: text, before: text, turn: z.number(), turns: z.number() },
      at: z.enum(['start', 'step', 'end', 'rollBack', 'upToDate']),
      conversation: cut,
    }),
    // From version 2 on there are checkpoints of before a session was brought up to date.
    (data) => data,
  ),
  broughtUpToDate: kind(
    2,
    z.object({ ...base, target: text, before: text, conflicts, client }),
    // Version 1 was refused where anything conflicts.
    (data) => ({ ...z.looseObject({}).parse(data), conflicts: [] }),
  ),
  sessionRenamed: kind(1, z.object({ title: text })),
  baseMoved: kind(1, z.object(base)),
  landed: kind(2, z.object({ record: landingRecord, ...base }), (data) => data),
  landingUndone: kind(1, z.object({ landing: text, ...base })),
  sessionDiscarded: kind(2, z.object({ client }).nullable(), (data) => data),
  sessionRestored: kind(2, z.object({ client }).nullable(), (data) => data),
  sessionCollected: kind(1, z.object({ part: z.enum(['references', 'outputs']) })),
}

/** A fact from what is kept of it. The error says in a few words why it can't be read. */
export function decodeSessionEvent(
  type: string,
  version: number,
  data: unknown,
): Result<SessionEvent, string> {
  if (!Object.hasOwn(kinds, type)) return err(`there is no kind of fact "${type}"`)
  const read = decodeStored<unknown>(kinds[type as SessionEvent['type']], version, data)
  return read.ok ? ok({ type, data: read.value } as SessionEvent) : read
}

/** What is kept of a fact. */
export function encodeSessionEvent({ type, data }: SessionEvent): {
  readonly type: string
  readonly version: number
  readonly data: unknown
} {
  return { type, version: kinds[type].version, data }
}
