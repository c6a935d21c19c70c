import { expect, test } from 'vitest'
import { FocusMemory } from './focus-memory.ts'

/** The storage that all windows of a person share. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map<string, string>()
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
  }
}

function keep(session: string, shared: ReturnType<typeof storage>, hunk: string): FocusMemory {
  const memory = new FocusMemory(session, () => shared)
  memory.remember({ hunk, number: 1 })
  return memory
}

test('windows keep the places that others wrote meanwhile', () => {
  const shared = storage()
  const one = keep('a', shared, 'first')
  const other = keep('b', shared, 'second')
  other.dispose()
  one.dispose()
  expect(new FocusMemory('a', () => shared).recall()).toEqual({ hunk: 'first', number: 1 })
  expect(new FocusMemory('b', () => shared).recall()).toEqual({ hunk: 'second', number: 1 })
})

test('the newest place of a session counts, and what is not written yet is known', () => {
  const shared = storage()
  keep('a', shared, 'first').dispose()
  const memory = keep('a', shared, 'second')
  expect(memory.recall()?.hunk).toBe('second')
  expect(new FocusMemory('a', () => shared).recall()?.hunk).toBe('first')
  memory.flush()
  expect(new FocusMemory('a', () => shared).recall()?.hunk).toBe('second')
})

test('only the sessions left last are kept', () => {
  const shared = storage()
  for (let index = 0; index < 60; index += 1) keep(`s${index}`, shared, 'here').dispose()
  expect(new FocusMemory('s9', () => shared).recall()).toBeNull()
  expect(new FocusMemory('s10', () => shared).recall()).not.toBeNull()
})

test('what is stored and makes no sense, and a storage that refuses, are as good as nothing', () => {
  const shared = storage()
  shared.setItem('winnow.places', '[["a",{"hunk":1}],["b",{"hunk":"x","number":2}],3]')
  expect(new FocusMemory('a', () => shared).recall()).toBeNull()
  expect(new FocusMemory('b', () => shared).recall()).toEqual({ hunk: 'x', number: 2 })
  shared.setItem('winnow.places', '{')
  expect(new FocusMemory('b', () => shared).recall()).toBeNull()
  const refused = new FocusMemory('a', () => {
    throw new Error('storage is forbidden here')
  })
  refused.remember({ hunk: 'x', number: 1 })
  refused.dispose()
  expect(refused.recall()).toEqual({ hunk: 'x', number: 1 })
})
