import { describe, expect, test } from 'vitest'
import { fillWords, splitCommandLine } from './command-line.ts'

describe('command lines of people', () => {
  test.each([
    ['code -g {file}:{line}', ['code', '-g', '{file}:{line}']],
    ['  "/opt/My Editor/bin" \'a b\' c\\ d "" ', ['/opt/My Editor/bin', 'a b', 'c d', '']],
    ['say "a \\"b\\" \\\\ c" $HOME `x`', ['say', 'a "b" \\ c', '$HOME', '`x`']],
    ['', []],
  ])('%j', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words)
  })

  test('an open quote is refused', () => {
    expect(splitCommandLine('code "a')).toBeNull()
  })

  test('a value stays one word and is not filled again', () => {
    expect(fillWords(['-g', '{file}:{line}', '{other}'], { file: 'a {line} b', line: '3' })).toEqual([
      '-g',
      'a {line} b:3',
      '{other}',
    ])
  })
})
