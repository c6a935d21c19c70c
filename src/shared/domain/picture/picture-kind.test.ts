import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { samplePictures, samplePng } from '#test/support/sample-pictures.ts'
import { pictureShape } from './picture-kind.ts'

const size = { width: 5, height: 3 }
const all = [samplePng(5, 3, [0, 128, 128]), ...Object.values(samplePictures)]

describe('the kind of a picture', () => {
  test('is told by its bytes, with its size', () => {
    expect(pictureShape(samplePng(5, 3, [0, 128, 128]))).toEqual({ kind: 'png', ...size })
    expect(pictureShape(samplePictures.jpeg)).toEqual({ kind: 'jpeg', ...size })
    expect(pictureShape(samplePictures.gif)).toEqual({ kind: 'gif', ...size })
    for (const name of ['lossy', 'lossless', 'extended'] as const)
      expect(pictureShape(samplePictures[name])).toEqual({ kind: 'webp', ...size })
  })

  test('is none of what holds more than pixels, or nothing', () => {
    for (const text of [
      '',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      '<?xml version="1.0"?><svg/>',
      '<html>',
      '%PDF-1.7',
      'BM',
      'GIF8',
      'RIFF\0\0\0\0WAVEfmt ',
    ])
      expect(pictureShape(Buffer.from(text))).toBeNull()
    // A file that is a page as well, for those who look at its beginning only.
    expect(pictureShape(Buffer.from('\x89PNG\r\n\x1a\n<script>', 'latin1'))).toBeNull()
    expect(pictureShape(samplePng(0, 3, [0, 0, 0]))).toBeNull()
  })

  test('law: whatever is cut off or changed, it ends, and says a kind only of what begins so', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.nat(700),
        fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 8 }),
        (picture, cut, changes) => {
          const bytes = Buffer.from(picture.subarray(0, cut))
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
          const shape = pictureShape(bytes)
          if (shape === null) return
          const begins = { png: '\x89PNG', jpeg: '\xff\xd8\xff', gif: 'GIF8', webp: 'RIFF' }[shape.kind]
          expect(bytes.toString('latin1', 0, begins.length)).toBe(begins)
          expect(Math.min(shape.width, shape.height)).toBeGreaterThan(0)
        },
      ),
    )
  })
})
