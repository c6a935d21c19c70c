import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisplaySide, FileText } from '#shared/domain/changeset/file-text.ts'
import { choiceLines, chosenText } from './line-choice.ts'

const side = (text: string): DisplaySide => ({
  oid: '',
  bytes: text.length,
  text,
  encoding: 'utf-8',
  guessed: false,
  crlf: false,
  bom: false,
  endsWithNewline: text.endsWith('\n'),
  readOnly: null,
  omitted: null,
})

/** A file whose lines `old` between `head` and `tail` became `fresh`. */
function changed(
  head: readonly string[],
  old: readonly string[],
  fresh: readonly string[],
  tail: readonly string[],
): FileText {
  const text = (middle: readonly string[]): string =>
    [...head, ...middle, ...tail].map((line) => `${line}\n`).join('')
  const start = (lines: readonly string[]): number => head.length + (lines.length > 0 ? 1 : 0)
  return {
    path: 'a.ts',
    before: side(text(old)),
    after: side(text(fresh)),
    lines: [
      {
        hunk: 'h',
        edit: false,
        oldStart: start(old),
        oldLines: old.length,
        newStart: start(fresh),
        newLines: fresh.length,
      },
    ],
  }
}

describe('lines of a hunk', () => {
  const text = changed(['top'], ['one', 'two'], ['eins', 'zwei', 'drei'], ['end'])
  const said = (file: FileText): readonly string[] | undefined =>
    choiceLines(file, 'h')?.map((line) => `${line.side} ${line.text}`)

  it('are listed with the removed before the added, each in its place where there are as many', () => {
    expect(said(text)).toEqual(['old one', 'old two', 'new eins', 'new zwei', 'new drei'])
    expect(said(changed([], ['one', 'two'], ['eins', 'zwei'], []))).toEqual([
      ...['old one', 'new eins'],
      ...['old two', 'new zwei'],
    ])
  })

  it('are each taken or left', () => {
    expect(chosenText(text, 'h', new Set([1, 2]))).toBe('top\ntwo\nzwei\ndrei\nend\n')
    expect(chosenText(text, 'h', new Set([4]))).toBe('top\neins\nzwei\nend\n')
  })

  it('are none where the text is not shown', () => {
    expect(choiceLines({ ...text, after: null }, 'h')).toBeNull()
    expect(choiceLines(text, 'another')).toBeNull()
    expect(chosenText({ ...text, after: { ...side(''), omitted: 'tooLarge' } }, 'h', new Set())).toBeNull()
  })

  const lines = fc.array(fc.constantFrom('a', 'b', '', 'c', '}'), { maxLength: 6 })

  it('taken all, give the new side; left all, the old one; and nothing else of the file is another', () => {
    fc.assert(
      fc.property(lines, lines, lines, lines, fc.func(fc.boolean()), (head, old, fresh, tail, pick) => {
        fc.pre(old.length + fresh.length > 0)
        const file = changed(head, old, fresh, tail)
        const all = choiceLines(file, 'h') ?? []
        const own = all.map((_, index) => index)
        expect(chosenText(file, 'h', new Set())).toBe(file.after?.text)
        expect(chosenText(file, 'h', new Set(own))).toBe(file.before?.text)
        const left = new Set(own.filter((index) => pick(index)))
        const kept = all.filter(({ side: of }, index) => (of === 'new') !== left.has(index))
        const whole = [...head, ...kept.map((line) => line.text), ...tail]
        expect(chosenText(file, 'h', left)).toBe(whole.map((line) => `${line}\n`).join(''))
      }),
    )
  })
})
