import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionState } from './session.ts'
import type { SessionSummary } from './summary.ts'
import type { SessionCounts } from '../changeset/counts.ts'
import { arrangeQueue, groupOf, nextForPerson, queueGroups } from './queue.ts'
import { quoteHunk } from './quote.ts'
import { noCounts } from '../review/project.ts'
import { asOneTask, splitTasks, taskBreaks, typedTasks } from '../task/split.ts'
import { answeredActivity, isOnlyTalk, statusOf } from './words.ts'

const counts = (part: Partial<SessionCounts>): SessionCounts => ({
  ...noCounts(),
  files: 1,
  ...part,
})

function session(part: Partial<SessionSummary>): SessionSummary {
  return {
    id: 's',
    repository: 'r',
    task: null,
    title: 'A task',
    agent: { kind: 'demo', label: 'Demo' },
    attempt: 1,
    attempts: 1,
    forkedFrom: null,
    state: 'ready',
    activity: '',
    silentSince: null,
    hasWorktree: false,
    revision: null,
    counts: null,
    landedOn: null,
    discardedAt: null,
    createdAt: 0,
    updatedAt: 0,
    createdSeq: 0,
    updatedSeq: 0,
    ...part,
  }
}

describe('the queue', () => {
  it('puts each session where its next step is', () => {
    expect(groupOf(session({ state: 'running' }))).toBe('running')
    expect(groupOf(session({ state: 'waiting' }))).toBe('needsYou')
    expect(groupOf(session({ state: 'failed' }))).toBe('needsYou')
    expect(groupOf(session({ counts: counts({ hunks: 2, undecided: 1, accepted: 1 }) }))).toBe('needsYou')
    expect(groupOf(session({ counts: counts({ hunks: 2, accepted: 2 }) }))).toBe('ready')
    expect(groupOf(session({ landedOn: 'main', counts: counts({ hunks: 1, rejected: 1 }) }))).toBe('landed')
    expect(groupOf(session({ landedOn: null }))).toBe('ready')
    expect(groupOf(session({ landedOn: 'main', counts: counts({ hunks: 1, undecided: 1 }) }))).toBe(
      'needsYou',
    )
    expect(groupOf(session({ state: 'failed', discardedAt: 3 }))).toBe('discarded')
  })

  it('has what an agent asks before all else that needs the person', () => {
    const asking = session({ id: 'asking', state: 'waiting', updatedSeq: 9 })
    const failed = session({ id: 'failed', state: 'failed', updatedSeq: 1 })
    expect(nextForPerson([failed, asking], null)).toBe('asking')
    expect(statusOf({ ...asking, activity: 'asks: \u202emake' }).line).toBe('asks: ⟨U+202E⟩make')
    expect(statusOf({ ...asking, activity: 'asks: make' })).toEqual({
      glyph: 'asks',
      word: 'asks you',
      line: 'asks: make',
    })
  })

  const anySession = fc.record({
    id: fc.uuid(),
    state: fc.constantFrom<SessionState>(
      'queued',
      'preparing',
      'running',
      'waiting',
      'ready',
      'failed',
      'stopped',
    ),
    undecided: fc.nat(3),
    createdSeq: fc.nat(5),
    updatedSeq: fc.nat(5),
    discarded: fc.boolean(),
  })

  it('keeps every session exactly once, in an order that does not depend on arrival', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anySession, { selector: (one) => one.id }), (entries) => {
        const sessions = entries.map(({ undecided, discarded, ...rest }) =>
          session({ ...rest, counts: counts({ hunks: 3, undecided }), discardedAt: discarded ? 1 : null }),
        )
        const order = (from: readonly SessionSummary[]): string[] =>
          arrangeQueue(from).flatMap((section) => section.sessions.map((one) => one.id))
        const arranged = order(sessions)
        expect(arranged.toSorted()).toEqual(sessions.map((one) => one.id).toSorted())
        expect(order(sessions.toReversed())).toEqual(arranged)
        expect(arrangeQueue(sessions).map((section) => section.group)).toEqual(queueGroups)
      }),
    )
  })

  it('goes round all that need the person, and only then to the ready ones', () => {
    const waiting = [1, 2, 3].map((time) =>
      session({
        id: `w${time}`,
        updatedAt: -time,
        updatedSeq: time,
        counts: counts({ hunks: 1, undecided: 1 }),
      }),
    )
    const ready = session({ id: 'ready', counts: counts({ hunks: 1, accepted: 1 }) })
    const all = [ready, ...waiting]
    expect(nextForPerson(all, null)).toBe('w1')
    expect(nextForPerson(all, 'w1')).toBe('w2')
    expect(nextForPerson(all, 'w3')).toBe('w1')
    expect(nextForPerson([ready, waiting[0] ?? ready], 'w1')).toBe('ready')
    expect(nextForPerson([ready], 'ready')).toBeNull()
    expect(nextForPerson([], null)).toBeNull()
  })
})

describe('words', () => {
  it('say whether there is nothing but talk', () => {
    const none = counts({ hunks: 0 })
    const answered = { state: 'ready', activity: answeredActivity } as const
    for (const only of [
      { ...answered, counts: none },
      { ...answered, counts: null },
      { state: 'running', counts: none },
      { state: 'running', counts: null },
    ] as const)
      expect(isOnlyTalk(session(only))).toBe(true)
    for (const more of [
      { ...answered, counts: counts({ hunks: 1, undecided: 1 }) },
      { ...answered, counts: none, landedOn: 'main' },
      { state: 'ready', activity: 'finished its turn', counts: none },
      { state: 'running', counts: counts({ hunks: 1, accepted: 1 }) },
    ] as const)
      expect(isOnlyTalk(session(more))).toBe(false)
  })

  it('says why a session needs the person', () => {
    expect(statusOf(session({ counts: counts({ files: 4, hunks: 12, undecided: 12 }) })).line).toBe(
      '12 hunks in 4 files',
    )
    expect(statusOf(session({ counts: counts({ hunks: 12, undecided: 1, accepted: 11 }) })).line).toBe(
      '1 of 12 hunks left',
    )
    expect(statusOf(session({ counts: counts({ hunks: 1, accepted: 1 }) })).line).toBe('1 hunk ready to land')
    expect(statusOf(session({ state: 'running', activity: 'runs npm test' })).line).toBe('runs npm test')
    expect(
      statusOf(session({ state: 'running', activity: 'runs npm test', silentSince: 60_000 }), 250_000),
    ).toEqual({ glyph: 'silent', word: 'silent', line: 'silent for 3 min, last: runs npm test' })
    expect(statusOf(session({ landedOn: 'main' }))).toEqual({
      glyph: 'landed',
      word: 'landed',
      line: 'on main',
    })
  })
})

describe('typedTasks', () => {
  it('divide what was typed and leave what came in as one task whole', () => {
    const report = 'It broke\n\n  at a\n\n\n  at b\n'
    expect(typedTasks(`first\n\n${asOneTask(report)}\nsecond`, true)).toEqual([
      'first',
      'It broke\n\n  at a\n\n\n  at b',
      'second',
    ])
    expect(typedTasks('one\n\ntwo', false)).toEqual(['one\n\ntwo'])
    expect(taskBreaks('one\n\ntwo\n\n\nthree')).toEqual([1, 4])
    expect(taskBreaks(asOneTask(report))).toEqual([])
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', ' ', 'a', '\tb', '```')), (lines) => {
        const tasks = typedTasks(lines.join('\n'), true).length
        expect(taskBreaks(lines.join('\n'))).toHaveLength(Math.max(0, tasks - 1))
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', ' ', 'a', '\tb')), (lines) => {
        const text = lines.join('\n')
        expect(typedTasks(asOneTask(text), true).length).toBe(text.trim() === '' ? 0 : 1)
      }),
    )
  })
})

describe('splitTasks', () => {
  it('divides at blank lines, but not inside a fenced block', () => {
    expect(splitTasks('one\nstill one\n\n  \ntwo\r\n\r\nthree\n')).toEqual(['one\nstill one', 'two', 'three'])
    expect(splitTasks('fix\n```\na\n\nb\n```\nplease')).toEqual(['fix\n```\na\n\nb\n```\nplease'])
    expect(splitTasks(' \n\n')).toEqual([])
  })

  it('gives back what was joined by blank lines', () => {
    const line = fc.stringMatching(/^[a-z@ ]*[a-z]$/).map((text) => text.trim())
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (tasks) => {
        expect(splitTasks(tasks.join('\n\n'))).toEqual(tasks)
      }),
    )
  })
})

describe('quoteHunk', () => {
  const range = { oldStart: 2, oldLines: 1, newStart: 2, newLines: 2 }

  it('quotes both sides as a diff', () => {
    expect(quoteHunk('src/a.ts', 'a\nb\nc', 'a\nx\ny\nc', range)).toBe(
      'Rejected in src/a.ts, line 2:\n```diff\n-b\n+x\n+y\n```',
    )
  })

  it('is never cut short by a fence in the text, and cuts long texts itself', () => {
    expect(quoteHunk('a.md', 'a\n````\nc', 'a\nb\nc', { ...range, newLines: 1 })).toContain('\n`````diff\n')
    const long = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
    const quote = quoteHunk('a', null, long, { oldStart: 0, oldLines: 0, newStart: 1, newLines: 100 })
    expect(quote).toContain('+… 60 more lines')
    expect(quote.split('\n')).toHaveLength(44)
  })

  it('describes whole-file units', () => {
    expect(quoteHunk('bin/run', null, null, { ...range }, 'mode')).toBe(
      'Rejected in bin/run: the mode of the file.',
    )
  })
})
