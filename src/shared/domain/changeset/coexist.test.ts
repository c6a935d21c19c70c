import { describe, expect, it } from 'vitest'
import type { FileChange, FileDiff, HunkKind } from './file-diff.ts'
import { computeGroups } from './coexist.ts'

/** A file with hunks named "path:kind". */
function file(
  path: string,
  change: FileChange,
  kinds: readonly HunkKind[],
  oldPath: string | null = null,
): FileDiff {
  return {
    path,
    oldPath,
    change,
    oldMode: '100644',
    newMode: '100644',
    oldOid: null,
    newOid: null,
    binary: false,
    hunks: kinds.map((kind) => {
      return { id: `${path}:${kind}`, kind, oldStart: 0, oldLines: 0, newStart: 0, newLines: 0 }
    }),
  }
}

const groupsOf = (files: readonly FileDiff[]): string[][] => {
  const groups = new Map<string, string[]>()
  for (const [hunk, group] of computeGroups(files)) groups.set(group, [...(groups.get(group) ?? []), hunk])
  return [...groups.values()].map((group) => group.sort())
}

describe('what cannot coexist is one group', () => {
  it('a file that became a folder, with all files of the folder', () => {
    const files = [
      file('a', 'deleted', ['delete']),
      file('a/x', 'added', ['text']),
      file('a/y/z', 'added', ['binary']),
      file('ab', 'added', ['text']),
    ]
    expect(groupsOf(files)).toEqual([['a/x:text', 'a/y/z:binary', 'a:delete']])
  })

  it('a folder that became a file or a link', () => {
    const files = [
      file('d/one', 'deleted', ['delete']),
      file('d/two', 'deleted', ['delete']),
      file('d', 'added', ['symlink']),
    ]
    expect(groupsOf(files)).toEqual([['d/one:delete', 'd/two:delete', 'd:symlink']])
  })

  it('a rename into a folder of the old name is free alone, its text too, and not with others in that folder', () => {
    const rename = file('a/a', 'renamed', ['rename', 'text'], 'a')
    expect(groupsOf([rename])).toEqual([])
    expect(groupsOf([rename, file('a/b', 'added', ['text'])])).toEqual([['a/a:rename', 'a/b:text']])
  })

  it('chains through several files', () => {
    const files = [
      file('x', 'renamed', ['rename'], 'd/f'),
      file('d', 'renamed', ['rename', 'text'], 'y'),
      file('y/new', 'added', ['text']),
    ]
    expect(groupsOf(files)).toEqual([['d:rename', 'x:rename', 'y/new:text']])
  })

  it('nothing else', () => {
    const files = [file('a', 'modified', ['text', 'mode']), file('b/c', 'added', ['text'])]
    expect(groupsOf([...files, file('b/d', 'deleted', ['delete'])])).toEqual([])
  })

  it('is found fast among ten thousand files', () => {
    const files = Array.from({ length: 10_000 }, (_, index) => file(`d/f${index}`, 'deleted', ['delete']))
    const groups = computeGroups([...files, file('d', 'added', ['text'])])
    expect(groups.size).toBe(10_001)
    expect(new Set(groups.values()).size).toBe(1)
  })
})
