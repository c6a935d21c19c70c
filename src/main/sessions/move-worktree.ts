import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { Checkpoint, WorktreeGoal } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { MoveFailure } from './ports.ts'
import type { SessionContext } from './session-context.ts'

export interface WorktreeMove {
  /** What they were before, as it is kept. */
  readonly before: Pick<Checkpoint, 'id' | 'turn'> & WorktreeGoal
  readonly to: WorktreeGoal
  /**
   * The tree that the files must still be, so that nothing is lost that was written meanwhile; null where a move that was cut
   * off goes on and they could not be kept: then they stay as they are.
   */
  readonly from: string | null
  /** A kill cut it off: some files may be where they are to be already. */
  readonly goesOn: boolean
  readonly bring: (to: WorktreeGoal, from: string) => Promise<Result<null, MoveFailure>>
}

/**
 * Moves a session's worktree, which a plan on the disk says already, and gives the session. Where files fail in the middle,
 * what is there is kept, and then they go back. A failure is told in the timeline.
 */
export async function moveWorktree(
  { registry, timelines, revisions }: SessionContext,
  id: string,
  { before, to, from, goesOn, bring }: WorktreeMove,
): Promise<Result<SessionRecord, SessionFailure>> {
  const files = from === null ? notKept() : await bring(to, from)
  const record = registry.find(id)
  if (files.ok && record !== null) return ok(record)
  if (files.ok || record === null)
    return err({ kind: 'gitFailed', message: 'The session is gone. Nothing was changed.' })
  const { error } = files
  let told = error.message
  if (from !== null && (error.hasMoved === true || goesOn)) {
    const kept = await keepFiles(revisions, id, before, 'half-way')
    const back = kept === null ? null : await bring(before, kept)
    if (back?.ok !== true) told += ' Some files of the worktree may be those of after.'
  }
  timelines.tell(id, before.turn, { id: before.id, kind: 'notice', state: 'failed', text: told })
  const { hasMoved: _, ...failure } = error
  return err({ ...failure, message: told, kind: failureKind(error.kind) })
}

/** Keeps what is in a worktree whose move did not come to its end; gives its tree, or null where that can't be done. */
export async function keepFiles(
  revisions: SessionContext['revisions'],
  id: string,
  before: Pick<Checkpoint, 'id' | 'turn'>,
  why: 'cut-off' | 'half-way',
): Promise<string | null> {
  const one = { id: `${before.id}-${why}`, turn: before.turn, at: 'step', mark: null } as const
  const kept = await revisions.checkpoint(id, one)
  return kept?.tree ?? null
}

function notKept(): Result<never, MoveFailure> {
  return err({
    kind: 'gitFailed',
    message:
      'It was cut off, and what is in the worktree could not be kept, so that it was left as it is. What was there before is a checkpoint. Check the disk and its free space, then roll back to that.',
  })
}

const kinds: ReadonlySet<string> = new Set<SessionFailure['kind']>([
  ...(['inTheWay', 'wrongState', 'worktreeFailed', 'conflicts', 'snapshotFailed'] as const),
])

/** The kind of a failure of the worktree, as a failure of the session. */
export function failureKind(kind: string): SessionFailure['kind'] {
  return kinds.has(kind) ? (kind as SessionFailure['kind']) : 'gitFailed'
}
