import type { SessionRecord } from './session-events.ts'
import type { Session } from './session.ts'

/** What a summary does not say of a session, and only whoever has it open needs. */
export type SessionDetails = Pick<
  Session,
  | 'prompt'
  | 'agent'
  | 'source'
  | 'worktree'
  | 'worktreeMissing'
  | 'worktreeChange'
  | 'baseName'
  | 'baseCommit'
  | 'baseTree'
  | 'revisions'
  | 'landings'
  | 'waiting'
  | 'asks'
>

/** The details of a session. */
export function detailsOf(session: Session): SessionDetails {
  const { prompt, agent, source, worktree, worktreeMissing, worktreeChange } = session
  const { baseName, baseCommit, baseTree, revisions, landings, waiting, asks } = session
  return {
    prompt,
    agent,
    source,
    worktree,
    worktreeMissing,
    worktreeChange,
    baseName,
    baseCommit,
    baseTree,
    revisions,
    landings,
    waiting,
    asks,
  }
}

/** All of a session that others than the workbench see. */
export function sessionOf(record: SessionRecord): Session {
  const { id, repository, task, title, attempt, attempts, state, activity, silentSince, counts } = record
  const { forkedFrom, discardedAt, createdAt, updatedAt, createdSeq, updatedSeq } = record
  return {
    id,
    repository,
    task,
    title,
    attempt,
    attempts,
    forkedFrom,
    state,
    activity,
    silentSince,
    counts,
    discardedAt,
    createdAt,
    updatedAt,
    createdSeq,
    updatedSeq,
    ...detailsOf(record),
  }
}
