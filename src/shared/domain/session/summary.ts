import { agentLabel } from '../agent/agent-label.ts'
import type { AgentKind } from '../agent/agent-choice.ts'
import type { SessionCounts } from '../changeset/counts.ts'
import { changedParts } from './changed-parts.ts'
import type { Session, SessionState } from './session.ts'

/** What a queue shows of a session. It stays small, whatever the session holds. */
export interface SessionSummary {
  readonly id: string
  readonly repository: string
  readonly task: string | null
  readonly title: string
  readonly agent: { readonly kind: AgentKind; readonly label: string }
  readonly attempt: number
  readonly attempts: number
  /** The session that it was forked from. */
  readonly forkedFrom: string | null
  readonly state: SessionState
  readonly activity: string
  /** Since when a running agent has said nothing, once that is a while; null otherwise. */
  readonly silentSince: number | null
  /** Whether it has one; where that is, `SessionDetails` say. */
  readonly hasWorktree: boolean
  /** The newest revision's number, or null without one. */
  readonly revision: number | null
  readonly counts: SessionCounts | null
  /** The target of the newest landing that holds, or null. */
  readonly landedOn: string | null
  readonly discardedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly createdSeq: number
  readonly updatedSeq: number
}

/** A change of a summary: as little as says it. */
export type SummaryChange =
  | { readonly type: 'changed'; readonly session: SessionSummary }
  /** Nothing but figures of its newest changeset: those that are others now. */
  | { readonly type: 'counted'; readonly session: string; readonly counts: Partial<SessionCounts> }
  /** Nothing but what it does right now. */
  | { readonly type: 'activity'; readonly session: string; readonly activity: string }

/** What a queue shows of this session. */
export function summaryOf(session: Session): SessionSummary {
  const { id, repository, task, title, agent, attempt, attempts, state, activity, silentSince, counts } =
    session
  const { forkedFrom, discardedAt, createdAt, updatedAt, createdSeq, updatedSeq } = session
  return {
    id,
    repository,
    task,
    title,
    agent: { kind: agent.kind, label: agentLabel(agent) },
    attempt,
    attempts,
    forkedFrom,
    state,
    activity,
    silentSince,
    hasWorktree: session.worktree !== null,
    revision: session.revisions.at(-1)?.number ?? null,
    counts,
    landedOn: session.landings.findLast((landing) => !landing.undone)?.target ?? null,
    discardedAt,
    createdAt,
    updatedAt,
    createdSeq,
    updatedSeq,
  }
}

/** What makes `before` (null: nobody was told of it) into `now`, or null where they are the same. */
export function summaryChange(before: SessionSummary | null, now: SessionSummary): SummaryChange | null {
  const whole: SummaryChange = { type: 'changed', session: now }
  if (before === null) return whole
  const [name, ...others] = Object.keys(changedParts(before, now) ?? {})
  if (name === undefined) return null
  if (others.length > 0) return whole
  if (name === 'activity') return { type: name, session: now.id, activity: now.activity }
  const counts = before.counts && now.counts && changedParts(before.counts, now.counts)
  return name === 'counts' && counts ? { type: 'counted', session: now.id, counts } : whole
}

/** Summaries by the id of their session. */
export function summariesById(summaries: readonly SessionSummary[]): ReadonlyMap<string, SessionSummary> {
  return new Map(summaries.map((summary) => [summary.id, summary]))
}

/** The summaries after a change; the same ones where it is of a session that is not among them. */
export function changeSummaries(
  summaries: ReadonlyMap<string, SessionSummary>,
  change: SummaryChange,
): ReadonlyMap<string, SessionSummary> {
  const id = changedSession(change)
  const before = summaries.get(id)
  if (change.type === 'changed') return new Map(summaries).set(id, change.session)
  if (before === undefined) return summaries
  if (change.type === 'activity') return new Map(summaries).set(id, { ...before, activity: change.activity })
  const { counts } = before
  return counts === null
    ? summaries
    : new Map(summaries).set(id, { ...before, counts: { ...counts, ...change.counts } })
}

/** The session that a change is of. */
export function changedSession(change: SummaryChange): string {
  return change.type === 'changed' ? change.session.id : change.session
}
