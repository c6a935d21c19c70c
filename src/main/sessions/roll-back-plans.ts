import { z } from 'zod'
import type { Checkpoint } from '#shared/domain/session/checkpoint.ts'
import type { Store } from '../store/store.ts'

const checkpoint: z.ZodType<Checkpoint> = z.object({
  ...{ id: z.string(), turn: z.number(), at: z.enum(['start', 'step', 'end', 'rollBack', 'upToDate']) },
  ...{ commit: z.string(), tree: z.string(), head: z.string(), mark: z.string().nullable() },
  base: z.object({ baseCommit: z.string(), baseTree: z.string() }).optional(),
})
const shape = z.object({ to: checkpoint, before: checkpoint, client: z.literal('commandLine').optional() })

/** A roll back that is under way: from where to where. What a kill cuts off is done again at the next start. */
export type RollBackPlan = Readonly<z.infer<typeof shape>>

const prefix = 'roll-back/'

/** The roll backs that are under way, by session: each is on the disk before a file is touched. */
export class RollBackPlans {
  readonly #store: Store
  /** Read once: each session asks at a start, and a look into the store is a look at all of its documents. */
  #known: Map<string, RollBackPlan> | null = null

  constructor(store: Store) {
    this.#store = store
  }

  begin(session: string, plan: RollBackPlan): void {
    this.#store.putDocument(prefix + session, plan)
    this.#all().set(session, plan)
  }

  /** The one of a session; null where none is under way. */
  of(session: string): RollBackPlan | null {
    return this.#all().get(session) ?? null
  }

  end(session: string): void {
    this.#store.putDocument(prefix + session, undefined)
    this.#all().delete(session)
  }

  #all(): Map<string, RollBackPlan> {
    return (this.#known ??= new Map(
      this.#store
        .documents(prefix)
        .map(({ name, data }) => [name.slice(prefix.length), shape.parse(data)] as const),
    ))
  }
}
