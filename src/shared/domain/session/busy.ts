import type { SessionState } from './session.ts'

/** Whether a turn of a session is under way: from its worktree's making to its snapshot. */
export function isUnderWay({ state }: { readonly state: SessionState }): boolean {
  return state === 'preparing' || state === 'running' || state === 'waiting'
}

/** Whether a turn of a session is to come or is under way. */
export function isBusy(session: { readonly state: SessionState }): boolean {
  return session.state === 'queued' || isUnderWay(session)
}
