import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { orderFiles } from '#shared/domain/order/order-files.ts'
import type { Reading } from '#shared/domain/order/reading.ts'
import type { Unit } from '#shared/domain/unit/unit.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestTrees } from '#test/support/tree-builder.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end()
})

/** Put together here: this file is no test that is left out. */
const skipped = ['a test is skipped: it', 'skip'].join('.')
const filler = Array.from({ length: 12 }, (_, at) => `  step(${at})\n`).join('')
const test = (mark: string, check: string): string => `it${mark}('adds é', () => {\n${filler}${check}})\n`
const before = {
  'a.md': 'one\n',
  'lib/colours.ts': test('', '  expect(add(1, 2)).toBe(3)\n'),
  'lib/gone.rs': `fn add() {}\n#[test]\nfn adds() {}\n`,
  'src/add.ts': 'export const add = 1\n',
  'test/add.test.ts': test('', ''),
  'package.json': '{\n  "scripts": {}\n}\n',
  'zip.ts': 'zip(1)\n',
}
const after = {
  'a.md': 'two\n',
  'lib/colours.ts': test('.skip', ''),
  'src/add.ts': 'export const add = 2\n',
  'test/add.test.ts': test('', '  expect(add).toBe(2)\n'),
  'package.json': '{\n  "scripts": {\n    "postinstall": "node x"\n  }\n}\n',
  'zip.ts': 'zip(2)\n',
}
const expected = [
  ['lib/colours.ts', 'weakens', skipped],
  ['lib/gone.rs', 'weakens', 'deleted, with its tests'],
  ['package.json', 'runs', 'install script: postinstall'],
  ['src/add.ts', 'behaviour', null],
  ['test/add.test.ts', 'behaviour', 'tests add.ts'],
  ['zip.ts', 'behaviour', null],
  ['a.md', 'document', 'a document'],
]

describe('a changeset', () => {
  it('says of each hunk why it is read first, by its lines', async () => {
    const trees = new TestTrees()
    ends.push(() => trees.remove())
    const { files } = unwrap(
      await computeChangeset(await trees.objects(), trees.tree(before), trees.tree(after)),
    )
    const order = orderFiles(files, 'reading')
    expect(order.map(({ file, reading }) => [file.path, reading.class, reading.reason])).toEqual(expected)
    const signs = (name: string): readonly (Reading | undefined)[] =>
      files.find((file) => file.path === name)?.hunks.map(({ reading }) => reading) ?? []
    expect(signs('lib/colours.ts').map((sign) => sign?.reason)).toEqual([skipped, 'an assertion is removed'])
    expect(signs('src/add.ts')).toEqual([undefined])
  })

  it('is told where it is too large to look into', async () => {
    const trees = new TestTrees()
    ends.push(() => trees.remove())
    const large = (name: string): string => `${name}(1)\n`.repeat(500_000)
    const side = (name: string): Record<string, string> => ({
      'a.ts': large(name),
      'data.csv': large(name),
      'z.test.ts': name === 'one' ? 'expect(a).toBe(1)\n' : 'run()\n',
    })
    const { files } = unwrap(
      await computeChangeset(await trees.objects(), trees.tree(side('one')), trees.tree(side('two'))),
    )
    expect(files.map(({ hunks: [first] }) => first?.reading?.reason ?? null)).toEqual([
      'too large to look into',
      null,
      'an assertion is removed',
    ])
  })
})

describe('winnow changeset', () => {
  it('lists files in the order of reading, each with its reason, and units with what weakens first', async () => {
    const folder = temporaryFolder()
    ends.push(() => folder.remove())
    const repository = new TestRepository(path.join(folder.path, 'repo'))
    const winnow = new CommandLine(folder.path)
    repository.commit('one', before)
    repository.git('checkout', '-q', '-b', 'work')
    repository.commit('two', { ...after, 'lib/gone.rs': null })
    const { session } = await winnow.json<{ session: string }>([
      'review',
      'main..work',
      '--repo',
      repository.path,
    ])
    const said = await winnow.run(['changeset', session])
    const lines = said.stdout.split('\n')
    const named = expected.map(([name, , reason]) => [name, reason === null ? '' : `  (${reason})`].join(''))
    expect(
      lines
        .filter((line) => /^(?:modified|deleted|added) /.test(line))
        .map((line) => line.replace(/^\w+ /, '')),
    ).toEqual(named)
    expect(lines.find((line) => line.includes('(an assertion is removed)'))).toMatch(/^ {2}· h/)
    // What programs read keeps git's order, and has the reasons too.
    const { files } = await winnow.json<{ files: { path: string; hunks: { reading?: Reading }[] }[] }>([
      'changeset',
      session,
    ])
    expect(files.map((file) => file.path)).toEqual(Object.keys(before).toSorted())
    expect(files[1]?.hunks[0]?.reading).toEqual({ class: 'weakens', reason: skipped })
    const { units } = await winnow.json<{ units: readonly Unit[] }>(['changeset', session, '--units'])
    expect(units.map(({ reading }) => reading?.class)).toEqual([
      ...['weakens', 'weakens', 'runs', 'behaviour', 'behaviour', 'behaviour', 'document'],
    ])
    expect(units[0]?.reading?.reason).toBe(skipped)
  })
})
