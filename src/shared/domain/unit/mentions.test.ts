import { describe, expect, it } from 'vitest'
import { nameOfFile, names } from './mentions.ts'

const named = (path: string, word: string, from = 'src/app.ts'): boolean =>
  names({ path: from, line: 1, word }, path)

describe('mentions of a file', () => {
  it('are looked for by its name, or its folder’s', () => {
    expect(['src/old/date.ts', 'src/date/index.ts', 'pkg/__init__.py', 'a.test.ts'].map(nameOfFile)).toEqual([
      'date',
      'date',
      'pkg',
      'a.test',
    ])
    expect(['x.ts', 'index.ts', 'src/a b.ts'].map(nameOfFile)).toEqual([null, null, null])
  })

  it('lead there from where they stand', () => {
    expect(named('src/old/date.ts', './old/date')).toBe(true)
    expect(named('src/old/date.ts', './old/date.js')).toBe(true)
    expect(named('src/old/date.ts', '../old/date.ts', 'src/ui/button.ts')).toBe(true)
    expect(named('src/old/index.ts', './old')).toBe(true)
    expect(named('src/old/date.ts', './date')).toBe(false)
    expect(named('src/old/date.ts', './new/date')).toBe(false)
    expect(named('src/old/date.ts', '../../../../date')).toBe(false)
  })

  it('are a whole path, or a module that the path ends with', () => {
    expect(named('src/old/date.ts', 'src/old/date.ts', 'package.json')).toBe(true)
    expect(named('src/old/date.ts', '/src/old/date.ts', 'index.html')).toBe(true)
    expect(named('src/old/date.ts', '@/old/date')).toBe(true)
    expect(named('src/old/date.ts', '#lib/old/date.ts')).toBe(true)
    expect(named('lib/old/date.py', 'old.date', 'lib/app.py')).toBe(true)
    expect(named('src/old/date.ts', 'date')).toBe(false)
    expect(named('src/old/date.ts', 'other/date')).toBe(false)
    expect(named('src/old/date.ts', 'birthdate')).toBe(false)
    expect(named('src/old/date.ts', 'threshold/date')).toBe(false)
  })
})
