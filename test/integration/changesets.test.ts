import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { oddPair } from '#test/support/texts.ts'
import { TestTrees } from '#test/support/tree-builder.ts'
import { changes, holds, summary, type Files } from '#test/support/changeset-oracle.ts'

let made: TestTrees[] = []
function trees(format?: 'sha1' | 'sha256'): TestTrees {
  const one = new TestTrees(format)
  made.push(one)
  return one
}
afterEach(() => {
  for (const one of made) one.remove()
  made = []
})

const late = Buffer.concat([Buffer.from('text\n'.repeat(2000)), Buffer.from([0]), Buffer.from('\nend\n')])

describe('hunks of a changeset', () => {
  it('turn the base into the revision, byte for byte, over random texts', async () => {
    const of = trees()
    const objects = await of.objects()
    await fc.assert(
      fc.asyncProperty(fc.array(oddPair(), { minLength: 30, maxLength: 30 }), async (pairs) => {
        const side = (name: 'base' | 'revision'): Files =>
          Object.fromEntries(pairs.map((pair, index) => [`f${index}`, pair[name]]))
        const [base, revision] = [of.tree(side('base')), of.tree(side('revision'))]
        const { files } = unwrap(await computeChangeset(objects, base, revision))
        const changed = pairs.filter((pair) => !Buffer.from(pair.base).equals(pair.revision))
        expect(files.length).toBe(changed.length)
        for (const file of files) {
          const pair = pairs[Number(file.path.slice(1))]
          if (!pair) throw new Error(`unexpected file ${file.path}`)
          expect(file).toMatchObject({ change: 'modified', binary: false, oldPath: null })
          holds(Buffer.from(pair.base), Buffer.from(pair.revision), file)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('hold for bytes that other tools trip over', async () => {
    const cases: [string, string | Buffer, string | Buffer][] = [
      ['crlf', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n'],
      ['crlf to lf', 'a\r\nb\r\n', 'a\nb\n'],
      ['lone cr', 'a\rb\rc\nd\n', 'a\rb\rX\nd\n'],
      ['end lost', 'a\nb\n', 'a\nb'],
      ['end gained', 'a\nb', 'a\nb\n'],
      ['end kept off', 'a\nb', 'a\nc'],
      ['bom', '\ufeffa\nb\n', 'a\nb\n'],
      ['latin-1', Buffer.from('caf\u00e9\nx\n', 'latin1'), Buffer.from('th\u00e9\nx\n', 'latin1')],
      ['late nul', late, Buffer.concat([late, Buffer.from('more\n')])],
      ['first line', 'b\nc\n', 'a\nb\nc\n'],
      ['repeated', 'x\n'.repeat(30), 'x\n'.repeat(12) + 'y\n' + 'x\n'.repeat(11)],
      ['emptied', 'a\nb\n', ''],
      ['filled', '', 'a\nb'],
      ['marks', '-- a\n++ b\n\\ c\n', '-- b\n@@ -1 +1 @@\n\\ No newline at end of file'],
      ['long line', 'q'.repeat(300_000), `${'q'.repeat(299_999)}r\n`],
    ]
    const of = trees()
    const files = await changes(
      of,
      Object.fromEntries(cases.map(([name, before]) => [name, before])),
      Object.fromEntries(cases.map(([name, , after]) => [name, after])),
    )
    expect(files.length).toBe(cases.length)
    for (const file of files) {
      const found = cases.find(([name]) => name === file.path)
      expect(file).toMatchObject({ binary: false })
      holds(Buffer.from(found?.[1] ?? ''), Buffer.from(found?.[2] ?? ''), file)
    }
  })

  it('keep their ids when the file is renamed and when lines move above them', async () => {
    const of = trees()
    const body = Array.from({ length: 20 }, (_, index) => `line ${index}\n`)
    const changed = body.with(15, 'changed\n')
    const moved = ['new\n', ...changed]
    const base = { 'a.ts': body.join('') }
    const [plain] = await changes(of, base, { 'a.ts': changed.join('') })
    const [renamed] = await changes(of, base, { 'b.ts': changed.join('') })
    const [below] = await changes(of, base, { 'a.ts': moved.join('') })
    const id = plain?.hunks[0]?.id
    expect(renamed?.hunks.map((hunk) => hunk.kind)).toEqual(['rename', 'text'])
    expect(renamed?.hunks[1]?.id).toBe(id)
    expect(below?.hunks[1]).toMatchObject({ id, oldStart: 16, newStart: 17 })
  })
})

describe('kinds', () => {
  const commit = '1234567890123456789012345678901234567890'
  const other = '2234567890123456789012345678901234567890'
  const table: [string, Files, Files, string[]][] = [
    ['an added text file', {}, { a: 'x\ny' }, ['a: added text@-0,0+1,2']],
    ['an added program', {}, { a: ['100755', 'x\n'] }, ['a: added text@-0,0+1,1']],
    ['an added empty file', {}, { a: '' }, ['a: added add']],
    ['an added binary', {}, { a: 'x\0' }, ['a: added (binary) binary']],
    ['an added symbolic link', {}, { a: ['120000', 'x'] }, ['a: added symlink']],
    ['an added submodule', {}, { a: ['160000', commit] }, ['a: added submodule']],
    ['a deleted text file', { a: 'x\ny\n' }, {}, ['a: deleted delete@-1,2+0,0']],
    ['a deleted empty file', { a: '' }, {}, ['a: deleted delete']],
    ['a deleted binary', { a: 'x\0' }, {}, ['a: deleted (binary) delete']],
    ['a deleted symbolic link', { a: ['120000', 'x'] }, {}, ['a: deleted delete']],
    ['a deleted submodule', { a: ['160000', commit] }, {}, ['a: deleted delete']],
    [
      'changed lines',
      { a: '1\n2\n3\n4\n' },
      { a: '0\n1\n2\nX\n' },
      ['a: modified text@-0,0+1,1 text@-3,2+4,1'],
    ],
    ['a changed binary', { a: 'x\0' }, { a: 'y\0' }, ['a: modified (binary) binary']],
    ['a text that became binary', { a: 'x' }, { a: 'y\0' }, ['a: modified (binary) binary']],
    ['a mode', { a: 'x\n' }, { a: ['100755', 'x\n'] }, ['a: modified mode']],
    ['a mode and lines', { a: ['100755', 'x\n'] }, { a: 'y\n' }, ['a: modified mode text@-1,1+1,1']],
    ['a mode and a binary', { a: ['100755', 'x\0'] }, { a: 'y\0' }, ['a: modified (binary) mode binary']],
    ['a symbolic link', { a: ['120000', 'x'] }, { a: ['120000', 'y'] }, ['a: modified symlink']],
    ['a submodule', { a: ['160000', commit] }, { a: ['160000', other] }, ['a: modified submodule']],
    ['a rename', { a: 'x\n' }, { b: 'x\n' }, ['a > b: renamed rename']],
    [
      'a rename with everything',
      { a: '1\n2\n3\n4\n5\n6\n7\n8\n' },
      { 'd/b': ['100755', '1\n2\n3\nX\n5\n6\n7\n8\n'] },
      ['a > d/b: renamed rename mode text@-4,1+4,1'],
    ],
    [
      'a renamed binary with another end',
      { a: `\0${'x y z\n'.repeat(50)}` },
      { b: `\0${'x y z\n'.repeat(50)}!` },
      ['a > b: renamed (binary) rename binary'],
    ],
    ['a renamed link', { a: ['120000', 'x'] }, { b: ['120000', 'x'] }, ['a > b: renamed rename']],
    [
      'a deleted file that became two',
      { a: 'x\ny\n' },
      { b: 'x\ny\n', c: 'x\ny\n' },
      ['a > b: renamed rename', 'c: added text@-0,0+1,2'],
    ],
    [
      'copies of every kind',
      { e: '', n: 'n\0', l: ['120000', 't'] },
      { e1: '', e2: '', n1: 'n\0', n2: 'n\0', l1: ['120000', 't'], l2: ['120000', 't'] },
      [
        'e > e1: renamed rename',
        'e2: added add',
        'l > l1: renamed rename',
        'l2: added symlink',
        'n > n1: renamed rename',
        'n2: added (binary) binary',
      ],
    ],
    ['a copy of a file that stays', { a: 'x\n' }, { a: 'x\n', b: 'x\n' }, ['b: added text@-0,0+1,1']],
    ['a file that became a link', { a: 'x\n' }, { a: ['120000', 'x'] }, ['a: typeChanged type']],
    ['a link that became a file', { a: ['120000', 'x'] }, { a: 'x\0' }, ['a: typeChanged (binary) type']],
    ['a file that became a submodule', { a: 'x\n' }, { a: ['160000', commit] }, ['a: typeChanged type']],
    [
      'a submodule that became a link',
      { a: ['160000', commit] },
      { a: ['120000', 'x'] },
      ['a: typeChanged type'],
    ],
    [
      'a file that became a folder',
      { a: 'x\n' },
      { 'a/b': 'something else\n' },
      ['a: deleted delete@-1,1+0,0', 'a/b: added text@-0,0+1,1'],
    ],
    [
      'a folder that became a file',
      { 'a/b': 'x\n', 'a/c': 'y\n' },
      { a: 'something else\n' },
      ['a: added text@-0,0+1,1', 'a/b: deleted delete@-1,1+0,0', 'a/c: deleted delete@-1,1+0,0'],
    ],
    [
      'a folder that became a submodule',
      { 'a/b': 'x\n' },
      { a: ['160000', commit] },
      ['a: added submodule', 'a/b: deleted delete@-1,1+0,0'],
    ],
  ]

  for (const [name, base, revision, expected] of table) {
    it(`has ${name}`, async () => {
      expect(summary(await changes(trees(), base, revision))).toEqual(expected)
    })
  }

  it('give modes and contents of both sides, with null for a side that is not there', async () => {
    const files = await changes(trees(), { gone: 'x\n' }, { here: '' })
    const empty = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    expect(files.map((file) => ({ ...file, hunks: file.hunks.length }))).toEqual([
      {
        path: 'gone',
        oldPath: null,
        change: 'deleted',
        oldMode: '100644',
        newMode: '000000',
        oldOid: '587be6b4c3f93f93c489c0111bba5596147a26cb',
        newOid: null,
        binary: false,
        hunks: 1,
      },
      {
        path: 'here',
        oldPath: null,
        change: 'added',
        oldMode: '000000',
        newMode: '100644',
        oldOid: null,
        newOid: empty,
        binary: false,
        hunks: 1,
      },
    ])
  })

  it('are the same in a repository with SHA-256 ids', async () => {
    const base: Files = { a: '1\n2\n', b: 'x\n', t: 'x', c: 'c\n' }
    const revision: Files = { a: '1\n3\n', d: 'x\n', t: ['120000', 'x'], e: '' }
    const wide = await changes(trees('sha256'), base, revision)
    expect(wide[0]?.oldOid).toHaveLength(64)
    expect(summary(wide)).toEqual(summary(await changes(trees(), base, revision)))
  })
})

describe('failure', () => {
  it('is told when an object is missing', async () => {
    const of = trees()
    const result = await computeChangeset(await of.objects(), of.tree({ a: 'x' }), '1'.repeat(40))
    expect(result).toMatchObject({ ok: false, error: { kind: 'failed', purpose: 'compute a changeset' } })
  })

  it('is told when it was stopped', async () => {
    const of = trees()
    const stop = new AbortController()
    const computing = computeChangeset(
      await of.objects(),
      of.tree({ a: 'x\n'.repeat(100_000) }),
      of.tree({ a: 'y\n' }),
      stop.signal,
    )
    stop.abort()
    expect(await computing).toMatchObject({ ok: false, error: { kind: 'aborted' } })
  })

  it('is not: equal trees have no changes', async () => {
    const of = trees()
    const tree = of.tree({ a: 'x' })
    expect(unwrap(await computeChangeset(await of.objects(), tree, tree)).files).toEqual([])
  })
})
