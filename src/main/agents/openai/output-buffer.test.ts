import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitOutput, OutputBuffer } from './output-buffer.ts'

const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 })

test('law: keeps the beginning and the end, and counts what is missing', () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 2, max: 100 }), (parts, limit) => {
      const buffer = new OutputBuffer(limit)
      for (const part of parts) buffer.add(part)
      const all = Buffer.concat(parts)
      const { head, tail, dropped } = buffer.take()
      expect(head.length + dropped + tail.length).toBe(all.length)
      expect(head).toEqual(all.subarray(0, head.length))
      expect(tail).toEqual(all.subarray(all.length - tail.length))
      expect(all.length > limit || dropped === 0).toBe(true)
      // A chunk is kept whole until the one after it fills the half.
      expect(head.length + tail.length).toBeLessThanOrEqual(limit + 40)
      expect(buffer.take()).toEqual({ head: Buffer.alloc(0), tail: Buffer.alloc(0), dropped: 0 })
    }),
  )
})

test('drops nothing while all of it is within an odd limit', () => {
  const buffer = new OutputBuffer(3)
  for (const part of ['a', 'b', 'c']) buffer.add(Buffer.from(part))
  expect(buffer.take()).toEqual({ head: Buffer.from('a'), tail: Buffer.from('bc'), dropped: 0 })
})

test('does not hold on to the memory that it was given', () => {
  const buffer = new OutputBuffer(10)
  const shared = Buffer.from('abc')
  buffer.add(shared)
  shared.fill(0)
  expect(buffer.take().head.toString()).toBe('abc')
})

test('law: what a model gets is within the limit, whole characters, from both ends', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\n'), maxLength: 200 })
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 20, max: 400 }),
      (output, tokens, kept) => {
        const buffer = new OutputBuffer(kept)
        buffer.add(Buffer.from(output))
        const limited = limitOutput(buffer.take(), tokens)
        expect(limited.text).not.toContain('\ufffd')
        expect(limited.cut || limited.text === output).toBe(true)
        const [start = '', end = start] = limited.text.split(/\n… about \d+ tokens left out …\n/)
        expect(output.startsWith(start)).toBe(true)
        expect(output.endsWith(end)).toBe(true)
        expect(Buffer.byteLength(limited.cut ? start + end : start)).toBeLessThanOrEqual(tokens * 4)
        expect(limited.tokens).toBe(Math.ceil(Buffer.byteLength(output) / 4))
      },
    ),
  )
})
