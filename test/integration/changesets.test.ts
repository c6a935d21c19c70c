import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { textHunkId } from '#main/changesets/hunk-id.ts'
import { oddPair } from '#test/support/texts.ts'
import { TestTrees, type TreeFile } from '#test/support/tree-builder.ts'

type Files = Record<string, TreeFile>

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

async function changes(of: TestTrees, base: Files, revision: Files): Promise<readonly FileDiff[]> {
  return unwrap(await computeChangeset(await of.objects(), of.tree(base), of.tree(revision))).files
}

/** "path: change kind@-a,b+c,d …", to read a changeset at a glance. */
function summary(files: readonly FileDiff[]): string[] {
  return files.map((file) => {
    const hunks = file.hunks.map((hunk) =>
      hunk.kind === 'text' || hunk.oldLines > 0
        ? `${hunk.kind}@-${hunk.oldStart},${hunk.oldLines}+${hunk.newStart},${hunk.newLines}`
        : hunk.kind,
    )
    const from = file.oldPath === null ? '' : `${file.oldPath} > `
    return `${from}${file.path}: ${file.change}${file.binary ? ' (binary)' : ''} ${hunks.join(' ')}`
  })
}

/** Lines, each up to and including its line feed. Independent of the code under test. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at)
    const next = end < 0 ? bytes.length : end + 1
    lines.push(bytes.subarray(at, next))
    at = next
  }
  return lines
}

const first = (start: number, count: number): number => (count === 0 ? start : start - 1)

/** The oracle: puts the hunks that `take` accepts into the base, by coordinates alone. */
function splice(
  base: Buffer,
  revision: Buffer,
  hunks: readonly Hunk[],
  take: (hunk: Hunk) => boolean,
): Buffer {
  const [old, now] = [linesOf(base), linesOf(revision)]
  const parts: Buffer[] = []
  let next = 0
  for (const hunk of hunks) {
    const from = first(hunk.oldStart, hunk.oldLines)
    parts.push(...old.slice(next, from))
    const newFrom = first(hunk.newStart, hunk.newLines)
    if (take(hunk)) parts.push(...now.slice(newFrom, newFrom + hunk.newLines))
    else parts.push(...old.slice(from, from + hunk.oldLines))
    next = from + hunk.oldLines
  }
  return Buffer.concat([...parts, ...old.slice(next)])
}

/** Holds one text file's hunks against its two contents. */
function holds(base: Buffer, revision: Buffer, file: FileDiff): void {
  const hunks = file.hunks.filter((hunk) => hunk.kind === 'text')
  expect(splice(base, revision, hunks, () => true).equals(revision)).toBe(true)
  expect(splice(base, revision, hunks, () => false).equals(base)).toBe(true)
  const [old, now] = [linesOf(base), linesOf(revision)]
  for (const hunk of hunks) {
    const cut = (lines: Buffer[], start: number, count: number): Buffer =>
      Buffer.concat(lines.slice(first(start, count), first(start, count) + count))
    const identity = {
      basePath: file.oldPath ?? file.path,
      addedMode: file.change === 'added' ? file.newMode : null,
      oldStart: hunk.oldStart,
      oldLines: hunk.oldLines,
    }
    const [before, after] = [cut(old, hunk.oldStart, hunk.oldLines), cut(now, hunk.newStart, hunk.newLines)]
    expect(hunk.id).toBe(textHunkId(identity, before, after))
  }
}

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

describe('paths', () => {
  it('are kept whatever bytes they have', async () => {
    const names = [
      'a b',
      'tab\there',
      'new\nline',
      '"quoted"',
      'back\\slash',
      'ünï/çödé',
      '\udcff\udc80',
      ' ',
      '-p',
    ]
    const side = (content: string): Files => Object.fromEntries(names.map((name) => [name, content + name]))
    const files = await changes(trees(), side('1\n'), side('2\n'))
    expect(files.map((file) => file.path).sort()).toEqual([...names].sort())
    expect(files.every((file) => file.hunks.length === 1)).toBe(true)
    const renamed = await changes(trees(), { 'old\n"\udcfe': 'x\n' }, { 'new\t\udcff': 'x\n' })
    expect(renamed).toMatchObject([{ path: 'new\t\udcff', oldPath: 'old\n"\udcfe' }])
  })
})

describe('a hostile repository', () => {
  it('changes nothing and runs nothing', async () => {
    const of = trees()
    const ran = path.join(of.repository.path, 'ran')
    const base: Files = {
      'a.ts': '1\n2\n',
      'b.bin': 'x\n',
      'c.ts': 'c\n',
      '.gitattributes': '*.ts -diff\n*.bin diff=evil filter=evil\n',
    }
    const revision: Files = { ...base, 'a.ts': '1\n3\n', 'b.bin': 'y\n', 'c.ts': ['100755', 'd\n'] }
    const [from, to] = [of.tree(base), of.tree(revision)]
    const expected = unwrap(await computeChangeset(await of.objects(), from, to))
    expect(summary(expected.files)).toEqual([
      'a.ts: modified text@-2,1+2,1',
      'b.bin: modified text@-1,1+1,1',
      'c.ts: modified mode text@-1,1+1,1',
    ])
    const config: [string, string][] = [
      ['diff.evil.textconv', `touch ${ran}; cat`],
      ['diff.evil.command', `touch ${ran}`],
      ['diff.external', `touch ${ran}`],
      ['filter.evil.clean', `touch ${ran}; cat`],
      ['filter.evil.smudge', `touch ${ran}; cat`],
      ['core.fsmonitor', `touch ${ran}`],
      ['core.attributesFile', path.join(of.repository.path, 'attributes')],
      ['diff.renames', 'false'],
      ['diff.algorithm', 'minimal'],
      ['diff.context', '7'],
      ['diff.interHunkContext', '9'],
      ['diff.noprefix', 'true'],
      ['diff.ignoreSubmodules', 'all'],
      ['diff.orderFile', path.join(of.repository.path, 'order')],
      ['diff.suppressBlankEmpty', 'true'],
      ['diff.submodule', 'log'],
      ['color.ui', 'always'],
      ['core.quotePath', 'true'],
      ['core.bigFileThreshold', '1'],
    ]
    for (const [key, value] of config) of.repository.git('config', key, value)
    const attributes = '* -diff\n*.ts diff=evil\n* filter=evil\n'
    writeFileSync(path.join(of.repository.path, 'attributes'), attributes)
    writeFileSync(path.join(of.repository.path, 'order'), 'c.ts\nb.bin\n')
    writeFileSync(path.join(of.repository.path, '.git/info/attributes'), attributes)
    writeFileSync(path.join(of.repository.path, '.gitattributes'), attributes)
    expect(unwrap(await computeChangeset(await of.objects(), from, to))).toEqual(expected)
    expect(existsSync(ran)).toBe(false)
  })
})

describe('large changesets', () => {
  it('have 10,000 files, in order', async () => {
    const of = trees()
    const side = (word: string): Files =>
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [
          `d${index % 50}/f${index}.ts`,
          `head ${index}\n${word}\n${'tail\n'.repeat(20)}`,
        ]),
      )
    const files = await changes(of, side('one'), side('two'))
    expect(files.length).toBe(10_000)
    expect(new Set(files.flatMap((file) => file.hunks.map((hunk) => hunk.id))).size).toBe(10_000)
    const paths = files.map((file) => file.path)
    expect(paths).toEqual([...paths].sort())
  })

  // One lockfile froze a whole application until it was killed (superset #5462).
  it('have a file of 200,000 lines', async () => {
    const of = trees()
    const lines = Array.from({ length: 200_000 }, (_, index) => `entry ${index % 977}\n`)
    const changed = lines.map((line, index) => (index % 100 === 0 ? `changed ${index}\n` : line))
    const [base, revision] = [Buffer.from(lines.join('')), Buffer.from(changed.join(''))]
    const files = await changes(of, { big: base }, { big: revision, added: base })
    expect(files.map((file) => file.path)).toEqual(['added', 'big'])
    expect(files[0]?.hunks).toMatchObject([{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 200_000 }])
    expect(files[1]?.hunks.length).toBe(2000)
    if (files[1]) holds(base, revision, files[1])
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
