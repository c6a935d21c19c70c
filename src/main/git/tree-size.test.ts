import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCheckout } from '#test/support/checkout.ts'
import { bombTree } from '#test/support/hostile-repository.ts'
import type { Objects } from './objects.ts'
import { hasMoreChanges, hasMoreFiles, unlessTooLarge } from './tree-size.ts'

let checkout: TestCheckout
let objects: Objects

beforeEach(async () => {
  checkout = new TestCheckout()
  objects = await checkout.objects()
})
afterEach(() => checkout.remove())

const read = (oid: string): ReturnType<Objects['read']> => objects.read(oid)

/** The only limit at which the count is one less than too large. */
async function counted(exceeds: (limit: number) => Promise<boolean>): Promise<number> {
  for (let limit = 0; ; limit += 1) if (!(await exceeds(limit))) return limit
}

describe('the size of a tree', () => {
  it('is its number of files, through commits and folders', async () => {
    const commit = checkout.repository.commit('one', { a: '1', 'd/b': '1', 'd/e/c': '1', 'f/e/c': '1' })
    expect(await counted((limit) => hasMoreFiles(read, commit, limit))).toBe(4)
    expect(await hasMoreFiles(read, '1'.repeat(40), 0)).toBe(false)
  })

  it('is known at once where equal folders unfold to ten million files', async () => {
    const bomb = bombTree(checkout.repository, 7)
    expect(await hasMoreFiles(read, bomb, 9_999_999)).toBe(true)
    expect(await hasMoreFiles(read, bomb, 10_000_000)).toBe(false)
    const other = bombTree(checkout.repository, 7, 'other')
    expect(await hasMoreChanges(read, bomb, other, 9_999_999)).toBe(true)
    expect(await hasMoreChanges(read, bomb, other, 10_000_000)).toBe(false)
    expect(await hasMoreChanges(read, bomb, bomb, 0)).toBe(false)
  })

  it('of a comparison is what git lists', async () => {
    const one = checkout.repository.commit('one', { a: '1', 'd/b': '1', 'd/c': '1', e: '1', 'g/h': 'h' })
    const changes = {
      a: null,
      'a/x': '1',
      'a/y/z': '1',
      'd/b': '2',
      e: '1',
      f: 'new',
      'g/h': null,
      g: 'file',
    }
    checkout.repository.write({ g: null })
    const two = checkout.repository.commit('two', changes)
    const listed = checkout.repository.git('diff-tree', '-r', '--name-only', '--no-renames', one, two)
    expect(await counted((limit) => hasMoreChanges(read, one, two, limit))).toBe(listed.split('\n').length)
  })
})

describe('work', () => {
  const options = { sentence: 'it is large', purpose: 'try', patience: 0 }
  const call = { purpose: 'wait', args: ['cat-file', '--batch'] }
  const forever = (signal: AbortSignal) => objects.start({ ...call, signal }).done

  it('that is too large is stopped and told', async () => {
    const done = await unlessTooLarge({ ...options, tooLarge: () => Promise.resolve(true) }, forever)
    expect(done).toMatchObject({ ok: false, error: { kind: 'tooLarge', stderr: 'it is large' } })
  })

  it('that is not goes on, and is stopped by its caller', async () => {
    const stop = new AbortController()
    const tooLarge = (): Promise<boolean> => {
      setImmediate(() => stop.abort())
      return Promise.resolve(false)
    }
    const done = await unlessTooLarge({ ...options, tooLarge, signal: stop.signal }, forever)
    expect(done).toMatchObject({ ok: false, error: { kind: 'aborted' } })
  })
})
