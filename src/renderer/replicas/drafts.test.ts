import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PageStorage } from '#renderer/client/stored.ts'
import { createDrafts } from './drafts.ts'

/** A browser's storage, and a workbench that keeps texts or is not there. */
function surroundings(texts: Record<string, string> = {}) {
  const items = new Map<string, string>()
  const storage: PageStorage = () => ({
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
  })
  const state = { texts, isThere: true, saves: 0 }
  const source = {
    read: async () => ({ ...state.texts }),
    async save(name: string, text: string) {
      state.saves += 1
      if (!state.isThere) throw new Error('the connection is lost')
      state.texts = { ...state.texts, [name]: text }
    },
  }
  return { source, storage, state }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the replica of the drafts', () => {
  it('reads a text, and not over what was written meanwhile', async () => {
    const { source, storage } = surroundings({ a: 'of the last time', b: 'of the last time' })
    const drafts = createDrafts(source, storage)
    expect(drafts.text('a')).toBe('')
    const loading = [drafts.load('a'), drafts.load('b')]
    drafts.write('b', '')
    await Promise.all(loading)
    expect(drafts.text('a')).toBe('of the last time')
    expect(drafts.text('b')).toBe('')
  })

  it('sends a text when the typing rests', async () => {
    const { source, storage, state } = surroundings()
    const drafts = createDrafts(source, storage)
    for (const text of ['w', 'wr', 'write']) {
      drafts.write('a', text)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(state.saves).toBe(0)
    await vi.advanceTimersByTimeAsync(1000)
    expect(state).toMatchObject({ saves: 1, texts: { a: 'write' } })
  })

  it('sends at once what waits when the page goes away', async () => {
    const { source, storage, state } = surroundings()
    const drafts = createDrafts(source, storage)
    drafts.write('a', 'one')
    drafts.write('b', 'two')
    drafts.sendWaiting()
    await vi.advanceTimersByTimeAsync(1000)
    expect(state).toMatchObject({ saves: 2, texts: { a: 'one', b: 'two' } })
  })

  it('keeps for the next page what the workbench never got', async () => {
    const { source, storage, state } = surroundings({ a: 'old' })
    const before = createDrafts(source, storage)
    state.isThere = false
    before.write('a', 'new')
    await vi.advanceTimersByTimeAsync(1000)
    state.isThere = true
    const after = createDrafts(source, storage)
    await after.load('a')
    expect(after.text('a')).toBe('new')
    await vi.advanceTimersByTimeAsync(0)
    expect(state.texts).toEqual({ a: 'new' })
    // It has it now: what another page writes there holds.
    state.texts = { a: 'newer' }
    const last = createDrafts(source, storage)
    await last.load('a')
    expect(last.text('a')).toBe('newer')
  })

  it('keeps texts in the page where the browser keeps nothing', async () => {
    const { source, state } = surroundings()
    const drafts = createDrafts(source, () => {
      throw new Error('storage is off')
    })
    drafts.write('a', 'text')
    await vi.advanceTimersByTimeAsync(1000)
    expect(drafts.text('a')).toBe('text')
    expect(state.texts).toEqual({ a: 'text' })
  })

  it('shows what another window wrote when it is read again', async () => {
    const { source, storage } = surroundings()
    const [one, two] = [createDrafts(source, storage), createDrafts(source, storage)]
    await Promise.all([one.load('a'), two.load('a')])
    one.write('a', 'of the first')
    await vi.advanceTimersByTimeAsync(1000)
    expect(two.text('a')).toBe('')
    await two.load('a')
    expect(two.text('a')).toBe('of the first')
    two.write('a', 'of the first, and more')
    await vi.advanceTimersByTimeAsync(1000)
    await one.refresh()
    expect(one.text('a')).toBe('of the first, and more')
  })

  it('keeps what another window wrote meanwhile', async () => {
    const { source, storage, state } = surroundings({ a: 'begun' })
    const [one, two] = [createDrafts(source, storage), createDrafts(source, storage)]
    await Promise.all([one.load('a'), two.load('a')])
    one.write('a', 'begun\n\na long and careful task')
    await vi.advanceTimersByTimeAsync(1000)
    two.write('a', 'begun, short')
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({ a: 'begun, short\n\na long and careful task' })
    expect(two.text('a')).toBe('begun, short\n\na long and careful task')
    // What was sent off in one window leaves what the other wrote since.
    one.write('a', '')
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({ a: 'begun, short' })
  })

  it('appends below what stands there, read from the workbench first', async () => {
    const { source, storage } = surroundings({ a: 'begun\n' })
    const drafts = createDrafts(source, storage)
    await Promise.all([drafts.append('a', 'one\n'), drafts.append('a', 'two')])
    expect(drafts.text('a')).toBe('begun\n\none\n\ntwo')
    await drafts.append('b', 'first')
    expect(drafts.text('b')).toBe('first')
  })
})
