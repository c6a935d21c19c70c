import { expect, test } from 'vitest'
import { readStored, readStoredJson, writeStored, type PageStorage } from './stored.ts'

const none: PageStorage = () => {
  throw new Error('storage is off')
}

function full(): PageStorage {
  return () => ({
    getItem: () => 'kept before',
    setItem: () => {
      throw new DOMException('There is no room.', 'QuotaExceededError')
    },
  })
}

test('a page goes on where the browser keeps nothing, or has no room', () => {
  writeStored(none, 'name', 'text')
  expect(readStored(none, 'name')).toBeNull()
  expect(readStoredJson(none, 'name')).toBeNull()
  const storage = full()
  writeStored(storage, 'name', 'text')
  expect(readStored(storage, 'name')).toBe('kept before')
})

test('what is damaged is as good as nothing', () => {
  const items = new Map<string, string>()
  const storage: PageStorage = () => ({
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
  })
  expect(readStoredJson(storage, 'name')).toBeNull()
  writeStored(storage, 'name', '{"a":1}')
  expect(readStoredJson(storage, 'name')).toEqual({ a: 1 })
  writeStored(storage, 'name', '{"a":')
  expect(readStoredJson(storage, 'name')).toBeNull()
  expect(readStored(storage, 'name')).toBe('{"a":')
})
