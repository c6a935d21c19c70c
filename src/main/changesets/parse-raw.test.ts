import { describe, expect, it } from 'vitest'
import { DiffFormatError, RawParser } from './parse-raw.ts'

const oid = (digit: string): string => digit.repeat(40)
const raw = Buffer.from(
  [
    `:100644 100755 ${oid('1')} ${oid('2')} M`,
    'plain.ts',
    `:100644 100644 ${oid('3')} ${oid('4')} R087`,
    'old name',
    'new\nname',
    `:000000 120000 ${oid('0')} ${oid('5')} A`,
    ':100644 looks like an entry',
    '',
  ].join('\0'),
)

describe('raw entries', () => {
  it('are read in pieces of any size, up to the patch', () => {
    const whole = Buffer.concat([raw, Buffer.from('\0diff --git')])
    for (let size = 1; size <= whole.length; size += 1) {
      const parser = new RawParser()
      let rest: Buffer | null = null
      let at = 0
      for (; at < whole.length && !rest; at += size) rest = parser.push(whole.subarray(at, at + size))
      const patch = Buffer.concat([rest ?? Buffer.alloc(0), whole.subarray(at)]).toString()
      expect(patch).toBe('diff --git')
      expect(parser.complete).toBe(true)
      expect(parser.entries).toEqual([
        {
          oldMode: '100644',
          newMode: '100755',
          oldOid: oid('1'),
          newOid: oid('2'),
          status: 'M',
          path: 'plain.ts',
          source: null,
        },
        {
          oldMode: '100644',
          newMode: '100644',
          oldOid: oid('3'),
          newOid: oid('4'),
          status: 'R',
          path: 'new\nname',
          source: 'old name',
        },
        {
          oldMode: '000000',
          newMode: '120000',
          oldOid: oid('0'),
          newOid: oid('5'),
          status: 'A',
          path: ':100644 looks like an entry',
          source: null,
        },
      ])
    }
  })

  it('keep bytes of paths that are not UTF-8', () => {
    const parser = new RawParser()
    parser.push(
      Buffer.concat([
        Buffer.from(`:100644 100644 ${oid('1')} ${oid('2')} M\0`),
        Buffer.from([0xff, 0x61, 0]),
      ]),
    )
    expect(parser.entries[0]?.path).toBe('\udcffa')
  })

  it('are incomplete when they break off', () => {
    const parser = new RawParser()
    expect(parser.push(raw.subarray(0, raw.length - 3))).toBeNull()
    expect(parser.complete).toBe(false)
  })

  it('are refused when they are something else', () => {
    expect(() => new RawParser().push(Buffer.from('fatal: no\0'))).toThrow(DiffFormatError)
    expect(() => new RawParser().push(Buffer.from(`:100644 100644 ${oid('1')} ${oid('2')} X\0a\0`))).toThrow(
      DiffFormatError,
    )
  })
})
