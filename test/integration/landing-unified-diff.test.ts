import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { readOneSide, readUnifiedDiff } from '#shared/domain/landing/unified-diff.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'winnow-unified-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function patchOf(before: string, after: string): Buffer {
  const files = [path.join(folder, 'a'), path.join(folder, 'b')] as const
  writeFileSync(files[0], before)
  writeFileSync(files[1], after)
  try {
    return execFileSync('git', ['diff', '--no-index', '-U3', ...files])
  } catch (error) {
    return (error as { stdout: Buffer }).stdout
  }
}

// Lines that look like parts of a patch.
const line = fc.constantFrom(
  'a',
  'b',
  '',
  '-',
  '+',
  '--- a/x',
  '+++ b/x',
  '@@ -1 +1 @@',
  '\\ No newline',
  ' c',
  'é',
)
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''))

describe('the rows of a difference', () => {
  test('give each side’s lines at their numbers, and all that differs', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const read = readUnifiedDiff(patchOf(before, after), 10_000)
        const rows = read?.rows ?? []
        const oldLines = before.split('\n')
        const newLines = after.split('\n')
        const inOld = rows.filter((row) => row.old !== null)
        const inNew = rows.filter((row) => row.new !== null)
        expect(inOld.map((row) => row.text)).toEqual(inOld.map((row) => oldLines[(row.old ?? 0) - 1]))
        expect(inNew.map((row) => row.text)).toEqual(inNew.map((row) => newLines[(row.new ?? 0) - 1]))
        const count = (kind: string): number => rows.filter((row) => row.kind === kind).length
        const ends = (content: string): number =>
          content.split('\n').length - (/(^|\n)$/.test(content) ? 1 : 0)
        expect(ends(after) - ends(before)).toBe(count('added') - count('deleted'))
        expect(count('added') + count('deleted') > 0).toBe(before !== after)
      }),
      { numRuns: 60 },
    )
  })
  test('stop at a limit and say how many more there are', () => {
    const patch = patchOf('', 'x\n'.repeat(100))
    expect(readUnifiedDiff(patch, 10)).toMatchObject({ more: 90 })
    expect(readUnifiedDiff(patch, 10)?.rows).toHaveLength(10)
    expect(readOneSide(Buffer.from('x\n'.repeat(100)), 'added', 10)).toMatchObject({ more: 90 })
  })
  test('are none where the content is no text', () => {
    expect(readUnifiedDiff(patchOf('a\0b\n', 'a\0c\n'), 10)).toBeNull()
    expect(readOneSide(Buffer.from('a\0b'), 'added', 10)).toBeNull()
  })
  test('of one side are all of its lines', () => {
    fc.assert(
      fc.property(text, (content) => {
        const { rows = [] } = readOneSide(Buffer.from(content), 'deleted', 1000) ?? {}
        const lines = rows.filter((row) => row.kind === 'deleted').map((row) => row.text)
        const note = rows.some((row) => row.kind === 'note')
        expect(lines.join('\n') + (note || lines.length === 0 ? '' : '\n')).toBe(content)
      }),
    )
  })
})
