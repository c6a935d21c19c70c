import { describe, expect, it, vi } from 'vitest'
import { createSequence, followStream } from './follow.ts'

describe('createSequence', () => {
  it('takes what follows, skips what is known, and sees a gap', () => {
    const check = createSequence()
    expect(check({ type: 'changed', seq: 1 })).toBe('gap')
    expect(check({ type: 'snapshot', seq: 4 })).toBe('take')
    expect(check({ type: 'changed', seq: 5 })).toBe('take')
    expect(check({ type: 'changed', seq: 5 })).toBe('skip')
    expect(check({ type: 'changed', seq: 7 })).toBe('gap')
    expect(check({ type: 'snapshot', seq: 2 })).toBe('take')
    expect(check({ type: 'changed', seq: 3 })).toBe('take')
  })

  it('takes why there is no snapshot in its place', () => {
    const check = createSequence()
    expect(check({ type: 'failed', seq: 4 })).toBe('take')
    expect(check({ type: 'failed', seq: 6 })).toBe('gap')
    expect(check({ type: 'snapshot', seq: 5 })).toBe('take')
  })
})

describe('followStream', () => {
  it('opens the stream again after an end, a failure, and a gap, until it is disposed', async () => {
    const opened: AbortSignal[] = []
    const taken: number[] = []
    const done = Promise.withResolvers<void>()
    async function* numbers(round: number): AsyncGenerator<number> {
      yield round * 10
      if (round === 1) throw new Error('the connection broke')
      if (round === 2) yield -1
      if (round === 3) await new Promise(() => undefined)
    }
    const stream = followStream(
      async (signal) => {
        opened.push(signal)
        return numbers(opened.length - 1)
      },
      (value) => {
        taken.push(value)
        if (value === 30) done.resolve()
        return value !== -1
      },
    )
    await done.promise
    stream.dispose()
    expect(taken).toEqual([0, 10, 20, -1, 30])
    expect(opened.slice(0, 3).every((signal) => signal.aborted)).toBe(true)
    await vi.waitFor(() => expect(opened[3]?.aborted).toBe(true))
    expect(opened).toHaveLength(4)
  })
})
