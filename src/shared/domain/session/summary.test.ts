import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noCounts } from '../review/project.ts'
import { detailsOf, sessionOf } from './details.ts'
import type { SessionRecord } from './session-events.ts'
import { changeSummaries, summariesById, summaryChange, summaryOf, type SessionSummary } from './summary.ts'

const oid = 'a'.repeat(40)
const landing = (target: string, undone = false): SessionRecord['landings'][number] => ({
  id: `l-${target}`,
  kind: 'branch',
  target,
  commit: oid,
  tree: oid,
  files: 3,
  at: 1,
  undone,
})
const revision = (number: number): SessionRecord['revisions'][number] => ({
  number,
  commit: oid,
  tree: oid,
  at: number,
  leftOut: [{ path: 'big.bin', reason: 'too large' }],
})

function record(part: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: 's1',
    repository: 'r1',
    task: 's1',
    title: 'A task',
    prompt: 'Do it',
    agent: { kind: 'openai', model: 'gpt-5.5' },
    attempt: 1,
    attempts: 2,
    forkedFrom: null,
    source: null,
    state: 'ready',
    activity: 'finished its turn',
    worktree: '/home/worktrees/s1',
    worktreeMissing: false,
    silentSince: null,
    worktreeChange: null,
    asks: [],
    baseName: 'main',
    baseCommit: oid,
    baseTree: oid,
    revisions: [],
    counts: null,
    landings: [],
    waiting: [],
    discardedAt: null,
    createdAt: 1,
    updatedAt: 2,
    createdSeq: 1,
    updatedSeq: 2,
    turns: 3,
    pendingPrompt: 'Go on',
    pendingClient: 'commandLine',
    pendingCompaction: false,
    pendingAnswer: false,
    pendingMode: null,
    modeChosen: null,
    worktreeLost: false,
    checkpoints: [],
    rolledBack: null,
    broughtUpToDate: null,
    conflicts: new Map(),
    collected: [],
    ...part,
  }
}

describe('a summary', () => {
  it('says what a queue shows, and stays small whatever the session holds', () => {
    const full = record({
      prompt: 'x'.repeat(1_000_000),
      agent: { kind: 'command', command: 'y'.repeat(30_000), label: 'Claude' },
      revisions: Array.from({ length: 200 }, (_, index) => revision(index + 1)),
      landings: [landing('main'), landing('topic'), landing('late', true)],
    })
    expect(summaryOf(full)).toMatchObject({
      agent: { kind: 'command', label: 'Claude' },
      hasWorktree: true,
      revision: 200,
      landedOn: 'topic',
    })
    expect(JSON.stringify(summaryOf(full)).length).toBeLessThan(600)
    const empty = record({ worktree: null, landings: [landing('main', true)] })
    expect(summaryOf(empty)).toMatchObject({
      agent: { kind: 'openai', label: 'OpenAI gpt-5.5' },
      hasWorktree: false,
      revision: null,
      landedOn: null,
    })
  })

  it('is, with the details, all of the session that others see', () => {
    const session = sessionOf(record({ revisions: [revision(1)], landings: [landing('main')] }))
    const {
      agent: _agent,
      hasWorktree: _has,
      revision: _revision,
      landedOn: _on,
      ...shown
    } = summaryOf(session)
    expect({ ...shown, ...detailsOf(session) }).toEqual(session)
    expect(Object.keys(session)).not.toContain('pendingPrompt')
    expect(Object.keys(session)).not.toContain('pendingClient')
  })
})

describe('a change of a summary', () => {
  const before = summaryOf(record({ counts: { ...noCounts(), hunks: 5, undecided: 5 } }))

  it('says no more than is new', () => {
    expect(summaryChange(null, before)).toEqual({ type: 'changed', session: before })
    expect(summaryChange(before, { ...before })).toBeNull()
    expect(summaryChange(before, { ...before, activity: 'runs npm test' })).toEqual({
      type: 'activity',
      session: 's1',
      activity: 'runs npm test',
    })
    const counts = { ...noCounts(), hunks: 5, undecided: 4, accepted: 1 }
    expect(summaryChange(before, { ...before, counts })).toEqual({
      type: 'counted',
      session: 's1',
      counts: { undecided: 4, accepted: 1 },
    })
    const both = { ...before, counts, activity: 'works' }
    expect(summaryChange(before, both)).toEqual({ type: 'changed', session: both })
    const first = { ...before, counts: null }
    expect(summaryChange(first, before)).toEqual({ type: 'changed', session: before })
  })

  it('of a session that is not known changes nothing', () => {
    const known = summariesById([before])
    expect(changeSummaries(known, { type: 'activity', session: 'other', activity: 'works' })).toBe(known)
    expect(changeSummaries(known, { type: 'counted', session: 'other', counts: {} })).toBe(known)
  })

  const counts = fc.option(
    fc
      .record({ hunks: fc.nat(3), undecided: fc.nat(3), accepted: fc.nat(3) })
      .map((part) => ({ ...noCounts(), ...part })),
  )
  const summary = fc
    .record({
      id: fc.constantFrom('a', 'b'),
      title: fc.constantFrom('one', 'two'),
      activity: fc.constantFrom('', 'works', 'rests'),
      revision: fc.option(fc.nat(2)),
      counts,
    })
    .map((part): SessionSummary => ({ ...before, ...part }))

  it('law: who applies every change to the first summaries holds the last ones', () => {
    fc.assert(
      fc.property(fc.array(summary), (states) => {
        const held = new Map<string, SessionSummary>()
        let told: ReadonlyMap<string, SessionSummary> = new Map()
        for (const now of states) {
          const change = summaryChange(held.get(now.id) ?? null, now)
          held.set(now.id, now)
          // It goes over the wire.
          if (change) told = changeSummaries(told, JSON.parse(JSON.stringify(change)) as typeof change)
        }
        expect(told).toEqual(held)
      }),
    )
  })
})
