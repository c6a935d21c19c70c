import { describe, expect, it, vi } from 'vitest'
import type { SessionDetailsEvent } from '#shared/contract/session.ts'
import type { SessionDetails } from '#shared/domain/session/details.ts'
import { createDetails } from './details.ts'

const details = (prompt: string): SessionDetails => ({ prompt, worktree: null }) as SessionDetails

/** Streams that stay open, each with what it tells first; and what was asked for, and what of that has ended. */
function workbench(events: Readonly<Record<string, readonly SessionDetailsEvent[]>>) {
  const asked: string[] = []
  const ended: string[] = []
  return {
    asked,
    ended,
    watch(session: string, signal: AbortSignal) {
      asked.push(session)
      signal.addEventListener('abort', () => ended.push(session))
      return Promise.resolve(
        (async function* () {
          yield* events[session] ?? []
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
        })(),
      )
    },
  }
}

describe('the replica of details', () => {
  it('takes the snapshot, and then the parts that changed', async () => {
    const { watch } = workbench({
      a: [
        { type: 'snapshot', seq: 3, details: details('one') },
        { type: 'changed', seq: 4, change: { worktree: '/w' } },
      ],
    })
    const replica = createDetails(watch)
    const following = replica.follow('a')
    await vi.waitFor(() =>
      expect(replica.store.getState().get('a')).toEqual({ prompt: 'one', worktree: '/w' }),
    )
    following.dispose()
  })

  it('follows a session once for all who want it, and forgets it when nobody does', async () => {
    const source = workbench({
      a: [{ type: 'snapshot', seq: 1, details: details('one') }],
      b: [{ type: 'snapshot', seq: 1, details: details('other') }],
    })
    const replica = createDetails(source.watch)
    const [first, second, other] = [replica.follow('a'), replica.follow('a'), replica.follow('b')]
    await vi.waitFor(() => expect(replica.store.getState().size).toBe(2))
    expect(source.asked).toEqual(['a', 'b'])
    first.dispose()
    first.dispose()
    expect(replica.store.getState().get('a')).toEqual(details('one'))
    second.dispose()
    expect([...replica.store.getState().keys()]).toEqual(['b'])
    expect(source.ended).toEqual(['a'])
    other.dispose()
  })
})
