import { describe, expect, it } from 'vitest'
import type { BaseChoice } from '#shared/domain/repository/repository.ts'
import { rangeCompletions } from './range-completions.ts'

const named = (name: string, kind: BaseChoice['kind'] = 'branch'): BaseChoice => ({
  name,
  kind,
  ref: `refs/${name}`,
  commit: '',
  upstream: null,
  behind: null,
})
const bases = [
  named('main'),
  named('fix/main-menu'),
  named('v1.2', 'tag'),
  named('origin/main', 'remoteBranch'),
]
const values = (text: string): readonly string[] => rangeCompletions(text, bases).map((one) => one.value)

describe('completion of a range', () => {
  it('offers what begins so first, then what has it inside', () => {
    expect(values('ma')).toEqual(['main', 'fix/main-menu', 'origin/main'])
    expect(values('')).toEqual(['main', 'fix/main-menu', 'v1.2', 'origin/main'])
  })

  it('completes the last name of a range', () => {
    expect(values('main..v')).toEqual(['main..v1.2'])
    expect(values('main...fix')).toEqual(['main...fix/main-menu'])
    expect(values('v1.2..ori')).toEqual(['v1.2..origin/main'])
  })

  it('offers no name that stands there already', () => {
    expect(values('main')).toEqual(['fix/main-menu', 'origin/main'])
    expect(values('v1.2')).toEqual([])
  })
})
