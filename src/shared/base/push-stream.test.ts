import { describe, expect, it, vi } from 'vitest'
import { pushStream, mostWaiting } from './push-stream.ts'

describe('a push stream', () => {
  it('gives everything in order while it is read, however much that is', async () => {
    const stop = vi.fn<() => void>()
    let push: (value: number) => void = () => {}
    const end = new AbortController()
    const numbers = pushStream<number>(end.signal, (given) => {
      push = given
      return stop
    })
    for (let round = 0; round < 5; round += 1) {
      for (let at = 0; at < mostWaiting; at += 1) push(round * mostWaiting + at)
      for (let at = 0; at < mostWaiting; at += 1)
        expect(await numbers.next()).toEqual({ done: false, value: round * mostWaiting + at })
    }
    expect(stop).not.toHaveBeenCalled()
    end.abort()
    expect(stop).toHaveBeenCalledOnce()
    expect((await numbers.next()).done).toBe(true)
  })

  it('ends for a reader that stands still, and holds nothing for it any more', async () => {
    const stop = vi.fn<() => void>()
    let push: (value: number) => void = () => {}
    const numbers = pushStream<number>(new AbortController().signal, (given) => {
      push = given
      return stop
    })
    for (let at = 0; at <= mostWaiting; at += 1) push(at)
    expect(stop).toHaveBeenCalledOnce()
    expect((await numbers.next()).done).toBe(true)
  })
})
