import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderFiles, type OrderedFile } from './order-files.ts'
import { fileOrders, rankOf, readingClasses, type Reading } from './reading.ts'

interface Made {
  readonly change?: OrderedFile['change']
  readonly oldPath?: string
  readonly sign?: Reading
  readonly kind?: OrderedFile['hunks'][number]['kind']
  readonly lines?: number
}

function file(
  path: string,
  { change = 'modified', oldPath, sign, kind = 'text', lines = 1 }: Made = {},
): OrderedFile {
  const hunk = { kind, oldLines: 0, newLines: lines }
  return {
    path,
    oldPath: oldPath ?? null,
    change,
    hunks: [sign === undefined ? hunk : { ...hunk, reading: sign }],
  }
}

const weakens: Reading = { class: 'weakens', reason: 'an assertion is removed' }
const paths = (files: readonly OrderedFile[]): readonly string[] =>
  orderFiles(files, 'reading').map((place) => place.file.path)
const readingOf = (one: OrderedFile): Reading | undefined => orderFiles([one], 'reading')[0]?.reading

it('reads weakened tests, then what runs, contracts, behaviour, documents, and last what a fact is enough for', () => {
  const files = [
    file('README.md'),
    file('a/old.ts', { change: 'deleted', kind: 'delete' }),
    file('package-lock.json'),
    file('package.json'),
    file('schema.graphql'),
    file('src/a.ts'),
    file('src/z.ts', { sign: weakens }),
    file('.github/workflows/ci.yml'),
  ]
  expect(paths(files)).toEqual([
    ...['src/z.ts', '.github/workflows/ci.yml', 'package.json', 'schema.graphql', 'src/a.ts'],
    ...['README.md', 'a/old.ts', 'package-lock.json'],
  ])
})

it('keeps files by path where nothing is special', () => {
  const names = ['a.ts', 'b/a.py', 'b/c.go', 'd.rs', 'e/f/g.java', 'h.txt2']
  expect(paths(names.map((name) => file(name)))).toEqual(names)
})

describe('a test is read right behind what it tests', () => {
  it.each([
    ['src/a.ts', 'test/a.test.ts'],
    ['src/a.ts', 'src/a.spec.ts'],
    ['src/a.tsx', 'src/__tests__/a.tsx'],
    ['src/date-text.ts', 'test/date_text.test.ts'],
    ['app/models/user.rb', 'spec/models/user_spec.rb'],
    ['pkg/a.py', 'tests/test_a.py'],
    ['a/b.go', 'a/b_test.go'],
    ['src/main/java/org/A.java', 'src/test/java/org/ATest.java'],
    ['src/App/Total.cs', 'test/App/TotalTests.cs'],
    ['src/a.ts', 'src/__snapshots__/a.test.ts.snap'],
  ])('%s, %s', (source, test) => {
    const others = ['src/0.ts', 'src/a0.ts', 'src/z.ts', 'zz.ts'].map((name) => file(name))
    const order = paths([file(test), ...others, file(source)])
    expect(order.indexOf(test)).toBe(order.indexOf(source) + 1)
  })

  it('and says what it tests', () => {
    const [, test] = orderFiles([file('test/a.test.ts'), file('src/a.ts')], 'reading')
    expect(test).toMatchObject({ beside: 'src/a.ts', reading: { class: 'behaviour', reason: 'tests a.ts' } })
  })

  it('of several of one name the one in its folder', () => {
    const files = ['src/one/index.ts', 'src/two/index.ts', 'test/two/index.test.ts'].map((name) => file(name))
    expect(paths(files)).toEqual(['src/one/index.ts', 'src/two/index.ts', 'test/two/index.test.ts'])
    expect(orderFiles(files, 'reading').at(-1)?.beside).toBe('src/two/index.ts')
  })

  it('unless its name says too little', () => {
    const files = ['src/one/index.ts', 'test/two/index.test.ts'].map((name) => file(name))
    expect(orderFiles(files, 'reading').map(({ beside }) => beside)).toEqual([null, null])
  })
})

describe('what a path says', () => {
  it.each<readonly [string, Reading['class'], string | null]>([
    ['.github/workflows/ci.yml', 'runs', 'a workflow of the CI'],
    ['.gitlab-ci.yml', 'runs', 'a workflow of the CI'],
    ['.husky/pre-commit', 'runs', 'hooks of git'],
    ['setup.py', 'runs', 'runs when it is installed or built'],
    ['crates/a/build.rs', 'runs', 'runs when it is installed or built'],
    ['.npmrc', 'runs', 'where packages come from'],
    ['.vscode/tasks.json', 'runs', 'runs in an editor or shell'],
    ['AGENTS.md', 'runs', 'what agents are told'],
    ['.claude/settings.json', 'runs', 'what agents are told'],
    ['.gitattributes', 'runs', 'rules of the repository'],
    ['tools/fetch.exe', 'runs', 'a program that can’t be read'],
    ['package.json', 'contract', 'dependencies'],
    ['go.mod', 'contract', 'dependencies'],
    ['requirements.txt', 'contract', 'dependencies'],
    ['package-lock.json', 'contract', 'dependencies'],
    ['src/types.ts', 'contract', 'types'],
    ['a/index.d.ts', 'contract', 'types'],
    ['api/user.proto', 'contract', 'a schema'],
    ['openapi.yaml', 'contract', 'a schema'],
    ['db/migrations/001_user.py', 'contract', 'the database'],
    ['vite.config.ts', 'contract', 'configuration'],
    ['tsconfig.json', 'contract', 'configuration'],
    ['Dockerfile', 'contract', 'configuration'],
    ['src/a.ts', 'behaviour', null],
    ['test/schema.test.ts', 'behaviour', null],
    ['test/fixtures/types.ts', 'behaviour', null],
    ['docs/hello.txt', 'document', 'a document'],
    ['README.txt', 'document', 'a document'],
    ['words.txt', 'behaviour', null],
    ['docs/guide.md', 'document', 'a document'],
    ['logo.png', 'document', 'a picture, font or sound'],
  ])('%s: %s', (path, name, reason) => {
    expect(readingOf(file(path))).toEqual({ class: name, reason })
  })
})

describe('what happens to a file as a whole', () => {
  it.each<readonly [string, OrderedFile, Reading]>([
    [
      'a deleted test',
      file('a.test.ts', { change: 'deleted', kind: 'delete' }),
      { class: 'weakens', reason: 'a test’s file is deleted' },
    ],
    [
      'a deleted source',
      file('a.ts', { change: 'deleted', kind: 'delete' }),
      { class: 'folded', reason: 'deleted' },
    ],
    [
      'a deleted workflow',
      file('.github/workflows/ci.yml', { change: 'deleted', kind: 'delete' }),
      { class: 'runs', reason: 'a workflow of the CI, deleted' },
    ],
    [
      'another name',
      file('b.ts', { oldPath: 'a.ts', change: 'renamed', kind: 'rename' }),
      { class: 'folded', reason: 'only its name changes' },
    ],
    [
      'a test’s name for another',
      file('b.test.ts', { oldPath: 'a.test.ts', change: 'renamed', kind: 'rename' }),
      { class: 'folded', reason: 'only its name changes' },
    ],
    [
      'a test’s name for none',
      file('a.disabled.ts', { oldPath: 'a.test.ts', change: 'renamed', kind: 'rename' }),
      { class: 'weakens', reason: 'no test by its name any more' },
    ],
    [
      'a workflow put away',
      file('ci.yml.bak', { oldPath: '.github/workflows/ci.yml', change: 'renamed', kind: 'rename' }),
      { class: 'runs', reason: 'a workflow of the CI' },
    ],
    ['a mode', file('a.sh', { kind: 'mode' }), { class: 'runs', reason: 'what may be run' }],
    ['a link', file('a', { kind: 'symlink' }), { class: 'runs', reason: 'a link or a submodule' }],
  ])('%s', (_, one, reading) => {
    expect(readingOf(one)).toEqual(reading)
  })

  it('a file that a folder takes the place of is read with what is in it', () => {
    const files = [
      file('thing', { change: 'deleted', kind: 'delete' }),
      file('thing/one', { change: 'added' }),
      file('z.ts'),
      file('other/x', { change: 'deleted', kind: 'delete' }),
      file('other', { change: 'added' }),
    ]
    expect(paths(files)).toEqual(['other', 'other/x', 'thing', 'thing/one', 'z.ts'])
  })

  it('a lockfile is folded where its manifest changes with it, and only there', () => {
    const lock = file('package-lock.json')
    expect(orderFiles([lock, file('package.json')], 'reading').at(-1)?.reading.class).toBe('folded')
    expect(orderFiles([lock, file('a/package.json')], 'reading').map(({ reading }) => reading.class)).toEqual(
      ['contract', 'contract'],
    )
  })
})

describe('for any changeset', () => {
  const names = fc.constantFrom(
    ...['src/a.ts', 'test/a.test.ts', 'src/b.ts', 'src/b.test.ts', 'README.md', 'package.json'],
    ...[
      'package-lock.json',
      '.github/workflows/ci.yml',
      'src/types.ts',
      'a.py',
      'tests/test_a.py',
      'LICENSE',
    ],
    ...['__tests__/index.ts', 'index.ts', 'lib/index.ts', 'docs/a.md', 'AGENTS.md', 'x.png', 'colours.txt'],
  )
  const changed: fc.Arbitrary<OrderedFile> = fc
    .record({
      path: names,
      change: fc.constantFrom<OrderedFile['change']>(
        'added',
        'modified',
        'deleted',
        'renamed',
        'typeChanged',
      ),
      kind: fc.constantFrom<OrderedFile['hunks'][number]['kind']>(
        'text',
        'delete',
        'rename',
        'mode',
        'binary',
      ),
      sign: fc.option(fc.constantFrom<Reading>(weakens, { class: 'runs', reason: 'workflow permissions' }), {
        nil: null,
      }),
      lines: fc.nat(50),
    })
    .map(({ path, change, kind, sign, lines }) =>
      file(path, {
        change,
        kind,
        lines,
        ...(sign === null ? {} : { sign }),
        ...(change === 'renamed' ? { oldPath: `old/${path}` } : {}),
      }),
    )
  const files = fc.uniqueArray(changed, { selector: ({ path }) => path, maxLength: 14 })
  const order = fc.constantFrom(...fileOrders)

  it('files come in the same order, however they are given, and none is lost', () => {
    fc.assert(
      fc.property(files, order, fc.infiniteStream(fc.nat()), (some, by, numbers) => {
        const shuffled = some
          .map((one) => ({ one, at: numbers.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one)
        const places = orderFiles(some, by)
        expect(orderFiles(shuffled, by)).toEqual(places)
        expect(new Set(places.map((place) => place.file))).toEqual(new Set(some))
        expect(places).toHaveLength(some.length)
      }),
    )
  })

  it('classes come in their order', () => {
    fc.assert(
      fc.property(files, (some) => {
        const places = orderFiles(some, 'reading')
        const ranks = places.map(({ reading }) => rankOf(reading))
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      }),
    )
  })

  it('a weakened test is never behind what is none, whatever its file is called and whatever happens to it', () => {
    fc.assert(
      fc.property(files, changed, (some, hidden) => {
        const one = {
          ...hidden,
          path: `zzz/${hidden.path}`,
          hunks: hidden.hunks.map((hunk) => ({ ...hunk, reading: weakens })),
        }
        const places = orderFiles([...some, one], 'reading')
        const at = places.findIndex((place) => place.file === one)
        expect(places.slice(0, at + 1).every(({ reading }) => reading.class === 'weakens')).toBe(true)
      }),
    )
  })

  it('a test stands right behind what it tests, with nothing but other tests of it between', () => {
    fc.assert(
      fc.property(files, (some) => {
        const places = orderFiles(some, 'reading')
        places.forEach((place, at) => {
          if (place.beside === null) return
          const source = places.findIndex(({ file: one }) => one.path === place.beside)
          expect(source).toBeGreaterThanOrEqual(0)
          expect(places.slice(source + 1, at).every(({ beside }) => beside === place.beside)).toBe(true)
        })
      }),
    )
  })

  it('adding a file changes the order of the others at most by what they stand beside', () => {
    fc.assert(
      fc.property(files, (some) => {
        const plain = some.filter(({ path }) => !/test|package/.test(path))
        const all = orderFiles(some, 'reading').map((place) => place.file)
        const rest = orderFiles(plain, 'reading').map((place) => place.file)
        expect(all.filter((one) => plain.includes(one))).toEqual(rest)
      }),
    )
  })
})

it('by size, the largest comes first; by path, nothing else counts', () => {
  const files = [
    file('a.ts', { lines: 1 }),
    file('z.ts', { lines: 9, sign: weakens }),
    file('b.ts', { lines: 9 }),
  ]
  const by = (order: 'size' | 'path'): readonly string[] =>
    orderFiles(files, order).map((place) => place.file.path)
  expect(by('size')).toEqual(['b.ts', 'z.ts', 'a.ts'])
  expect(by('path')).toEqual(['a.ts', 'b.ts', 'z.ts'])
  expect(readingClasses[0]).toBe('weakens')
})
