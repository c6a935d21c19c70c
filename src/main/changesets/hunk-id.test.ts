import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddText } from '#test/support/texts.ts'
import { TextHunkHash, textHunkId, textHunkPrefix, unitHunkId } from './hunk-id.ts'

const identity = { basePath: 'src/a.ts', addedMode: null, oldStart: 3, oldLines: 2 }
const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('hunk ids', () => {
  it('are short and safe in a command line', () => {
    expect(textHunkId(identity, bytes('a\n'), bytes('b\n'))).toMatch(/^h[A-Za-z0-9_-]{27}$/)
    expect(unitHunkId({ kind: 'delete', basePath: 'a' })).toMatch(/^h[A-Za-z0-9_-]{27}$/)
  })

  it('stay what they are, because decisions are stored by them', () => {
    expect(textHunkId(identity, bytes('a\n'), bytes('b\n'))).toBe('hTdjySh6VGB-DI4tUxaPuGGYMNzo')
    expect(unitHunkId({ kind: 'rename', basePath: 'a', newPath: 'b' })).toBe('hLuXytLJY1JBdw_Om4XZ1TOQ_HWw')
  })

  it('differ when anything of the content or its place in the base differs', () => {
    const ids = [
      textHunkId(identity, bytes('a\n'), bytes('b\n')),
      textHunkId(identity, bytes('a\n'), bytes('b')),
      textHunkId(identity, bytes('a'), bytes('\nb\n')),
      textHunkId(identity, bytes('a\nb\n'), bytes('')),
      textHunkId(identity, bytes(''), bytes('a\nb\n')),
      textHunkId({ ...identity, oldStart: 4 }, bytes('a\n'), bytes('b\n')),
      textHunkId({ ...identity, oldLines: 1 }, bytes('a\n'), bytes('b\n')),
      textHunkId({ ...identity, basePath: 'src/b.ts' }, bytes('a\n'), bytes('b\n')),
      textHunkId({ ...identity, addedMode: '100644' }, bytes('a\n'), bytes('b\n')),
      textHunkId({ ...identity, addedMode: '100755' }, bytes('a\n'), bytes('b\n')),
      unitHunkId({ kind: 'mode', basePath: 'a', oldMode: '100644', newMode: '100755' }),
      unitHunkId({ kind: 'mode', basePath: 'a', oldMode: '100755', newMode: '100644' }),
      unitHunkId({ kind: 'rename', basePath: 'ab', newPath: 'c' }),
      unitHunkId({ kind: 'rename', basePath: 'a', newPath: 'bc' }),
      unitHunkId({ kind: 'binary', basePath: 'a', oldOid: '1', newOid: '2' }),
      unitHunkId({ kind: 'binary', basePath: 'a', oldOid: '12', newOid: '' }),
      unitHunkId({ kind: 'symlink', basePath: 'a', oldOid: '1', newOid: '2' }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('do not depend on how the bytes come in', () => {
    const pieces = fc.array(oddText(40), { maxLength: 4 })
    fc.assert(
      fc.property(pieces, pieces, fc.integer({ min: 1, max: 9 }), (before, after, size) => {
        const [old, now] = [Buffer.concat(before), Buffer.concat(after)]
        const hash = new TextHunkHash()
        hash.begin(textHunkPrefix(identity.basePath, null), identity.oldStart, identity.oldLines)
        for (const side of [old, now]) {
          for (let start = 0; start < side.length; start += size) {
            const end = Math.min(start + size, side.length)
            for (let at = start; at < end;) at = hash.writeLine(side, at, end)
          }
          // A line break that git only printed is taken back.
          hash.write(bytes('\n'), 0, 1)
          hash.dropLast()
          hash.startNew()
        }
        expect(hash.end()).toBe(textHunkId(identity, old, now))
      }),
    )
  })

  it('take content of any size', () => {
    const long = Buffer.alloc(700_001, 'x')
    const hash = new TextHunkHash()
    hash.begin(textHunkPrefix(identity.basePath, null), identity.oldStart, identity.oldLines)
    for (let at = 0; at < long.length;) at = hash.writeLine(long, at, long.length)
    hash.startNew()
    for (let at = 0; at < long.length; at += 60_000)
      for (let from = at; from < Math.min(at + 60_000, long.length);)
        from = hash.writeLine(long, from, Math.min(at + 60_000, long.length))
    const id = hash.end()
    expect(id).toBe(textHunkId(identity, long, long))
    expect(id).not.toBe(textHunkId(identity, long, long.subarray(1)))
  })
})
