import { expect, test } from 'vitest'
import type { DecidedFile, DecidedHunk, OwnEdit } from '#shared/domain/review/decided.ts'
import type { DisplaySide, FileText } from '#shared/domain/changeset/file-text.ts'
import { firstLinesOf } from './first-lines.ts'

const side = (text: string): DisplaySide => ({
  oid: 'a'.repeat(40),
  bytes: text.length,
  text,
  encoding: 'utf-8',
  guessed: false,
  crlf: false,
  bom: false,
  endsWithNewline: true,
  readOnly: null,
  omitted: null,
})

function hunk(
  id: string,
  [oldStart, oldLines, newStart, newLines]: readonly number[],
  editedBy: string | null,
): DecidedHunk {
  return {
    ...{ id, kind: 'text', oldStart, oldLines, newStart, newLines, editedBy },
    ...{ decision: editedBy === null ? null : 'accept', cameBack: false, supersedes: null, group: null },
  } as DecidedHunk
}

function fileOf(hunks: readonly DecidedHunk[], edits: DecidedFile['edits']): DecidedFile {
  return {
    ...{ path: 'a.txt', oldPath: null, change: 'modified' as const, oldMode: '100644', newMode: '100644' },
    ...{ oldOid: 'b'.repeat(40), newOid: 'c'.repeat(40), binary: false, hunks, edits },
  }
}

function edit(
  oldStart: number,
  oldLines: number,
  replaced: string,
  bytes: string,
): OwnEdit & { holds: boolean } {
  const code = (text: string): string => Buffer.from(text).toString('base64')
  return {
    ...{ id: 'e', basePath: 'a.txt', oldStart, oldLines, holds: true },
    ...{ replaced: code(replaced), bytes: code(bytes) },
  }
}

// The agent put a line on top, changed "two", dropped "four" and added a line after "five".
const base = 'one\ntwo\nthree\nfour\nfive\n'
const top = hunk('top', [0, 0, 1, 1], null)

test('an edit over several hunks leaves each of them the line that is its own', () => {
  const hunks = [
    top,
    hunk('two', [2, 1, 3, 1], 'e'),
    hunk('four', [4, 1, 4, 0], 'e'),
    hunk('six', [5, 0, 6, 1], 'e'),
  ]
  const text: FileText = {
    path: 'a.txt',
    before: side(base),
    after: side('zero\none\nall of it\n'),
    lines: [
      { hunk: 'top', edit: false, oldStart: 0, oldLines: 0, newStart: 1, newLines: 1 },
      { hunk: 'e', edit: true, oldStart: 2, oldLines: 4, newStart: 3, newLines: 1 },
    ],
  }
  const file = fileOf(hunks, [edit(2, 4, 'TWO\nthree\nfive\nsix\n', 'all of it\n')])
  expect([...firstLinesOf(file, text)]).toEqual([
    ['top', 'zero'],
    ['two', 'TWO'],
    ['four', 'four'],
    ['six', 'six'],
  ])
})

test('an edit of one hunk shows what lands in its place', () => {
  const text: FileText = {
    path: 'a.txt',
    before: side(base),
    after: side('one\nmine\nthree\nfour\nfive\n'),
    lines: [{ hunk: 'e', edit: true, oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }],
  }
  const file = fileOf([hunk('two', [2, 1, 2, 1], 'e')], [edit(2, 1, 'TWO\n', 'mine\n')])
  expect(firstLinesOf(file, text).get('two')).toBe('mine')
})
