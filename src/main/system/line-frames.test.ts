import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineFrames } from './line-frames.ts'

test('lines come whole, in their order, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.nat({ max: 9 })), (texts, cuts) => {
      const lines = texts.map((text) => text.replaceAll('\n', ' '))
      const got: string[] = []
      const frames = new LineFrames(
        1e6,
        (line) => void got.push(line),
        () => expect.unreachable(),
      )
      let rest = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      for (const cut of cuts) {
        frames.take(rest.subarray(0, cut))
        rest = rest.subarray(cut)
      }
      frames.take(rest)
      expect(got).toEqual(lines.map((line) => line.trim()).filter(Boolean))
    }),
  )
})

test('after a line that is too long nothing comes', () => {
  const got: string[] = []
  const frames = new LineFrames(
    4,
    (line) => void got.push(line),
    () => void got.push('too long'),
  )
  for (const text of ['abcd\nab', 'cde', 'f\nx\n', 'y\n']) frames.take(Buffer.from(text))
  expect(got).toEqual(['abcd', 'too long'])
})
