import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { writersOf, type ToldEdit } from './hunk-provenance.ts'

const edit = (item: string, turn: number, ...lines: readonly string[]): ToldEdit => {
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
  const head = `--- a/a\n+++ b/a\n@@ -1,${count('-') + count(' ')} +1,${count('+') + count(' ')} @@`
  return { item, turn, text: item, diff: [head, ...lines].join('\n') }
}

describe('the steps that wrote a hunk', () => {
  it('are the newest edits that made its lines, oldest first', () => {
    const newest = [
      edit('third', 2, '-two', '+deux'),
      edit('second', 1, '+two', '+three'),
      edit('first', 1, '-gone'),
    ]
    expect(writersOf({ added: ['deux', 'three'], deleted: ['gone'] }, newest, ['a'])).toEqual({
      steps: [
        { item: 'first', turn: 1, text: 'first', lines: 1 },
        { item: 'second', turn: 1, text: 'second', lines: 1 },
        { item: 'third', turn: 2, text: 'third', lines: 1 },
      ],
      lines: 3,
      untold: 0,
    })
  })

  it('are not told of lines that nobody told, or that are there although they were taken away since', () => {
    const newest = [edit('second', 1, '-back'), edit('first', 1, '+back', ' kept')]
    expect(writersOf({ added: ['back', 'kept', 'new'], deleted: [] }, newest, ['a'])).toEqual({
      steps: [],
      lines: 3,
      untold: 3,
    })
  })

  it('are those of the file alone, where an edit is of several', () => {
    const diff = `--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-x\n+y\n--- /dev/null\n+++ b/b\n@@ -0,0 +1,1 @@\n+z`
    const newest = [{ item: 'both', turn: 1, text: '', diff }]
    expect(writersOf({ added: ['y', 'z'], deleted: [] }, newest, ['a'])).toMatchObject({ untold: 1 })
    expect(writersOf({ added: ['y', 'z'], deleted: [] }, newest, ['b'])).toMatchObject({ untold: 1 })
    expect(writersOf({ added: ['y', 'z'], deleted: [] }, newest, ['a', 'b'])).toMatchObject({ untold: 0 })
  })

  it('are told of blank lines only where there are no others', () => {
    const newest = [edit('only', 1, '+', '+x')]
    expect(writersOf({ added: ['', 'x'], deleted: [] }, newest, ['a'])).toMatchObject({ lines: 1, untold: 0 })
    expect(writersOf({ added: ['', ''], deleted: [] }, newest, ['a'])).toMatchObject({ lines: 2, untold: 0 })
  })
})

test('law: each line has one writer or none', () => {
  const line = fc.constantFrom('a', 'b', 'c', '')
  const told = fc.array(
    fc.tuple(fc.constantFrom('+', '-', ' '), line).map(([sign, text]) => sign + text),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(fc.array(line), fc.array(line), fc.array(told, { maxLength: 4 }), (added, deleted, edits) => {
      const newest = edits.map((lines, index) => edit(String(index), 1, ...lines))
      const { steps, lines, untold } = writersOf({ added, deleted }, newest, ['a'])
      expect(steps.reduce((sum, step) => sum + step.lines, untold)).toBe(lines)
      expect(lines).toBeLessThanOrEqual(added.length + deleted.length)
      for (const step of steps) expect(step.lines).toBeGreaterThan(0)
    }),
  )
})
