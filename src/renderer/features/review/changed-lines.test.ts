import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedLines } from './changed-lines.ts'

function apply(before: string, edit: { start: number; lines: number; text: string }): string {
  const lines = before.split('\n')
  const from = edit.lines === 0 ? edit.start : edit.start - 1
  const head = lines.slice(0, from).map((line) => `${line}\n`)
  const rest = lines.slice(from + edit.lines)
  return head.join('') + edit.text + rest.join('\n')
}

test('an edited line is one whole line', () => {
  expect(changedLines('a\nb\nc\n', 'a\nB\nc\n')).toEqual({ start: 2, lines: 1, text: 'B\n' })
})
test('an inserted line stands after the one before it', () => {
  expect(changedLines('a\nc\n', 'a\nb\nc\n')).toEqual({ start: 1, lines: 0, text: 'b\n' })
})
test('a removed line leaves no text', () => {
  expect(changedLines('a\nb\nc\n', 'a\nc\n')).toEqual({ start: 2, lines: 1, text: '' })
})
test('taking the last line break away reaches the empty line behind it', () => {
  expect(changedLines('a\nb\n', 'a\nb')).toEqual({ start: 2, lines: 2, text: 'b' })
})
test('nothing changed is no edit', () => {
  expect(changedLines('a\n', 'a\n')).toBeNull()
})
test('the edit turns the old text into the new one', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 6 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edit = changedLines(before, after)
      expect(edit === null ? before : apply(before, edit)).toBe(after)
    }),
  )
})
