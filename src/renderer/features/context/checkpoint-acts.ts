import { createContext, useMemo } from 'react'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { rollBackTo } from '#renderer/actions/roll-back.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { askHowToFork } from '#renderer/view/fork-question.ts'

type Act = ((checkpoint: string) => void) | null

/** What can be done at a checkpoint; null where it can't be now. */
export interface CheckpointActs {
  /** Goes back to it. */
  readonly rollBack: Act
  /** Begins a second session there. */
  readonly fork: Act
}

/** What the checkpoints below offer. */
export const CheckpointContext = createContext<CheckpointActs>({ rollBack: null, fork: null })

/** What the checkpoints of a session offer: it is rolled back between its turns, and forked whenever it is there. */
export function useCheckpointActs(session: SessionSummary): CheckpointActs {
  const { client } = useReplicas()
  const { id, title } = session
  const busy = isBusy(session)
  const gone = session.discardedAt !== null
  return useMemo(
    () => ({
      rollBack: busy || gone ? null : (checkpoint) => void rollBackTo(client, { id, title }, checkpoint),
      fork: gone ? null : (checkpoint) => askHowToFork(id, checkpoint),
    }),
    [busy, gone, client, id, title],
  )
}
