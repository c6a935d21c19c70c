import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import path from 'node:path'
import { buildAcceptedTree } from '#main/changesets/accepted-tree.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { unwrap } from '#shared/base/result.ts'
import { computeGroups } from '#shared/changeset/coexist.ts'
import type { DecidedFile, FileDiff, Verdict } from '#shared/contract/changeset.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import {
  writeTree,
  Dice,
  randomText,
  randomTree,
  reviseText,
  reviseTree,
  type Node,
} from '#test/support/random-trees.ts'

const seed = Number(process.env['WINNOW_TEST_SEED'] ?? Date.now() % 1_000_000)
const folder = temporaryFolder()
let repository: TestRepository
let objects: Objects

beforeAll(async () => {
  repository = new TestRepository(path.join(folder.path, 'repository'))
  const git = new Git({ env: testGitEnvironment(folder.path), log: new CommandLog() })
  const commonDir = path.join(repository.path, '.git')
  objects = await Objects.open(git, { folder: path.join(folder.path, 'objects'), commonDir, format: 'sha1' })
})
afterAll(() => {
  objects.dispose()
  folder.remove()
})

type Decide = (file: FileDiff, hunk: string) => Verdict | null

/** Decisions as a review makes them: hunks of one group have one verdict. */
function decided(files: readonly FileDiff[], decide: Decide): readonly DecidedFile[] {
  const groups = computeGroups(files)
  const verdicts = new Map<string, Verdict | null>()
  return files.map((file) => ({
    ...file,
    edits: [],
    hunks: file.hunks.map((hunk) => {
      const key = groups.get(hunk.id) ?? hunk.id
      if (!verdicts.has(key)) verdicts.set(key, decide(file, hunk.id))
      return {
        ...hunk,
        decision: verdicts.get(key) ?? null,
        editedBy: null,
        cameBack: false,
        supersedes: null,
        group: groups.get(hunk.id) ?? null,
      }
    }),
  }))
}

const accepted = async (base: string, revision: string, files: readonly DecidedFile[]): Promise<string> =>
  unwrap(await buildAcceptedTree(objects, base, revision, files)).tree

const entries = (tree: string): ReadonlyMap<string, string> =>
  new Map(
    repository
      .gitBytes(['ls-tree', '-r', '-z', tree])
      .toString('latin1')
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]),
  )

describe(`the laws of the accepted tree, seed ${seed}`, () => {
  it('hold for trees of every kind of change', async () => {
    const dice = new Dice(seed)
    const kinds = new Set<string>()
    let grouped = 0
    for (let round = 0; round < 5; round += 1) {
      const tree = randomTree(dice, 60)
      const base = writeTree(repository, tree)
      const revision = writeTree(repository, reviseTree(dice, tree))
      const { files } = unwrap(await computeChangeset(objects, base, revision))
      for (const file of files) for (const hunk of file.hunks) kinds.add(`${file.change} ${hunk.kind}`)
      grouped += computeGroups(files).size
      expect(
        await accepted(
          base,
          revision,
          decided(files, () => 'accept'),
        ),
      ).toBe(revision)
      expect(
        await accepted(
          base,
          revision,
          decided(files, () => null),
        ),
      ).toBe(base)
      expect(
        await accepted(
          base,
          revision,
          decided(files, () => 'reject'),
        ),
      ).toBe(base)
      for (let trial = 0; trial < 4; trial += 1) {
        const some = decided(files, () => dice.pick(['accept', 'accept', 'reject', 'defer', null]))
        const result = unwrap(await buildAcceptedTree(objects, base, revision, some))
        expect(await accepted(base, revision, [...some].reverse())).toBe(result.tree)
        checkEntries(base, revision, some, result.tree)
        // What is said to land is what lies between the two trees.
        const between = unwrap(await computeChangeset(objects, base, result.tree))
        const touched = (all: readonly { path: string; oldPath: string | null }[]): ReadonlySet<string> =>
          new Set(all.flatMap((file) => [file.path, file.oldPath ?? file.path]))
        expect(touched(result.files)).toEqual(touched(between.files))
      }
    }
    expect(grouped).toBeGreaterThan(5)
    for (const kind of ['added text', 'deleted delete', 'modified text', 'modified mode', 'renamed rename']) {
      expect([...kinds]).toContain(kind)
    }
  })

  it('hold for texts, against git apply with recomputed offsets', async () => {
    const dice = new Dice(seed + 1)
    let sets = 0
    for (let round = 0; round < 4; round += 1) {
      const tree = new Map<string, Node>()
      const next = new Map<string, Node>()
      for (let index = 0; index < 80; index += 1) {
        const bytes = randomText(dice)
        tree.set(`f${index}`, { kind: 'file', bytes, executable: false })
        next.set(`f${index}`, { kind: 'file', bytes: reviseText(dice, bytes), executable: false })
      }
      const base = writeTree(repository, tree)
      const revision = writeTree(repository, next)
      const { files } = unwrap(await computeChangeset(objects, base, revision))
      for (let trial = 0; trial < 4; trial += 1) {
        const some = decided(files, () => (dice.chance(50) ? 'accept' : null))
        sets += some.length
        expect(await accepted(base, revision, some)).toBe(applied(base, revision, some))
      }
    }
    expect(sets).toBeGreaterThan(1000)
  })
})

/** Each path of the result is the base's or the revision's, as its units say; the rest is the base's. */
function checkEntries(base: string, revision: string, files: readonly DecidedFile[], result: string): void {
  const [before, after, now] = [entries(base), entries(revision), entries(result)]
  const named = new Set<string>()
  const latin = (text: string): string => Buffer.from(text).toString('latin1')
  for (const file of files) {
    named.add(latin(file.path)).add(latin(file.oldPath ?? file.path))
    const verdicts = new Set(file.hunks.map(({ decision }) => decision === 'accept'))
    if (verdicts.size !== 1) continue
    const all = verdicts.has(true)
    const at = latin(all ? file.path : (file.oldPath ?? file.path))
    assert.equal(now.get(at), (all ? after : before).get(at))
  }
  for (const [name, entry] of before) if (!named.has(name)) assert.equal(now.get(name), entry)
  for (const name of now.keys()) if (!named.has(name)) assert.ok(before.has(name))
}

/**
 * The oracle: git's own patch with the hunks that are not accepted left out, and the new side's line numbers of the
 * rest counted again, applied by git.
 */
function applied(base: string, revision: string, files: readonly DecidedFile[]): string {
  const patch = repository
    .gitBytes(['diff-tree', '-r', '-p', '-U0', '--histogram', '--full-index', '--text', base, revision])
    .toString('latin1')
  const decisions = new Map(files.map((file) => [file.path, file.hunks.map(({ decision }) => decision)]))
  const parts: string[] = []
  for (const section of patch.split(/^(?=diff --git )/m)) {
    const name = /^diff --git a\/(\S+)/.exec(section)?.[1] ?? ''
    const [header = '', ...hunks] = section.split(/^(?=@@ )/m)
    let delta = 0
    const kept = hunks.flatMap((hunk, index) => {
      if (decisions.get(name)?.[index] !== 'accept') return []
      const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(hunk)
      const count = (digits: string | undefined): number => (digits === undefined ? 1 : Number(digits))
      const [oldStart, oldLines, newLines] = [Number(match?.[1]), count(match?.[2]), count(match?.[4])]
      const first = (oldLines === 0 ? oldStart : oldStart - 1) + delta
      // Not what git writes for a deletion ("after line first"): apply starts to look at this line, and would take
      // the line before for a last line without a line break that it is the beginning of.
      const newStart = first + 1
      delta += newLines - oldLines
      return [hunk.replace(/^@@ .*? @@/, `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`)]
    })
    if (kept.length > 0) parts.push(header, ...kept)
  }
  const env = { GIT_INDEX_FILE: path.join(folder.path, 'oracle-index') }
  repository.gitBytes(['read-tree', base], '', env)
  if (parts.length > 0) {
    repository.gitBytes(
      ['apply', '--cached', '--unidiff-zero', '--whitespace=nowarn'],
      Buffer.from(parts.join(''), 'latin1'),
      env,
    )
  }
  return repository.gitBytes(['write-tree'], '', env).toString('latin1').trim()
}
