import { describe, expect, it } from 'vitest'
import type { Hunk } from '../changeset/file-diff.ts'
import { changedExports, nameLinks, type NamedFile } from './name-links.ts'
import type { NamesInText } from './names.ts'

const text = (told: Partial<NamesInText> = {}): NamesInText => ({
  definitions: [],
  imports: [],
  exports: [],
  bound: [],
  uses: [],
  open: 'no',
  ...told,
})
const lines = (id: string, [oldStart, oldLines]: number[], [newStart, newLines]: number[]): Hunk =>
  ({ id, kind: 'text', oldStart, oldLines, newStart, newLines }) as Hunk
const file = (told: Partial<NamedFile> & { readonly path: string }): NamedFile => ({
  isRenamed: false,
  hunks: [],
  base: null,
  revision: null,
  ...told,
})
const defined = (name: string, line: number) => ({ name, line, exported: true })
const taken = (imported: string, from: string, line = 1) => ({ name: imported, imported, from, line })
/** Each link in a few words. */
const told = (of: NamedFile, others: readonly NamedFile[] = []): readonly string[] =>
  nameLinks(of, others).map(
    ({ name, definitions, uses }) =>
      `${name} ${definitions.map((at) => `${at.side} ${at.hunk}`).join(' ')}: ${uses
        .map((at) => `${at.path}:${at.line} ${at.side} ${at.hunk}`)
        .join(', ')}`,
  )

const insertions = [lines('one', [0, 0], [1, 3]), lines('two', [5, 0], [9, 2])]

describe('names of one file', () => {
  const of = (revision: Partial<NamesInText>, base: Partial<NamesInText> = {}): NamedFile =>
    file({ path: 'src/a.ts', hunks: insertions, base: text(base), revision: text(revision) })
  const uses = [{ name: 'x', line: 10 }]

  it('are linked to the hunks that define and use them', () => {
    expect(told(of({ definitions: [defined('x', 2)], uses }))).toEqual(['x added one: src/a.ts:10 added two'])
    expect(told(of({ imports: [taken('x', 'y', 2)], uses }))).toEqual(['x added one: src/a.ts:10 added two'])
  })

  it('are left out where another definition can be meant', () => {
    const definitions = [defined('x', 2)]
    expect(told(of({ definitions, uses, bound: ['x'] }))).toEqual([])
    expect(told(of({ definitions, uses }, { bound: ['x'] }))).toEqual([])
    expect(told(of({ definitions: [...definitions, defined('x', 5)], uses }))).toEqual([])
    expect(told(of({ definitions, uses, open: 'all' }))).toEqual([])
    // It was used before it was defined: it is there without this.
    expect(told(of({ definitions, uses: [...uses, { name: 'x', line: 6 }] }))).toEqual([])
    expect(
      told(of({ definitions: [defined('describe', 2)], uses: [{ name: 'describe', line: 10 }] })),
    ).toEqual([])
    expect(told(of({ definitions: [defined('x', 2)] }))).toEqual([])
  })

  it('are linked to what takes a definition away', () => {
    const gone = file({
      path: 'src/a.ts',
      hunks: [lines('goes', [1, 3], [0, 0]), lines('less', [8, 1], [4, 0])],
      base: text({
        definitions: [defined('x', 1)],
        uses: [
          { name: 'x', line: 8 },
          { name: 'x', line: 6 },
        ],
      }),
      revision: text({ uses: [{ name: 'x', line: 3 }] }),
    })
    expect(told(gone)).toEqual(['x removed goes: src/a.ts:3 kept null, src/a.ts:8 removed less'])
  })
})

describe('names that other files take', () => {
  const added = file({
    path: 'src/net/retry.ts',
    hunks: [lines('new', [0, 0], [1, 9])],
    revision: text({ definitions: [defined('retry', 1), { ...defined('own', 2), exported: false }] }),
  })
  const importer = (path: string, from: string, side: Partial<NamedFile> = {}): NamedFile =>
    file({
      path,
      hunks: [lines('import', [0, 0], [1, 1])],
      base: text(),
      revision: text({ imports: [taken('retry', from), taken('own', from)] }),
      ...side,
    })

  it('are linked by the way to the file', () => {
    expect(changedExports(added)).toEqual(['retry'])
    for (const from of ['./retry', './retry.ts', './retry.js', '../net/retry'])
      expect(told(added, [importer('src/net/b.ts', from)])).toEqual([
        'retry added new: src/net/b.ts:1 added import',
      ])
    for (const from of ['./other', 'retry', 'net/retry', '../retry'])
      expect(told(added, [importer('src/net/b.ts', from)])).toEqual([])
  })

  it('are linked by the end of it where that can mean one file only', () => {
    const by = importer('src/b.ts', '#app/net/retry.ts')
    expect(told(added, [by])).toHaveLength(1)
    const twin = file({ path: 'lib/net/retry.ts', revision: text() })
    expect(told(added, [by, twin])).toEqual([])
    const packaged = { ...added, path: 'packages/one/src/net/retry.ts' }
    expect(told(packaged, [importer('packages/one/src/b.ts', '@/net/retry')])).toHaveLength(1)
    expect(told(packaged, [importer('packages/two/src/b.ts', '@/net/retry')])).toEqual([])
  })

  it('are left out where the file was there under another name, or hands on what it does not name', () => {
    const by = importer('src/net/b.ts', './retry')
    const before = file({
      path: 'src/net/retry/index.js',
      base: text({ definitions: [defined('retry', 1)] }),
      revision: text({ definitions: [defined('retry', 1)] }),
    })
    expect(told(added, [by, before])).toEqual([])
    expect(told({ ...added, revision: text({ ...added.revision, open: 'exports' }) }, [by])).toEqual([])
    expect(told({ ...added, isRenamed: true }, [by])).toEqual([])
  })

  it('are linked to files that the change leaves as they are', () => {
    const gone = file({
      path: 'src/net/retry.ts',
      hunks: [{ ...lines('gone', [0, 0], [0, 0]), kind: 'delete' }],
      base: text({ definitions: [defined('retry', 4)] }),
    })
    const left = file({ path: 'src/net/b.ts', revision: text({ imports: [taken('retry', './retry', 2)] }) })
    expect(told(gone, [left])).toEqual(['retry removed gone: src/net/b.ts:2 kept null'])
  })

  it('are linked over the modules of Python', () => {
    const python = (path: string): NamedFile => ({ ...added, path })
    for (const [path, other, from] of [
      ['net/retry.py', 'net/b.py', '.retry'],
      ['net/retry.py', 'ui/b.py', '..net.retry'],
      ['src/net/retry.py', 'src/ui/b.py', 'net.retry'],
      ['net/__init__.py', 'net/b.py', '.'],
    ] as const)
      expect([from, told(python(path), [importer(other, from)]).length]).toEqual([from, 1])
    expect(told(python('net/retry.py'), [importer('ui/b.py', '.retry')])).toEqual([])
    // It may be the package's own module.
    const handing = {
      ...python('net/__init__.py'),
      revision: text({ imports: [taken('retry', '.retry')], exports: [defined('retry', 1)] }),
    }
    expect(told(handing, [importer('ui/b.py', 'net')])).toEqual([])
  })

  it('are linked over the files of a package of Go', () => {
    const go = { ...added, path: 'net/retry.go' }
    const user = (path: string, more: Partial<NamesInText> = {}): NamedFile =>
      file({
        path,
        hunks: [lines('use', [3, 0], [4, 1])],
        base: text(),
        revision: text({ uses: [{ name: 'retry', line: 4 }], ...more }),
      })
    expect(told(go, [user('net/b.go')])).toEqual(['retry added new: net/b.go:4 added use'])
    expect(told(go, [user('ui/b.go')])).toEqual([])
    expect(told(go, [user('net/b.go', { bound: ['retry'] })])).toEqual([])
    expect(
      told(go, [
        user('net/b.go'),
        file({ path: 'net/c.go', revision: text({ definitions: [defined('retry', 1)] }) }),
      ]),
    ).toEqual([])
    // What could not be read may define it.
    expect(told(go, [user('net/b.go'), file({ path: 'net/c.go', revision: text({ open: 'all' }) })])).toEqual(
      [],
    )
  })
})
