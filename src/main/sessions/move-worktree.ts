import type { Failure } from '#shared/base/failure.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { Checkpoint, WorktreeGoal } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { SessionContext } from './session-context.ts'

export interface WorktreeMove {
  /** What they were before, as it is kept. */
  readonly before: Pick<Checkpoint, 'id' | 'turn'> & WorktreeGoal
  readonly to: WorktreeGoal
  /** The tree that the files must still be, so that nothing is lost that was written meanwhile; null: whatever they are. */
  readonly from: string | null
  readonly bring: (to: WorktreeGoal, from: string | null) => Promise<Result<null, Failure<string>>>
}

/**
 * Moves a session's worktree, which a plan on the disk says already, and gives the session. Where files fail in the middle,
 * what is there is kept, and then they go back. A failure is told in the timeline.
 */
export async function moveWorktree(
  { registry, timelines, revisions }: SessionContext,
  id: string,
  { before, to, from, bring }: WorktreeMove,
): Promise<Result<SessionRecord, SessionFailure>> {
  const files = await bring(to, from)
  const record = registry.find(id)
  if (files.ok && record !== null) return ok(record)
  if (files.ok || record === null)
    return err({ kind: 'gitFailed', message: 'The session is gone. Nothing was changed.' })
  const { error } = files
  let told = error.message
  // Of all else is said before any file is written.
  if (error.kind === 'gitFailed') {
    await keepCutOff(revisions, id, before)
    const back = await bring(before, null)
    if (!back.ok) told += ' Some files of the worktree may be those of after.'
  }
  timelines.tell(id, before.turn, { id: before.id, kind: 'notice', state: 'failed', text: told })
  return err({ ...error, message: told, kind: failureKind(error.kind) })
}

/** Keeps what is in a worktree whose move was cut off. */
export async function keepCutOff(
  revisions: SessionContext['revisions'],
  id: string,
  before: Pick<Checkpoint, 'id' | 'turn'>,
): Promise<void> {
  await revisions.checkpoint(id, { id: `${before.id}-cut-off`, turn: before.turn, at: 'step', mark: null })
}

const kinds: ReadonlySet<string> = new Set<SessionFailure['kind']>([
  ...(['inTheWay', 'wrongState', 'worktreeFailed', 'conflicts', 'snapshotFailed'] as const),
])

/** The kind of a failure of the worktree, as a failure of the session. */
export function failureKind(kind: string): SessionFailure['kind'] {
  return kinds.has(kind) ? (kind as SessionFailure['kind']) : 'gitFailed'
}
