import assert from 'node:assert/strict'
import path from 'node:path'
import { buildAcceptedTree } from '#main/changesets/accepted-tree.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import type { Objects } from '#main/git/objects.ts'
import { unwrap } from '#shared/base/result.ts'
import { computeGroups } from '#shared/domain/changeset/coexist.ts'
import type { DecidedFile, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { applyPatch, readPatch, takenPatch, type PatchFile, type Taken } from './patch-oracle.ts'
import type { Dice } from './dice.ts'
import type { TestRepository } from './repository.ts'

/** Where decision sets are tried: a repository, and its objects as the code under test reads them. */
export interface Bench {
  readonly repository: TestRepository
  readonly objects: Objects
}

/** What was tried; `sets` are whole changesets with a verdict for each hunk. */
export interface Tried {
  readonly pairs: number
  readonly sets: number
  readonly files: number
  readonly hunks: number
  /** Verdicts that were drawn for hunks, over all sets. */
  readonly verdicts: number
}

export const nothingTried: Tried = { pairs: 0, sets: 0, files: 0, hunks: 0, verdicts: 0 }

export function addTried(left: Tried, right: Tried): Tried {
  return {
    pairs: left.pairs + right.pairs,
    sets: left.sets + right.sets,
    files: left.files + right.files,
    hunks: left.hunks + right.hunks,
    verdicts: left.verdicts + right.verdicts,
  }
}

/** One sentence for the log of a long run; `startedAt` is of `performance.now()`. */
export function describeTried({ pairs, sets, files, hunks, verdicts }: Tried, startedAt: number): string {
  const seconds = (performance.now() - startedAt) / 1000
  return (
    `${sets} decision sets over ${pairs} pairs of trees (${files} files, ${hunks} hunks, ${verdicts} verdicts): ` +
    `each the tree of git apply, everything the revision, nothing the base; ${seconds.toFixed(0)} s.`
  )
}

/** Decisions as a review makes them: hunks of one group have one verdict. */
export function decided(
  files: readonly FileDiff[],
  decide: (file: FileDiff, hunk: string) => Verdict | null,
): readonly DecidedFile[] {
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

/**
 * Tries `count` decision sets of the changeset between two trees against both oracles: the tree that `git apply` makes
 * of what is accepted, and by tree id everything accepted ⇒ the revision, nothing accepted ⇒ the base. For the price
 * of a few processes: each set has a folder of its own in one large tree, `0/…`, `1/…`, so that one call builds
 * all the accepted trees, and one patch makes all of the oracle's. That a set gives the same tree by itself, in any
 * order of its files, is tried for one of them.
 */
export async function tryDecisionSets(
  { repository, objects }: Bench,
  base: string,
  revision: string,
  dice: Dice,
  count: number,
): Promise<Tried & { readonly changes: readonly FileDiff[] }> {
  const { files } = unwrap(await computeChangeset(objects, base, revision))
  const patch = readPatch(repository, base, revision)
  assert.deepEqual(
    patch.map((file) => [file.path, file.oldPath]),
    files.map((file) => [file.path, file.oldPath ?? file.path]),
  )
  const sets = Array.from({ length: count }, (_, index) => decided(files, verdictsOf(dice, index)))
  const forest = (tree: string): string =>
    repository
      .gitBytes(['mktree'], sets.map((_, index) => `040000 tree ${tree}\t${index}\n`).join(''))
      .toString('latin1')
      .trim()
  const built = unwrap(
    await buildAcceptedTree(objects, forest(base), forest(revision), sets.flatMap(intoFolder)),
  )
  const index = path.join(repository.path, '.git', 'oracle-index')
  const oracle = applyPatch(repository, forest(base), oraclePatch(patch, sets), index)
  const [mine, theirs] = [folders(repository, built.tree), folders(repository, oracle)]
  for (const [at, set] of sets.entries()) {
    const name = String(at)
    const accepted = set.flatMap(({ hunks }) => hunks).filter(({ decision }) => decision === 'accept').length
    const all = set.reduce((sum, { hunks }) => sum + hunks.length, 0)
    if (accepted === all) assert.equal(mine.get(name), revision, 'everything accepted is the revision')
    if (accepted === 0) assert.equal(mine.get(name), base, 'nothing accepted is the base')
    if (mine.get(name) !== theirs.get(name)) explain(repository, set, mine.get(name), theirs.get(name))
  }
  const one = dice.below(count)
  const alone = unwrap(await buildAcceptedTree(objects, base, revision, [...(sets[one] ?? [])].reverse()))
  assert.equal(alone.tree, mine.get(String(one)) ?? emptyTree(repository), 'a set by itself is the same')
  const hunks = files.reduce((sum, file) => sum + file.hunks.length, 0)
  return { pairs: 1, sets: count, files: files.length, hunks, verdicts: hunks * count, changes: files }
}

/** Of the first sets everything, nothing, and everything but accepted; of the others each its own mixture. */
function verdictsOf(dice: Dice, index: number): (file: FileDiff, hunk: string) => Verdict | null {
  if (index === 0) return () => 'accept'
  if (index === 1) return () => null
  if (index === 2) return () => dice.pick(['reject', 'defer', null])
  const percent = dice.pick([5, 20, 50, 50, 80, 95])
  // Files that are taken or left whole stand beside files that are taken in part.
  const wholes = new Map<FileDiff, boolean | null>()
  return (file) => {
    if (!wholes.has(file)) wholes.set(file, dice.chance(30) ? dice.chance(percent) : null)
    const take = wholes.get(file) ?? dice.chance(percent)
    return take ? 'accept' : dice.pick(['reject', 'defer', null])
  }
}

const intoFolder = (set: readonly DecidedFile[], index: number): readonly DecidedFile[] =>
  set.map((file) => ({
    ...file,
    path: `${index}/${file.path}`,
    oldPath: file.oldPath === null ? null : `${index}/${file.oldPath}`,
  }))

function oraclePatch(patch: readonly PatchFile[], sets: readonly (readonly DecidedFile[])[]): string {
  return sets
    .flatMap((set, index) =>
      set.map((file, at) => takenPatch(nth(patch, at), takenOf(nth(patch, at), file), `${index}/`)),
    )
    .join('')
}

function nth<T>(all: readonly T[], index: number): T {
  const one = all[index]
  assert.ok(one)
  return one
}

/** What is accepted of a file, but for what lies under an own edit. */
export function takenOf(patch: PatchFile, file: DecidedFile): Taken {
  const accepted = (kinds: readonly string[]): readonly boolean[] =>
    file.hunks.filter(({ kind }) => kinds.includes(kind)).map(isTaken)
  const content = file.hunks.filter(({ kind }) => kind !== 'rename' && kind !== 'mode')
  if (patch.isText) assert.ok(content.every(({ kind }) => kind === 'text'))
  else assert.ok(content.length <= 1, `${file.path} is decided in one piece`)
  const verdicts = content.map(isTaken)
  return {
    rename: accepted(['rename']).includes(true),
    mode: accepted(['mode']).includes(true),
    content: patch.isText ? verdicts : verdicts.includes(true),
  }
}

const isTaken = ({ decision, editedBy }: DecidedHunk): boolean => decision === 'accept' && editedBy === null

/** The trees of the folders of a tree, by name. */
function folders(repository: TestRepository, tree: string): ReadonlyMap<string, string> {
  const lines = repository.gitBytes(['ls-tree', tree]).toString('latin1').split('\n')
  return new Map(
    lines.flatMap((line) => {
      const match = /^040000 tree ([0-9a-f]+)\t(.*)$/.exec(line)
      return match ? [[match[2] ?? '', match[1] ?? '']] : []
    }),
  )
}

const emptyTree = (repository: TestRepository): string =>
  repository.gitBytes(['mktree'], '').toString('latin1').trim()

/** Fails with the paths that differ and what was decided of them. */
function explain(
  repository: TestRepository,
  set: readonly DecidedFile[],
  mine: string | undefined,
  theirs: string | undefined,
): never {
  const [left, right] = [mine ?? emptyTree(repository), theirs ?? emptyTree(repository)]
  const differ = repository.git('diff-tree', '-r', left, right)
  const verdicts = set.map(({ path: name, oldPath, hunks }) => ({
    name,
    oldPath,
    hunks: hunks.map(
      ({ kind, decision, oldStart, oldLines }) => `${kind} ${oldStart},${oldLines} ${decision}`,
    ),
  }))
  assert.fail(`git apply makes another tree:\n${differ}\n${JSON.stringify(verdicts, null, 1)}`)
}
