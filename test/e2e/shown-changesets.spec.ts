import { expect, test } from '@playwright/test'
import { computeChangeset } from '#main/changesets/compute.ts'
import { readFileText } from '#main/changesets/file-text.ts'
import type { Objects } from '#main/git/objects.ts'
import type { DiffDocument } from '#renderer/editor/index.ts'
import { documentOf, hasText, unitsOf } from '#renderer/features/review/hunk-view.ts'
import { unwrap } from '#shared/base/result.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { decided } from '#test/support/decision-sets.ts'
import type { ShownDocument } from '#test/support/diff-page.ts'
import type { BuiltPage } from '#test/support/built-page.ts'
import { openDiffPage } from '#test/support/diff-page-host.ts'
import { Dice } from '#test/support/dice.ts'
import { readPatch, type PatchFile } from '#test/support/patch-oracle.ts'
import { randomTree, reviseTree, writeTree } from '#test/support/random-trees.ts'
import { historyTrees, packageTrees, type TreePair } from '#test/support/real-changesets.ts'
import { seed } from '#test/support/seed.ts'
import { specimenTrees } from '#test/support/specimens.ts'
import { TestTrees } from '#test/support/tree-builder.ts'

/**
 * For every file of every changeset that the laws are tried on: what Monaco shows are git's hunks, line by line, or the
 * file is shown another way, as cards. Git's hunks are read by the oracle, not by the code under test.
 */
const view = { layout: 'split', wrap: false, wholeFile: true, fontSize: 13, ligatures: false } as const

let open: BuiltPage | undefined
let trees: TestTrees
test.beforeAll(async () => {
  open = await openDiffPage()
  // What is compared is not about the height: a small window is drawn faster.
  await open.page.evaluate(() => window.diffPage.resize(1000, 200))
})
test.beforeEach(() => {
  trees = new TestTrees()
})
test.afterEach(() => trees.remove())
test.afterAll(() => open?.close())

interface Counted {
  readonly asText: number
  readonly asCards: number
  readonly changes: number
}

/** Shows every file of a changeset. */
async function showAll(objects: Objects, pair: TreePair): Promise<Counted> {
  const changeset = unwrap(await computeChangeset(objects, pair.base, pair.revision))
  const files = decided(changeset.files, () => null)
  const patch = readPatch(trees.repository, pair.base, pair.revision)
  expect(files.length, pair.name).toBe(patch.length)
  const documents: (readonly [DiffDocument, DecidedFile, PatchFile])[] = []
  for (const [index, file] of files.entries()) {
    const git = patch[index]
    if (git === undefined || git.path !== file.path) throw new Error(`${file.path} is not git's file`)
    if (!hasText(file)) {
      expect(unitsOf(file).length, `${pair.name}: cards of ${file.path}`).toBeGreaterThan(0)
      expect(git.isText && git.sections.some(({ hunks }) => hunks.length > 0), file.path).toBe(false)
      continue
    }
    const text = unwrap(await readFileText(objects, file))
    expect([text.before?.omitted ?? null, text.after?.omitted ?? null], file.path).toEqual([null, null])
    documents.push([documentOf(`${pair.name} ${file.path}`, file, text), file, git])
  }
  const shown = await open?.page.evaluate(([all, look]) => window.diffPage.read(all, look), [
    documents.map(([document]) => document),
    view,
  ] as const)
  let changes = 0
  for (const [index, [, file, git]] of documents.entries()) {
    const one = shown?.[index]
    if (one === undefined) throw new Error(`${file.path} was not shown`)
    expect(one.changes, `${pair.name}: ${file.path}`).toEqual(expectedChanges(git))
    expect(differingHunk(one, git), `${pair.name}: ${file.path}`).toBe(null)
    expect([one.oldLines, one.newLines], file.path).toEqual(await lineCounts(objects, file))
    changes += one.changes.length
  }
  return { asText: documents.length, asCards: files.length - documents.length, changes }
}

/** Git's hunks; a file that goes is shown as one column, like one that comes. */
function expectedChanges({ status, sections }: PatchFile): readonly (readonly number[])[] {
  return sections.flatMap(({ hunks }) =>
    hunks.map(({ oldStart, oldLines, newStart, newLines }) =>
      status === 'D' ? [0, 0, oldStart, oldLines] : [oldStart, oldLines, newStart, newLines],
    ),
  )
}

/** How many lines the editor must have of each side: cut at line feeds and nowhere else, and one behind the last one. */
async function lineCounts(objects: Objects, file: DecidedFile): Promise<readonly number[]> {
  const count = async (oid: string | null, mode: string): Promise<number> => {
    if (oid === null) return 1
    if (mode === '160000') return 2
    return 1 + unwrap(await objects.blob(oid)).filter((byte) => byte === 0x0a).length
  }
  const [old, now] = [await count(file.oldOid, file.oldMode), await count(file.newOid, file.newMode)]
  return file.change === 'deleted' ? [1, old] : [old, now]
}

/** The first hunk whose lines are not what git's patch has, where these are plain text; null if there is none. */
function differingHunk(shown: ShownDocument, { status, sections }: PatchFile): string | null {
  const hunks = sections.flatMap((section) => section.hunks)
  for (const [index, { body }] of hunks.entries()) {
    const side = (sign: string): readonly string[] =>
      body
        .split('\n')
        .filter((line) => line.startsWith(sign))
        .map((line) => line.slice(1))
    const expected = status === 'D' ? [[], side('-')] : [side('-'), side('+')]
    for (const [at, lines] of expected.entries())
      for (const [row, line] of lines.entries())
        if (/^[\t -~]*$/.test(line) && withoutEnd(shown.texts[index]?.[at]?.[row]) !== line)
          return `hunk ${index + 1} shows ${shown.texts[index]?.[at]?.[row]}, git has ${line}`
  }
  return null
}

/** A line as it is shown, without the words on how it ends. */
const withoutEnd = (line: string | undefined): string | undefined =>
  line?.replace(/(?:\u240d|\u27e8no newline at the end\u27e9)$/u, '')

const sum = (all: readonly Counted[]): Counted => ({
  asText: all.reduce((total, one) => total + one.asText, 0),
  asCards: all.reduce((total, one) => total + one.asCards, 0),
  changes: all.reduce((total, one) => total + one.changes, 0),
})

async function showPairs(pairs: readonly TreePair[]): Promise<Counted> {
  const objects = await trees.objects()
  const counted: Counted[] = []
  for (const pair of pairs) counted.push(await showAll(objects, pair))
  const total = sum(counted)
  process.stdout.write(
    `    ${total.asText} files as text with ${total.changes} changes, ${total.asCards} as cards alone\n`,
  )
  return total
}

test('from one release to another of six packages Monaco shows the changes of git', async () => {
  const { asText, changes } = await showPairs(packageTrees(trees.repository))
  expect(asText).toBeGreaterThan(100)
  expect(changes).toBeGreaterThan(1000)
})

test("over this project's own history", async () => {
  const pairs = historyTrees(trees.repository, 4)
  test.skip(typeof pairs === 'string', typeof pairs === 'string' ? pairs : '')
  if (typeof pairs !== 'string') expect((await showPairs(pairs)).asText).toBeGreaterThan(0)
})

test('for changes of every kind', async () => {
  // Not in the name: the tests are named in another process than the one that runs them.
  process.stdout.write(`    WINNOW_TEST_SEED=${seed}\n`)
  const dice = new Dice(seed)
  const pairs = Array.from({ length: 4 }, (_, round): TreePair => {
    const random = randomTree(dice, 12)
    const [base, revision] = specimenTrees(dice, random, reviseTree(dice, random), round)
    return {
      name: `round ${round}`,
      base: writeTree(trees.repository, base),
      revision: writeTree(trees.repository, revision),
    }
  })
  const { asText, asCards } = await showPairs(pairs)
  expect(asText).toBeGreaterThan(80)
  expect(asCards).toBeGreaterThan(40)
})
