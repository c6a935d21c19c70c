import { describe, expect, it, vi } from 'vitest'
import type { SessionsEvent } from '#shared/contract/session.ts'
import { noCounts } from '#shared/domain/review/project.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { createSessions } from './sessions.ts'

type Known = SessionSummary

const session = (id: string, title = id): Known => ({ id, title }) as Known

const snapshot = (seq: number, ...sessions: readonly Known[]): SessionsEvent => ({
  type: 'snapshot',
  seq,
  sessions,
})

/** Streams that end where they are written to end, one for each time they are opened. */
function streams(...rounds: readonly (readonly SessionsEvent[])[]) {
  let opened = 0
  return {
    opened: () => opened,
    async watch() {
      const events = rounds[opened] ?? []
      opened += 1
      const isLast = opened >= rounds.length
      return (async function* () {
        yield* events
        if (isLast) await new Promise(() => undefined)
      })()
    },
  }
}

describe('the replica of the sessions', () => {
  it('takes the snapshot and then each change', async () => {
    const { watch } = streams([
      snapshot(4, session('a'), session('b')),
      { type: 'changed', seq: 5, session: session('b', 'renamed') },
      { type: 'changed', seq: 6, session: session('c') },
    ])
    const sessions = createSessions(watch)
    expect(sessions.store.getState().loaded).toBe(false)
    const following = sessions.follow()
    await sessions.loaded()
    await vi.waitFor(() => expect(sessions.all().map(({ id }) => id)).toEqual(['a', 'b', 'c']))
    expect(sessions.find('b')?.title).toBe('renamed')
    expect(sessions.find('unknown')).toBeNull()
    expect(sessions.find(null)).toBeNull()
    following.dispose()
  })

  it('takes figures and activities into the session that they are of', async () => {
    const counts = { ...noCounts(), hunks: 3, undecided: 3 }
    const { watch } = streams([
      snapshot(1, { ...session('a'), counts }, session('b')),
      { type: 'counted', seq: 2, session: 'a', counts: { undecided: 2, accepted: 1 } },
      { type: 'activity', seq: 3, session: 'a', activity: 'works' },
      { type: 'activity', seq: 4, session: 'unknown', activity: 'works' },
    ])
    const sessions = createSessions(watch)
    const following = sessions.follow()
    await vi.waitFor(() => expect(sessions.find('a')?.activity).toBe('works'))
    expect(sessions.find('a')).toMatchObject({
      title: 'a',
      counts: { ...counts, undecided: 2, accepted: 1 },
    })
    expect(sessions.find('b')).toEqual(session('b'))
    expect(sessions.find('unknown')).toBeNull()
    following.dispose()
  })

  it('asks again at a gap, and what the new snapshot leaves out is gone', async () => {
    const source = streams(
      [snapshot(1, session('a'), session('b')), { type: 'changed', seq: 3, session: session('c') }],
      [snapshot(3, session('b'), session('c'))],
    )
    const sessions = createSessions(source.watch)
    const following = sessions.follow()
    await vi.waitFor(() => expect(sessions.all().map(({ id }) => id)).toEqual(['b', 'c']))
    expect(source.opened()).toBe(2)
    following.dispose()
  })

  it('leaves out what it knows already', async () => {
    const { watch } = streams([
      snapshot(7, session('a', 'newest')),
      { type: 'changed', seq: 7, session: session('a', 'older') },
      { type: 'changed', seq: 8, session: session('b') },
    ])
    const sessions = createSessions(watch)
    const following = sessions.follow()
    await vi.waitFor(() => expect(sessions.find('b')).not.toBeNull())
    expect(sessions.find('a')?.title).toBe('newest')
    following.dispose()
  })

  it('knows nothing of another replica', async () => {
    const one = createSessions(streams([snapshot(1, session('a'))]).watch)
    const other = createSessions(streams([snapshot(1, session('b'))]).watch)
    const following = [one.follow(), other.follow()]
    await Promise.all([one.loaded(), other.loaded()])
    expect(one.find('b')).toBeNull()
    expect(other.find('a')).toBeNull()
    for (const each of following) each.dispose()
  })
})
