import { expect, test } from 'vitest'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { sessionTable, sessionText } from './print.ts'

const oid = 'a'.repeat(40)
const landing = (files: number, undone = false): LandingRecord => ({
  id: `l${files}`,
  kind: 'branch',
  target: 'main',
  commit: oid,
  tree: oid,
  files,
  at: 1,
  undone,
})
const counts = {
  files: 0,
  hunks: 0,
  undecided: 0,
  accepted: 0,
  rejected: 0,
  deferred: 0,
  added: 0,
  deleted: 0,
}

function session(part: Partial<Session>): Session {
  return {
    id: 's1',
    repository: 'r1',
    task: 's1',
    title: 'A task',
    prompt: 'Do it',
    agent: { kind: 'command', command: 'true', label: 'Script' },
    attempt: 1,
    attempts: 1,
    forkedFrom: null,
    source: null,
    state: 'ready',
    activity: 'finished its turn',
    worktree: null,
    worktreeMissing: false,
    silentSince: null,
    worktreeChange: null,
    baseName: 'main',
    baseCommit: oid,
    baseTree: oid,
    revisions: [],
    counts,
    landings: [],
    waiting: [],
    asks: [],
    discardedAt: null,
    createdAt: 1,
    updatedAt: 2,
    createdSeq: 1,
    updatedSeq: 2,
    ...part,
  }
}

const row = (part: Partial<Session>): string => sessionTable([session(part)]).replaceAll(/ +/g, ' ')

test('a session that landed says what landed where, not that nothing is to decide', () => {
  expect(row({ landings: [landing(3)] })).toBe('s1 landed 3 files on main A task')
  expect(row({ landings: [landing(3), landing(1)] })).toBe('s1 landed 2 times, last 1 file on main A task')
  expect(sessionText(session({ landings: [landing(3)] }))).toContain('state      landed: 3 files on main\n')
})

test('what is left of one that landed is said with it, and nothing of a landing that was undone', () => {
  const left = { ...counts, files: 1, hunks: 2, undecided: 1, accepted: 1 }
  expect(row({ counts: left, landings: [landing(1)] })).toBe(
    's1 ready 1/2 decided, landed 1 file on main A task',
  )
  expect(row({ counts: left, landings: [landing(1, true)] })).toBe('s1 ready 1/2 decided A task')
  expect(row({ discardedAt: 5, landings: [landing(2)] })).toBe('s1 discarded landed 2 files on main A task')
})

test('a table keeps its columns', () => {
  const table = sessionTable([
    session({ landings: [landing(3), landing(12)] }),
    session({ id: 's2', counts: null }),
  ])
  const [first, second] = table.split('\n')
  expect(first?.indexOf('A task')).toBe(second?.indexOf('A task'))
})
