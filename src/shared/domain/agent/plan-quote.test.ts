import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotedLines, withQuote } from './plan-quote.ts'

const plan = 'Why so.\n\n1. Dig\n   Files: `a.ts`\n2. Fill\n'
const at = (text: string): number => plan.indexOf(text)

describe('the lines of a plan that words are about', () => {
  it('are those of the cursor or of the selection', () => {
    expect(quotedLines(plan, at('ig'), at('ig'))).toBe('> 1. Dig\n')
    expect(quotedLines(plan, at('ig'), at('iles'))).toBe('> 1. Dig\n> Files: `a.ts`\n')
    // Whole lines, as a press of Shift and the arrow selects them, from either end.
    expect(quotedLines(plan, at('1.'), at('   Files'))).toBe('> 1. Dig\n')
    expect(quotedLines(plan, at('2.'), at('   Files'))).toBe('> Files: `a.ts`\n')
    expect(quotedLines(plan, at('\n1.'), at('\n1.'))).toBe('> 1. Dig\n')
    expect(quotedLines(plan, plan.length, plan.length)).toBe('> Why so.\n')
    expect(quotedLines(' \n', 0, 2)).toBe('')
  })

  it('are lines of it that the selection touches, in their order, and at least one', () => {
    const text = fc.array(fc.constantFrom('a', ' b', 'ü c', '', '1. d', '👍'), { maxLength: 8 })
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), (lines, one, other) => {
        const whole = lines.join('\n')
        const [from, to] = [Math.min(one, whole.length), Math.min(other, whole.length)]
        const quoted = quotedLines(whole, from, to).split('\n').slice(0, -1)
        const written = lines.filter((line) => line.trim() !== '')
        expect(quoted.length > 0).toBe(written.length > 0)
        for (const line of quoted) expect(written.map((each) => `> ${each.trim()}`)).toContain(line)
        expect(quotedLines(whole, 0, whole.length).split('\n').slice(0, -1)).toHaveLength(written.length)
      }),
    )
  })

  it('stand below what was written before', () => {
    expect(withQuote('', '> a\n')).toBe('> a\n')
    expect(withQuote('> a\nDeeper.\n', '> b\n')).toBe('> a\nDeeper.\n\n> b\n')
  })
})
