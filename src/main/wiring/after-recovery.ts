import type { AnyContractProcedure } from '@orpc/contract'
import { contract } from '#shared/contract/index.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { EarlierRun } from '../processes/recovered.ts'
import type { Before } from '../router.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

/** Nouns whose acts concern what an earlier run may have been cut off in. */
const concerned = new Set(['session', 'changeset', 'review', 'landing'])

/** What inputs name sessions and repositories by, as the contract has it. */
interface Named {
  readonly session?: string
  readonly repository?: string
  readonly tasks?: readonly { readonly repository: string }[]
  readonly parts?: readonly { readonly session: string }[]
}

/**
 * Lets an act wait until its repository is recovered; see `EarlierRun`. What only reads is answered meanwhile, and so is all
 * that concerns other repositories: a git that hangs in the one is asked about and ended there.
 */
export function afterRecovery(registry: Pick<SessionRegistry, 'find'>, earlier: EarlierRun): Before {
  return ({ noun, verb, input, signal }) => {
    if (!waits(noun, verb)) return null
    const left = repositoriesOf(registry, (input ?? {}) as Named).filter((one) => !earlier.isOver(one))
    return left.length === 0 ? null : earlier.waitFor(left, signal)
  }
}

/** Whether a procedure is an act in a repository. */
export function waits(noun: string, verb: string): boolean {
  if (noun === 'repository') return verb === 'forget'
  if (!concerned.has(noun)) return false
  const procedures = contract[noun as keyof typeof contract] as unknown as Record<
    string,
    AnyContractProcedure
  >
  const meta = procedures[verb]?.['~orpc'].meta as ProcedureMeta | undefined
  return meta?.onlyReads !== true
}

function repositoriesOf(registry: Pick<SessionRegistry, 'find'>, input: Named): readonly string[] {
  const { session, repository, tasks = [], parts = [] } = input
  const sessions = [...(session === undefined ? [] : [session]), ...parts.map((part) => part.session)]
  return [
    ...(repository === undefined ? [] : [repository]),
    ...tasks.map((task) => task.repository),
    ...sessions.flatMap((id) => registry.find(id)?.repository ?? []),
  ]
}
