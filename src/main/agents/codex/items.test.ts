import { expect, test } from 'vitest'
import { commandText, diffText, timelineItem } from './items.ts'
import { readItem } from './protocol.ts'

test.each([
  [`/bin/bash -lc 'echo one'`, 'echo one'],
  [`bash -c 'it'\\''s'`, `it's`],
  ['/usr/bin/zsh -lc ls', 'ls'],
  [`/bin/bash -lc "a $b"`, `/bin/bash -lc "a $b"`],
  [`/bin/bash -lc 'a' 'b'`, `/bin/bash -lc 'a' 'b'`],
  ['cargo test', 'cargo test'],
])('the line of %s is what the model wrote', (command, text) => expect(commandText(command)).toBe(text))

test('changes become one difference, new and deleted files whole', () => {
  const diff = diffText(
    [
      { path: '/w/a.txt', kind: { type: 'update', move_path: null }, diff: '@@ -1 +1 @@\n-a\n+b\n' },
      { path: '/w/new.txt', kind: { type: 'add' }, diff: 'one\ntwo\n' },
      { path: '/w/old.txt', kind: { type: 'delete' }, diff: 'gone\n' },
      {
        path: '/w/from.txt',
        kind: { type: 'update', move_path: '/w/to.txt' },
        diff: '@@ -1 +1 @@\n-a\n+b\n',
      },
      { path: '/elsewhere/x', kind: { type: 'add' }, diff: 'x\n' },
    ],
    '/w',
  )
  expect(diff.split('\n')).toEqual(
    [
      ['--- a/a.txt', '+++ b/a.txt', '@@ -1 +1 @@', '-a', '+b'],
      ['--- /dev/null', '+++ b/new.txt', '@@ -0,0 +1,2 @@', '+one', '+two'],
      ['--- a/old.txt', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-gone'],
      ['--- a/from.txt', '+++ b/to.txt', '@@ -1 +1 @@', '-a', '+b'],
      ['--- /dev/null', '+++ b//elsewhere/x', '@@ -0,0 +1,1 @@', '+x'],
    ].flat(),
  )
})

test('what is not known is shown as what it is, and no item is made of what is none', () => {
  const item = readItem({ type: 'imageGeneration', id: 'i1', status: 'completed', more: 1 })
  expect(item && timelineItem(item, true, '/w')?.item).toMatchObject({
    kind: 'toolCall',
    state: 'completed',
    text: 'imageGeneration',
  })
  expect(readItem({ type: 'commandExecution' })).toBeNull()
  expect(readItem('nothing')).toBeNull()
})
