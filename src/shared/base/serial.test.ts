import { describe, expect, it } from 'vitest'
import { Serial, SerialByKey } from './serial.ts'

/** Work that ends when it is told to. */
function held<T>(): { readonly work: () => Promise<T>; end(value: T): void; fail(error: Error): void } {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return { work: () => promise, end: resolve, fail: reject }
}

describe('work that is serial', () => {
  it('begins when what was given before it has ended, in order', async () => {
    const serial = new Serial()
    const log: string[] = []
    const first = held<string>()
    const one = serial.run(async () => {
      log.push('one begins')
      log.push(await first.work())
    })
    const two = serial.run(() => log.push('two'))
    const three = serial.run(() => log.push('three'))
    await Promise.resolve()
    expect(log).toEqual(['one begins'])
    first.end('one ends')
    await Promise.all([one, two, three])
    expect(log).toEqual(['one begins', 'one ends', 'two', 'three'])
  })

  it('tells its failure to its own caller, and goes on', async () => {
    const serial = new Serial()
    const failing = serial.run(() => {
      throw new Error('broken')
    })
    const rejecting = serial.run(() => Promise.reject(new Error('broken too')))
    const next = serial.run(() => 'done')
    await expect(failing).rejects.toThrow('broken')
    await expect(rejecting).rejects.toThrow('broken too')
    expect(await next).toBe('done')
  })

  it('is idle when all that was given has ended, failed or not', async () => {
    const serial = new Serial()
    const first = held<null>()
    let idle = false
    const failing = serial.run(first.work)
    const waiting = serial.idle().then(() => (idle = true))
    await Promise.resolve()
    expect(idle).toBe(false)
    first.fail(new Error('broken'))
    await expect(failing).rejects.toThrow('broken')
    await waiting
    expect(idle).toBe(true)
  })
})

describe('work that is serial by a key', () => {
  it('waits for work of its own key only, and keeps no key without work', async () => {
    const serial = new SerialByKey<string>()
    const first = held<string>()
    const a = serial.run('a', first.work)
    const second = serial.run('a', () => 'second')
    expect(await serial.run('b', () => 'other')).toBe('other')
    expect(serial.size).toBe(1)
    first.end('first')
    expect([await a, await second]).toEqual(['first', 'second'])
    expect(serial.size).toBe(0)
    await expect(serial.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(serial.size).toBe(0)
  })
})
