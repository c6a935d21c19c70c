import { expect, test } from 'vitest'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { noCounts } from '#shared/domain/review/project.ts'
import type { Reviews } from '../reviews/reviews.ts'
import { readFirstAhead } from './read-ahead.ts'

function summary(id: string, part: Partial<SessionSummary>): SessionSummary {
  return {
    id,
    repository: 'r',
    task: null,
    title: id,
    agent: { kind: 'command', label: 'Command' },
    attempt: 1,
    attempts: 1,
    forkedFrom: null,
    state: 'ready',
    activity: '',
    silentSince: null,
    hasWorktree: false,
    revision: 1,
    counts: noCounts(),
    landedOn: null,
    discardedAt: null,
    createdAt: 1,
    updatedAt: 1,
    createdSeq: 1,
    updatedSeq: 1,
    ...part,
  }
}

const waiting = { counts: { ...noCounts(), undecided: 3 } }
const asked = (sessions: readonly SessionSummary[]): readonly string[] => {
  const of: string[] = []
  const changeset: Reviews['changeset'] = (session) => {
    of.push(session)
    return new Promise(() => undefined)
  }
  readFirstAhead(sessions, { changeset })
  return of
}

test('the review that has waited longest is worked out, and no other', () => {
  const sessions = [
    summary('decided', { updatedSeq: 1 }),
    summary('later', { ...waiting, updatedSeq: 9 }),
    summary('first', { ...waiting, updatedSeq: 4 }),
    summary('gone', { ...waiting, updatedSeq: 2, discardedAt: 5 }),
    summary('at work', { ...waiting, updatedSeq: 3, state: 'running' }),
  ]
  expect(asked(sessions)).toEqual(['first'])
})

test('where nothing waits for the person, nothing is worked out', () => {
  expect(asked([summary('at work', { state: 'running' }), summary('gone', { discardedAt: 1 })])).toEqual([])
})
