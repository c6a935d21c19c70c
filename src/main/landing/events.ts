import { z } from 'zod'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { decodeStored, type StoredKind } from '#shared/domain/stored-kind.ts'
import { StoreDamageError, type StoredEvent } from '../store/store.ts'
import type { LandingStore } from './dependencies.ts'

const stream = 'landing'
const oid = z.string()
/** Set where a command line asked for it. */
const client = z.literal('commandLine').optional()
const baseSchema = z.object({ tree: oid, commit: oid.nullable() })

/** What a landing is about to do: enough to finish it, to take it back, and to undo it later. */
const intentSchema = z.object({
  /** The landing's id. */
  id: z.string(),
  session: z.string(),
  kind: z.enum(['branch', 'checkout']),
  /** The branch's short name, or the checkout's folder. */
  target: z.string(),
  /** The reference that moves; null for a checkout. */
  ref: z.string().nullable(),
  /** Where the reference was (null: absent), and where it goes. */
  oldCommit: oid.nullable(),
  newCommit: oid.nullable(),
  /** What the target held, and what it will hold. */
  oldTree: oid,
  newTree: oid,
  checkouts: z.array(
    z.object({ folder: z.string(), gitDir: z.string(), how: z.enum(['files', 'index', 'uncommitted']) }),
  ),
  /** `oldTree` with the entries the index had at the landed paths, where that differs. */
  indexTree: oid.nullable(),
  /** Keeps staged content that is neither in the old nor in the new tree. */
  staged: z.object({ ref: z.string(), commit: oid }).nullable(),
  /** What the index had of its landed paths beside an entry, where it alone moves. Absent before there was any. */
  flags: z
    .array(z.object({ path: z.string(), flag: z.enum(['intentToAdd', 'assumed', 'skipped']) }))
    .default([]),
  baseBefore: baseSchema,
  baseAfter: baseSchema,
  identity: z.object({ name: z.string(), email: z.string() }),
  files: z.number(),
  at: z.number(),
  client,
})
export type LandingIntent = z.infer<typeof intentSchema>

const endSchema = z.object({ id: z.string(), left: z.array(z.string()).default([]), client })

/** How intents and what became of them are kept; see `StoredKind`. */
const intentKind: StoredKind<LandingIntent> = { version: 2, schema: intentSchema, upcasts: [asItIs] }
const endKind: StoredKind<z.infer<typeof endSchema>> = { version: 2, schema: endSchema, upcasts: [asItIs] }

/** Version 1 says nothing of what asked. */
function asItIs(data: unknown): unknown {
  return data
}

/** Throws `StoreDamageError` where an event is not of its kind: nothing may be finished or taken back by it. */
function read<Data>(kind: StoredKind<Data>, event: StoredEvent): Data {
  const data = decodeStored(kind, event.version, event.data)
  if (data.ok) return data.value
  throw new StoreDamageError(`Entry ${event.seq} of ${event.stream}`, data.error)
}

/** How far a landing came. `intended` and `undoing` are not ended. */
export type LandingState = 'intended' | 'landed' | 'aborted' | 'undoing' | 'undone'

export interface RecordedLanding {
  readonly intent: LandingIntent
  readonly state: LandingState
  /** What asked to undo it, where that was no window of the person. */
  readonly undoClient?: ActClient | undefined
}

const states: Readonly<Record<string, LandingState>> = {
  'landing.landed': 'landed',
  'landing.aborted': 'aborted',
  'landing.undoIntended': 'undoing',
  'landing.undoAborted': 'landed',
  'landing.undone': 'undone',
}

/** The landings' own journal. Intents are appended before anything moves, and ended after. */
export class LandingJournal {
  readonly #store: LandingStore

  constructor(store: LandingStore) {
    this.#store = store
  }

  intend(intent: LandingIntent): void {
    this.#store.append([{ stream, type: 'landing.intended', version: intentKind.version, data: intent }])
  }

  /** Notes how far a landing came. `left` are paths that were left as they were. */
  note(
    id: string,
    what: 'landed' | 'aborted' | 'undoIntended' | 'undoAborted' | 'undone',
    left: readonly string[] = [],
    asked?: ActClient,
  ): void {
    const data = { id, left, ...(asked && { client: asked }) }
    this.#store.append([{ stream, type: `landing.${what}`, version: endKind.version, data }])
  }

  /** All landings, oldest first. */
  all(): readonly RecordedLanding[] {
    const landings = new Map<string, RecordedLanding>()
    for (const event of this.#store.read(stream)) {
      if (event.type === 'landing.intended') {
        const intent = read(intentKind, event)
        landings.set(intent.id, { intent, state: 'intended' })
        continue
      }
      const state = states[event.type]
      const end = read(endKind, event)
      const known = landings.get(end.id)
      const undoClient = state === 'undoing' ? end.client : known?.undoClient
      if (state && known) landings.set(known.intent.id, { ...known, state, undoClient })
    }
    return [...landings.values()]
  }

  find(id: string): RecordedLanding | null {
    return this.all().find((each) => each.intent.id === id) ?? null
  }
}
