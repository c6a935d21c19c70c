import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { guardCorpus } from '#test/bench/review/mutants/guard-corpus.ts'
import { type Compose, engine } from '#test/bench/review/mutants/unit-files.ts'
import { PaintedLines } from '#test/bench/review/painted-lines.ts'
import { Repositories } from '#test/bench/review/repositories.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

const folder = temporaryFolder()
const opened = new Repositories(path.join(folder.path, 'objects'))
afterAll(() => {
  opened.dispose()
  folder.remove()
})

const names = ['anchor', 'beacon', 'channel', 'dock', 'ebb']
const files = (call: string, version: string, lock: string): Record<string, string> => ({
  ...Object.fromEntries(
    names.map((name) => [`${name}.ts`, `export function ${name}(): string {\n  return ${call}\n}\n`]),
  ),
  'package.json': `{ "dependencies": { "tide": "${version}" } }\n`,
  'package-lock.json': lock,
})
const lockOf = (version: string, sum: string): string =>
  `{\n  "tide": {\n    "version": "${version}",\n    "resolved": "https://registry.test/tide-${version}.tgz",\n    "integrity": "sha512-${sum}"\n  },\n  "wave": {\n    "version": "1.0.0",\n    "resolved": "https://registry.test/wave",\n    "integrity": "sha512-wave=="\n  }\n}\n`

const repository = new TestRepository(path.join(folder.path, 'harbour'))
const base = repository.commit('Begin', files('measure("north", 12)', '1.0.0', lockOf('1.0.0', 'one==')))
const last = repository.commit('Work', files('sound("north", 12)', '1.1.0', lockOf('1.1.0', 'two==')))
const change = {
  repository: 'owner/harbour',
  number: 1,
  agent: 'Any',
  base,
  first: base,
  commits: [last],
  merges: 0,
  gitFolder: path.join(repository.path, '.git'),
}

describe('the guard of mutation', () => {
  it('puts mutants of all sorts into what is listed or folded, and none stays there', async () => {
    const { judged, possible, positions } = await guardCorpus(opened, [change], 1000, engine)
    expect(judged.filter(({ stays }) => stays)).toEqual([])
    expect(judged.length).toBe(possible)
    expect(positions.length).toBeGreaterThan(0)
    expect(new Set(judged.map(({ kind, operator }) => `${kind}: ${operator}`))).toEqual(
      new Set([
        ...['StringLiteral', 'U+200B', 'a blank in a string', 'a digit', 'a letter that looks alike'].map(
          (operator) => `class: ${operator}`,
        ),
        ...['a newline after return', 'another letter'].map((operator) => `class: ${operator}`),
        ...['another registry', 'an install script', 'another checksum of the same version'].map(
          (operator) => `generated: ${operator}`,
        ),
      ]),
    )
  })

  it('finds those that stay, where somebody looks at less than all of a line', async () => {
    // Digits are no difference to this one.
    const careless: Compose = (given) =>
      engine(
        given.map((file) => ({
          ...file,
          revision: file.revision?.map((line) => line.replaceAll(/1\d/g, '12')) ?? null,
        })),
      )
    const { judged } = await guardCorpus(opened, [change], 1000, careless)
    const stay = judged.filter(({ stays }) => stays)
    expect(stay.length).toBeGreaterThan(0)
    expect(new Set(stay.map(({ operator }) => operator))).toEqual(new Set(['a digit']))
    expect(stay[0]?.place).toBe('anchor.ts:2')
  })
})

describe('the guard of visibility', () => {
  const hunk = { id: 'h', kind: 'text', oldStart: 3, oldLines: 1, newStart: 3, newLines: 2 } as const
  const file = {
    path: 'a',
    oldPath: null,
    change: 'modified',
    oldMode: '100644',
    newMode: '100644',
    oldOid: null,
    newOid: null,
    binary: false,
    hunks: [hunk],
  } as const

  it('misses each changed line of a hunk that was never on screen', () => {
    const painted = new PaintedLines()
    expect(painted.missingOf('a', hunk)).toBe(3)
    painted.add(file, { old: [1, 2, 3], new: [1, 2, 3] })
    expect(painted.missingOf('a', hunk)).toBe(1)
    // Lines that nothing changed do not count.
    expect(painted.count([file])).toBe(2)
    painted.add(file, { old: [], new: [4, 5] })
    expect(painted.missingOf('a', hunk)).toBe(0)
    expect(painted.missingOf('b', hunk)).toBe(3)
  })
})
