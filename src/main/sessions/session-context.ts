import { err, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Asks } from './asks.ts'
import type { Conversations } from './conversations.ts'
import type {
  AgentStarter,
  PromptHistory,
  Revisions,
  SessionPictures,
  SessionRefs,
  SessionRepositories,
  SessionWorktrees,
} from './ports.ts'
import type { SessionRegistry } from './registry.ts'
import type { SessionFolders } from './session-folders.ts'
import type { Timelines } from './timelines.ts'

/** What everything that is done with sessions works with. */
export interface SessionContext {
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly asks: Asks
  readonly folders: SessionFolders
  readonly conversations: Conversations
  readonly repositories: SessionRepositories
  readonly refs: SessionRefs
  readonly worktrees: SessionWorktrees
  readonly revisions: Revisions
  readonly agents: AgentStarter
  readonly prompts: PromptHistory
  readonly pictures: SessionPictures
}

export type Done = Result<null, SessionFailure>

/** A session that neither runs nor waits to, and was not discarded. */
export function idleSession({ registry }: SessionContext, id: string): Result<SessionRecord, SessionFailure> {
  const record = registry.get(id)
  if (!record.ok) return record
  const { discardedAt } = record.value
  if (registry.upToDates.of(id) !== null)
    return err(
      wrongState(record.value, 'It is being brought up to date. Wait for that to end, then try again.'),
    )
  if (isBusy(record.value))
    return err(wrongState(record.value, 'Wait for its turn to end, or stop it first.'))
  if (discardedAt) return err(wrongState(record.value, 'It was discarded. Restore it first.'))
  return record
}

/** What a prompt's pictures were refused for. */
export function picturesFailure(message: string): Failure<'pictures'> {
  return { kind: 'pictures', message }
}

/** `advice` says what to do instead. */
export function wrongState(record: SessionRecord, advice: string): Failure<'wrongState'> {
  return {
    kind: 'wrongState',
    message: `Session ${record.id} is ${record.state}. Nothing was changed. ${advice}`,
  }
}
