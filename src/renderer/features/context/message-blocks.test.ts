import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inlineParts, messageBlocks } from './message-blocks.ts'

describe('messageBlocks', () => {
  it('tells paragraphs, lists, headings and code apart', () => {
    const text = '## Plan\nFirst,\nthen.\n\n- one\n- two\n1. three\n\n```ts\nconst a = 1\n\n- no\n```\nDone.'
    expect(messageBlocks(text)).toEqual([
      { kind: 'heading', text: 'Plan' },
      { kind: 'paragraph', text: 'First,\nthen.' },
      { kind: 'list', ordered: false, items: ['one', 'two'] },
      { kind: 'list', ordered: true, items: ['three'] },
      { kind: 'code', text: 'const a = 1\n\n- no' },
      { kind: 'paragraph', text: 'Done.' },
    ])
  })

  it('shows an unfinished fence as code', () => {
    expect(messageBlocks('see\n```\nlet x')).toEqual([
      { kind: 'paragraph', text: 'see' },
      { kind: 'code', text: 'let x' },
    ])
  })

  it('never fails and never invents words', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '`', '*', '-', '#', '\n', ' ', '1', '.') }),
        (text) => {
          for (const block of messageBlocks(text))
            for (const part of block.kind === 'list' ? block.items : [block.text])
              for (const line of part.split('\n')) expect(text).toContain(line)
        },
      ),
    )
  })
})

describe('inlineParts', () => {
  it('marks code and strong words', () => {
    expect(inlineParts('run `npm test` **now**.')).toEqual([
      { kind: 'plain', text: 'run ' },
      { kind: 'code', text: 'npm test' },
      { kind: 'plain', text: ' ' },
      { kind: 'strong', text: 'now' },
      { kind: 'plain', text: '.' },
    ])
  })
})
