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
    async save(name: string, text: string, over?: string) {
      state.saves += 1
      if (!state.isThere) throw new Error('the connection is lost')
      const there = state.texts[name] ?? ''
      if (over !== undefined && there !== over && there !== text) return there
      const { [name]: _before, ...others } = state.texts
      state.texts = text === '' ? others : { ...others, [name]: text }
      return null
    },
  }
  return { source, storage, state }
}

let windows = 0
/** The name of one more window. */
const windowName = (): string => `window${String((windows += 1)).padStart(2, '0')}`

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the replica of the drafts', () => {
  it('reads a text, and not over what was written meanwhile', async () => {
    const { source, storage } = surroundings({ a: 'of the last time', b: 'of the last time' })
    const drafts = createDrafts(source, storage, windowName())
    expect(drafts.text('a')).toBe('')
    const loading = [drafts.load('a'), drafts.load('b')]
    drafts.write('b', '')
    await Promise.all(loading)
    expect(drafts.text('a')).toBe('of the last time')
    expect(drafts.text('b')).toBe('')
  })

  it('sends a text when the typing rests', async () => {
    const { source, storage, state } = surroundings()
    const drafts = createDrafts(source, storage, windowName())
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
    const drafts = createDrafts(source, storage, windowName())
    drafts.write('a', 'one')
    drafts.write('b', 'two')
    drafts.sendWaiting()
    await vi.advanceTimersByTimeAsync(1000)
    expect(state).toMatchObject({ saves: 2, texts: { a: 'one', b: 'two' } })
  })

  it('keeps for the next page what the workbench never got', async () => {
    const { source, storage, state } = surroundings({ a: 'old' })
    const before = createDrafts(source, storage, windowName())
    await before.load('a')
    state.isThere = false
    before.write('a', 'new')
    await vi.advanceTimersByTimeAsync(1000)
    state.isThere = true
    const after = createDrafts(source, storage, windowName())
    await after.load('a')
    expect(after.text('a')).toBe('new')
    await vi.advanceTimersByTimeAsync(0)
    expect(state.texts).toEqual({ a: 'new' })
    // It has it now: what another page writes there holds.
    state.texts = { a: 'newer' }
    const last = createDrafts(source, storage, windowName())
    await last.load('a')
    expect(last.text('a')).toBe('newer')
  })

  it('keeps texts in the page where the browser keeps nothing', async () => {
    const { source, state } = surroundings()
    const drafts = createDrafts(
      source,
      () => {
        throw new Error('storage is off')
      },
      windowName(),
    )
    drafts.write('a', 'text')
    await vi.advanceTimersByTimeAsync(1000)
    expect(drafts.text('a')).toBe('text')
    expect(state.texts).toEqual({ a: 'text' })
  })

  it('shows what another window wrote when it is read again', async () => {
    const { source, storage } = surroundings()
    const [one, two] = [
      createDrafts(source, storage, windowName()),
      createDrafts(source, storage, windowName()),
    ]
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
    const [one, two] = [
      createDrafts(source, storage, windowName()),
      createDrafts(source, storage, windowName()),
    ]
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
    const drafts = createDrafts(source, storage, windowName())
    await Promise.all([drafts.append('a', 'one\n'), drafts.append('a', 'two')])
    expect(drafts.text('a')).toBe('begun\n\none\n\ntwo')
    await drafts.append('b', 'first')
    expect(drafts.text('b')).toBe('first')
  })

  it('keeps both texts of two windows that went away while the workbench was gone', async () => {
    const { source, storage, state } = surroundings({ a: 'begun' })
    const [one, two] = [
      createDrafts(source, storage, windowName()),
      createDrafts(source, storage, windowName()),
    ]
    await Promise.all([one.load('a'), two.load('a')])
    state.isThere = false
    one.write('a', 'begun\n\nof the first')
    two.write('a', 'begun\n\nof the second')
    await vi.advanceTimersByTimeAsync(1000)
    state.isThere = true
    const after = createDrafts(source, storage, windowName())
    await after.load('a')
    for (const words of ['begun', 'of the first', 'of the second']) expect(after.text('a')).toContain(words)
    expect(state.texts).toEqual({ a: after.text('a') })
  })

  it('leaves what another window wrote since, when a page comes back with a text that was not sent', async () => {
    const { source, storage, state } = surroundings({ a: 'begun' })
    const name = windowName()
    const before = createDrafts(source, storage, name)
    await before.load('a')
    state.isThere = false
    before.write('a', 'begun here')
    await vi.advanceTimersByTimeAsync(1000)
    state.isThere = true
    state.texts = { a: 'begun\n\na long task of another browser' }
    const after = createDrafts(source, storage, name)
    await after.load('a')
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({ a: 'begun here\n\na long task of another browser' })
    expect(after.text('a')).toBe(state.texts['a'])
  })

  it('joins what another window wrote between its last look and its own text', async () => {
    const { source, storage, state } = surroundings()
    const drafts = createDrafts(source, storage, windowName())
    await drafts.load('a')
    drafts.write('a', 'mine')
    state.texts = { a: 'theirs' }
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({ a: 'mine\n\ntheirs' })
  })

  it('keeps what was written behind a text while that was sent off', async () => {
    const { source, storage } = surroundings()
    const drafts = createDrafts(source, storage, windowName())
    drafts.write('a', 'one, and more')
    drafts.sent('a', 'one')
    expect(drafts.text('a')).toBe(', and more')
    drafts.write('a', 'another')
    drafts.sent('a', 'one')
    expect(drafts.text('a')).toBe('another')
  })
})

describe('a place where each window has a text of its own', () => {
  it('offers what another window left, and disturbs it in nothing', async () => {
    const { source, storage, state } = surroundings()
    const [one, two] = [
      createDrafts(source, storage, windowName()),
      createDrafts(source, storage, windowName()),
    ]
    await one.loadOwn('reason')
    one.write(one.own('reason'), 'of the first')
    await vi.advanceTimersByTimeAsync(1000)
    await two.loadOwn('reason')
    expect(two.text(two.own('reason'))).toBe('of the first')
    two.write(two.own('reason'), 'of the second')
    await vi.advanceTimersByTimeAsync(1000)
    await one.refresh()
    expect(one.text(one.own('reason'))).toBe('of the first')
    expect(Object.values(state.texts)).toEqual(['of the first', 'of the second'])
    expect([...(await two.places('rea'))]).toEqual([['reason', 'of the second']])
  })

  it('is empty for every window once what was offered is done with', async () => {
    const { source, storage, state } = surroundings()
    const [one, two] = [
      createDrafts(source, storage, windowName()),
      createDrafts(source, storage, windowName()),
    ]
    one.write(one.own('reason'), 'of the first')
    await vi.advanceTimersByTimeAsync(1000)
    await two.loadOwn('reason')
    two.dropOwn('reason')
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({})
  })

  it('keeps what was written on in the window that it was offered from', async () => {
    const { source, storage, state } = surroundings()
    const [one, two] = [
      createDrafts(source, storage, windowName()),
      createDrafts(source, storage, windowName()),
    ]
    one.write(one.own('reason'), 'of the first')
    await vi.advanceTimersByTimeAsync(1000)
    await two.loadOwn('reason')
    one.write(one.own('reason'), 'of the first, and more')
    await vi.advanceTimersByTimeAsync(1000)
    two.dropOwn('reason')
    await vi.advanceTimersByTimeAsync(1000)
    expect(Object.values(state.texts)).toEqual(['of the first, and more'])
  })

  it('sets aside what a second page by the same name wrote there', async () => {
    const { source, storage, state } = surroundings()
    const name = windowName()
    const [one, two] = [createDrafts(source, storage, name), createDrafts(source, storage, name)]
    await Promise.all([one.loadOwn('reason'), two.loadOwn('reason')])
    one.write(one.own('reason'), 'of the first')
    await vi.advanceTimersByTimeAsync(1000)
    two.write(two.own('reason'), 'of the second')
    await vi.advanceTimersByTimeAsync(1000)
    expect(Object.values(state.texts).toSorted()).toEqual(['of the first', 'of the second'])
  })

  it('moves what every window wrote at a place below another draft, and what is done only goes', async () => {
    const [one, two, three] = [windowName(), windowName(), windowName()]
    const { source, storage, state } = surroundings({
      [`place@${two}`]: 'of another',
      [`place@${three}`]: 'was sent',
      'place2@window99': 'elsewhere',
      below: 'begun',
    })
    const drafts = createDrafts(source, storage, one)
    drafts.write(drafts.own('place'), 'mine ')
    expect(await drafts.movePlace('place', 'below', ' was sent')).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({ 'place2@window99': 'elsewhere', below: 'begun\n\nmine\n\nof another' })
    expect(await drafts.movePlace('place', 'below', null)).toBe(false)

    // After a load of the page nothing of it is known here yet.
    state.texts = { [`place@${one}`]: 'kept', below: 'begun' }
    const again = createDrafts(source, surroundings().storage, one)
    expect(await again.movePlace('place', 'below', null)).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(state.texts).toEqual({ below: 'begun\n\nkept' })
  })
})
