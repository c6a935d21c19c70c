import { describe, expect, it } from 'vitest'
import { withSections } from '#test/bench/sections.ts'

const order = ['start', 'page', 'load']

describe('a document of benchmarks', () => {
  it('keeps the sections of groups that were not measured, in the order of the groups', () => {
    const first = withSections(
      '',
      order,
      new Map([['load', 'one\n\n| a |\n\n### What falls short\n\n- x\n']]),
    )
    const second = withSections(first, order, new Map([['start', 'two']]))
    expect(second.slice(second.indexOf('## '))).toBe(
      '## start\n\ntwo\n\n## load\n\none\n\n| a |\n\n### What falls short\n\n- x\n',
    )
    expect(withSections(second, order, new Map())).toBe(second)
    const third = withSections(second, order, new Map([['load', 'three']]))
    expect(third.slice(third.indexOf('## '))).toBe('## start\n\ntwo\n\n## load\n\nthree\n')
  })

  it('loses the section of a group that there is no more', () => {
    const first = withSections(
      '',
      ['old', ...order],
      new Map([
        ['old', 'x'],
        ['page', 'y'],
      ]),
    )
    expect(withSections(first, order, new Map())).not.toContain('## old')
  })
})
