import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readCorpus, sample } from '#test/bench/review/agent-changes.ts'
import { countChange } from '#test/bench/review/counted-change.ts'
import { GeneratedFiles } from '#test/bench/review/generated.ts'
import { replay } from '#test/bench/review/replay.ts'
import { Repositories } from '#test/bench/review/repositories.ts'
import { hunkByHunk } from '#test/bench/review/ways.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const repositories = path.join(folder.path, 'clones')
mkdirSync(repositories)

/** Lines of letters, each as often as its number says in `changed`. */
const letters = (changed: Readonly<Record<number, string>>): string =>
  Array.from({ length: 40 }, (_, index) => `${changed[index + 1] ?? `line ${index + 1}`}\n`).join('')

const repository = new TestRepository(path.join(repositories, 'owner+harbour'))
const base = repository.commit('Begin', { 'a.ts': letters({}), 'package-lock.json': '{}\n', old: 'x\ny\n' })
const first = repository.commit('Work', {
  // Two changes that git shows as one hunk, and one far from them.
  'a.ts': letters({ 3: 'three', 7: 'seven', 30: 'thirty' }),
  'package-lock.json': '{ "a": 1 }\n',
  'new.ts': 'one\ntwo\nthree\n',
})
const second = repository.commit('Go on', {
  'a.ts': letters({ 3: 'three', 7: 'SEVEN', 30: 'thirty' }),
  'new.ts': 'one\ntwo\nthree\nfour\n',
  old: null,
})

const change = {
  repository: 'owner/harbour',
  number: 1,
  agent: 'Any',
  base,
  first: base,
  commits: [first, second],
  linear: true,
  merges: 0,
  merged: true,
}
const file = path.join(folder.path, 'changes.json')
const write = (...changes: readonly unknown[]): void => writeFileSync(file, JSON.stringify(changes))

describe('the corpus of the bench', () => {
  it('finds commits in clones, bare ones too, and names what is missing', () => {
    const lost = { ...change, number: 2, commits: [first, '1'.repeat(40)] }
    write(change, lost, { ...change, repository: 'owner/elsewhere' })
    const read = readCorpus(file, repositories)
    if (!read.ok) throw new Error(read.error)
    expect(read.value.changes.map(({ number }) => number)).toEqual([1])
    expect(read.value.missing).toEqual([
      `owner/harbour: 1 commits are not in ${repository.path}/.git; 1 changes are left out: #2.`,
      `owner/elsewhere: no clone at ${repositories}/owner+elsewhere; 1 changes are left out.`,
    ])
    const bare = path.join(folder.path, 'bare')
    mkdirSync(bare)
    repository.git('clone', '-q', '--bare', repository.path, path.join(bare, 'owner+harbour'))
    write(change)
    expect(readCorpus(file, bare)).toMatchObject({
      ok: true,
      value: { missing: [], changes: [{ number: 1 }] },
    })
    mkdirSync(path.join(folder.path, 'mirror', 'owner+harbour'), { recursive: true })
    renameSync(path.join(bare, 'owner+harbour'), path.join(folder.path, 'mirror', 'owner+harbour', 'repo'))
    expect(readCorpus(file, path.join(folder.path, 'mirror'))).toMatchObject({
      ok: true,
      value: { missing: [] },
    })
  })

  it('says of a file that it is none of changes', () => {
    write({ repository: 'a/b' })
    expect(readCorpus(file, repositories)).toMatchObject({ ok: false })
    expect(readCorpus(`${file}.absent`, repositories)).toMatchObject({ ok: false })
  })

  it('takes a sample that has small and large ones', () => {
    const sizes = [9, 1, 8, 2, 7, 3]
    expect(sample(sizes, 3, (size) => size)).toEqual([2, 7, 9])
    expect(sample(sizes, 9, (size) => size)).toBe(sizes)
  })

  it('counts decisions and lines in each way', async () => {
    write(change)
    const read = readCorpus(file, repositories)
    if (!read.ok) throw new Error(read.error)
    const [found] = read.value.changes
    if (found === undefined) throw new Error('no change')
    const opened = new Repositories(path.join(folder.path, 'objects'))
    try {
      const counted = await countChange(opened, new GeneratedFiles(), hunkByHunk, found)
      expect(counted).toMatchObject({ files: 4, lines: 14, generatedLines: 2, deletedLines: 2 })
      const sizes = Object.entries(counted.units).map(([way, units]) => [
        way,
        units.map(({ lines, generated }) => (generated ? `${lines} generated` : lines)),
      ])
      expect(Object.fromEntries(sizes)).toEqual({
        units: [2, 2, 2, 4, 2, '2 generated'],
        hunks: [2, 2, 2, 4, 2, '2 generated'],
        git: [4, 2, 4, 2, '2 generated'],
        file: [6, 4, 2, '2 generated'],
      })
      // Of the second revision one hunk is another one, and a new file grew: of both only what differs from what was decided
      // is shown.
      const replayed = await replay(opened, new GeneratedFiles(), hunkByHunk, found)
      const told = Object.entries(replayed).map(([way, { decisions, reading, again }]) => [
        way,
        [decisions, reading.painted, again],
      ])
      expect(Object.fromEntries(told)).toEqual({
        units: [4 + 3, 9 + 5, 0],
        hunks: [4 + 3, 9 + 5, 0],
        git: [3 + 4, 9 + 12, 8],
        'git since the last': [3 + 3, 9 + 5, 0],
        file: [2 + 3, 9 + 12, 8],
      })
    } finally {
      opened.dispose()
    }
  })
})
