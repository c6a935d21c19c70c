import { expect, test } from 'vitest'
import type { PageStorage } from '#renderer/client/stored.ts'
import { forgetLeftEdit, keepLeftEdit, leftEditOf } from './left-edits.ts'

function memory(): PageStorage {
  const items = new Map<string, string>()
  return () => ({
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
  })
}

const edit = { session: 's', path: 'a.txt', oid: '1', text: 'typed\n' }

test('what was left is there for its file in its session, the newest text of it', () => {
  const storage = memory()
  expect(leftEditOf(storage, 's', 'a.txt')).toBeNull()
  keepLeftEdit(storage, edit)
  keepLeftEdit(storage, { ...edit, path: 'b.txt', text: 'other\n' })
  keepLeftEdit(storage, { ...edit, session: 't', text: 'of another session\n' })
  keepLeftEdit(storage, { ...edit, oid: '2', text: 'typed again\n' })
  expect(leftEditOf(storage, 's', 'a.txt')).toEqual({ ...edit, oid: '2', text: 'typed again\n' })
  forgetLeftEdit(storage, edit)
  expect(leftEditOf(storage, 's', 'a.txt')).toBeNull()
  expect(leftEditOf(storage, 's', 'b.txt')?.text).toBe('other\n')
  expect(leftEditOf(storage, 't', 'a.txt')?.text).toBe('of another session\n')
})

test('what was stored by others is no edit', () => {
  const storage = memory()
  storage().setItem('winnow.leftEdits', '[3, null, {"session":"s","path":"a.txt","oid":"1","text":7}]')
  expect(leftEditOf(storage, 's', 'a.txt')).toBeNull()
  keepLeftEdit(storage, edit)
  expect(leftEditOf(storage, 's', 'a.txt')).toEqual(edit)
})
