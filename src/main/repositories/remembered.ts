import { z } from 'zod'
import type { RepositorySettings } from '#shared/domain/repository/repository.ts'
import { StoreDamageError } from '../store/store.ts'

const settings: z.ZodType<Partial<RepositorySettings>> = z
  .object({
    copyIgnored: z.array(z.string()),
    setupCommand: z.string(),
    trustedSetup: z.string(),
    branchName: z.string(),
    trustedFilters: z.string(),
    agentCommand: z.string(),
    agentFollowUpCommand: z.string(),
  })
  .partial()

const identity = z.object({ name: z.string(), email: z.string() })

const shape = z.object({
  id: z.string(),
  path: z.string(),
  commonDir: z.string(),
  openedAt: z.number(),
  /** Grows with every opening: order goes by it, since the clock may go backwards. */
  opened: z.number().optional(),
  settings,
  /** What the person gave here because git has none. */
  identity: identity.optional(),
  /**
   * Whose commits git's configuration said they are when that could still be believed, and how many turns agents had had
   * here then; -1 while one was at work.
   */
  person: z.object({ author: identity, committer: identity, turns: z.number() }).optional(),
})

/** What is kept of a repository that was opened. */
export type Remembered = Readonly<z.infer<typeof shape>>

/** A remembered repository from its document. Throws `StoreDamageError` when it is none. */
export function readRemembered(name: string, data: unknown): Remembered {
  const read = shape.safeParse(data)
  if (read.success) return read.data
  throw new StoreDamageError(`The document ${name}`, 'it is not what is kept of a repository')
}
