import { z } from 'zod'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { conflictKinds, type Conflict } from '#shared/domain/session/conflict.ts'
import type { Revision } from '#shared/domain/session/session.ts'
import type { Store } from '../store/store.ts'

const shape = z.object({
  ...{ target: z.string(), baseCommit: z.string(), baseTree: z.string(), commits: z.number() },
  head: z.string(),
  conflicts: z.array(z.object({ path: z.string(), what: z.enum(conflictKinds) })),
  revision: z.object({
    ...{ number: z.number(), commit: z.string(), tree: z.string(), at: z.number() },
    leftOut: z.array(z.object({ path: z.string(), reason: z.string() })),
  }),
  before: z.object({ id: z.string(), turn: z.number(), tree: z.string(), head: z.string() }),
  client: z.literal('commandLine').optional(),
})

/** Where a session is brought to: its next base and revision, and the commit that HEAD of its worktree will be. */
export interface UpToDateGoal {
  readonly target: string
  readonly baseCommit: string
  readonly baseTree: string
  /** How many commits the target has that the base has not. */
  readonly commits: number
  readonly head: string
  readonly conflicts: readonly Conflict[]
  /** Its tree is the newest revision's where the merge changes no file. */
  readonly revision: Revision
}

/** Bringing a session up to date, under way. What a kill cuts off is done to its end at the next start. */
export interface UpToDatePlan extends UpToDateGoal {
  readonly before: {
    readonly id: string
    readonly turn: number
    readonly tree: string
    readonly head: string
  }
  readonly client?: ActClient | undefined
}

const prefix = 'up-to-date/'

/** The plans that are under way, by session: each is on the disk before a file is touched. */
export class UpToDatePlans {
  readonly #store: Store
  #known: Map<string, UpToDatePlan> | null = null

  constructor(store: Store) {
    this.#store = store
  }

  begin(session: string, plan: UpToDatePlan): void {
    this.#store.putDocument(prefix + session, plan)
    this.#all().set(session, plan)
  }

  /** The one of a session; null where none is under way. */
  of(session: string): UpToDatePlan | null {
    return this.#all().get(session) ?? null
  }

  end(session: string): void {
    if (this.of(session) === null) return
    this.#store.putDocument(prefix + session, undefined)
    this.#all().delete(session)
  }

  #all(): Map<string, UpToDatePlan> {
    return (this.#known ??= new Map(
      this.#store
        .documents(prefix)
        .map(({ name, data }) => [name.slice(prefix.length), shape.parse(data)] as const),
    ))
  }
}
