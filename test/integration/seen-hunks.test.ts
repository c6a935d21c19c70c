import assert from 'node:assert/strict'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Changeset, DecidedHunk } from '#shared/domain/review/decided.ts'
import { unwrap } from '#shared/base/result.ts'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { Dice } from '#test/support/dice.ts'
import { writeTree, type Tree } from '#test/support/random-trees.ts'
import { recutText, type RecutText } from '#test/support/recut-texts.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'
import { doesWhatSomeDid, recutOf, sameStretches } from '#test/support/same-stretches.ts'
import { seed } from '#test/support/seed.ts'
import { until } from '#test/support/until.ts'

let harness: ReviewHarness | null = null
afterEach(() => {
  harness?.dispose()
  harness = null
})

const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
const text = (changed: Readonly<Record<number, string>> = {}): string =>
  lines.map((line, index) => `${changed[index + 1] ?? line}\n`).join('')

/** The marks of a session as a window that opens now is told of them. */
async function marksOf({ reviews, session }: ReviewHarness): Promise<ReadonlySet<string>> {
  const end = new AbortController()
  const first = await reviews.watchSeen(session, end.signal).next()
  end.abort()
  return new Set<string>(first.done === true ? [] : first.value)
}

const see = async (of: ReviewHarness, hunks: readonly { readonly id: string }[]): Promise<void> => {
  unwrap(
    await of.reviews.see(
      of.session,
      hunks.map(({ id }) => id),
    ),
  )
}

/** Of the hunks of the newest revision, in order, whether each was seen. */
async function seen(of: ReviewHarness): Promise<readonly boolean[]> {
  const marks = await marksOf(of)
  return (await of.hunks()).map(({ id }) => marks.has(id))
}

describe('the mark that a hunk was seen', () => {
  it('is there after a restart, and undo does not take it back', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 10: 'ten', 20: 'twenty' }) })
    const [first, second] = await harness.hunks()
    assert.ok(first && second)
    await harness.decide([first], 'accept')
    await see(harness, [first, second])
    unwrap(await harness.reviews.undo(harness.session))
    expect(await seen(harness)).toEqual([true, true, false])
    expect(unwrap(await harness.reviews.changeset(harness.session)).undo).toBeNull()
    harness.restart()
    expect(await seen(harness)).toEqual([true, true, false])
  })

  it('is cleared by a change of the hunk, by nothing else, and is there again with the content', async () => {
    harness = await ReviewHarness.make({ a: text(), b: text() })
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }), b: text({ 7: 'seven' }) })
    await see(harness, await harness.hunks())
    await harness.revise({ a: text({ 2: 'new', 5: 'five', 20: 'other' }) })
    expect(await seen(harness)).toEqual([false, true, false, true])
    await harness.revise({ a: text({ 2: 'new', 5: 'five', 20: 'twenty' }) })
    expect(await seen(harness)).toEqual([false, true, true, true])
  })

  it('goes with the hunk to a base that moved, back again, and with nothing decided', async () => {
    harness = await ReviewHarness.make({ a: text(), b: text() })
    const before = harness.base
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }), b: text({ 7: 'seven' }) })
    const [five, , seven] = await harness.hunks()
    assert.ok(five && seven)
    await see(harness, [five, seven])
    const moved = harness.repository.commit('the target went on', {
      a: `above\n${text({ 25: 'theirs' })}`,
      b: text(),
    })
    const target = harness.repository.tree(moved)
    const rebased = `above\n${text({ 5: 'five', 20: 'twenty', 25: 'theirs' })}`
    await harness.revise({ a: rebased, b: text({ 7: 'seven' }) })
    await harness.moveBase(target)
    harness.restart()
    expect((await harness.hunks()).map(({ id }) => id)).not.toContain(five.id)
    expect(await seen(harness)).toEqual([true, false, true])
    await harness.moveBase(before)
    expect(await seen(harness)).toEqual([false, true, false, false, true])
  })

  it('goes with what a landing left', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five\nand\nmore', 20: 'twenty', 25: 'last' }) })
    const [first, second] = await harness.hunks()
    assert.ok(first && second)
    await see(harness, [second])
    await harness.decide([first], 'accept')
    await harness.land()
    expect(await seen(harness)).toEqual([true, false])
  })

  it('is told to each window, once', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }) })
    const [first, second] = await harness.hunks()
    assert.ok(first && second)
    const end = new AbortController()
    onTestFinished(() => end.abort())
    const windows = [1, 2].map(() => harness?.reviews.watchSeen('s1', end.signal))
    const next = async (): Promise<unknown> =>
      Promise.all(windows.map(async (window) => (await window?.next())?.value))
    expect(await next()).toEqual([[], []])
    await see(harness, [first])
    await see(harness, [second, first])
    expect(await next()).toEqual([[first.id], [first.id]])
    expect(await next()).toEqual([[second.id], [second.id]])
  })
})

const treeOf = (texts: readonly RecutText[], side: keyof RecutText): Tree =>
  new Map(texts.map((one, index) => [`t${index}`, { kind: 'file', bytes: one[side], executable: false }]))

const hunksOf = ({ files }: Changeset, name: string): readonly DecidedHunk[] =>
  files.find((file) => file.path === name)?.hunks ?? []

/** Checks one text; returns how many hunks that git cut in another way have their mark. */
function checkText(
  { base, first, second }: RecutText,
  before: readonly DecidedHunk[],
  now: readonly DecidedHunk[],
  marks: { readonly before: ReadonlySet<string>; readonly now: ReadonlySet<string> },
): number {
  const [were, is] = [
    { text: first, hunks: before },
    { text: second, hunks: now },
  ]
  let kept = 0
  for (const stretch of sameStretches(base, were, is)) {
    if (!recutOf(stretch) || !stretch.were.every(({ id }) => marks.before.has(id))) continue
    for (const { id } of stretch.now) {
      assert.ok(marks.now.has(id), 'what does the same keeps its mark')
      kept += 1
    }
  }
  const alike = before.filter(({ id }) => marks.before.has(id))
  for (const hunk of now) {
    if (marks.before.has(hunk.id)) assert.ok(marks.now.has(hunk.id), 'the same hunk keeps its mark')
    else if (marks.now.has(hunk.id))
      assert.ok(
        doesWhatSomeDid(base, { ...were, hunks: alike }, is, hunk),
        'a mark on what was not on screen',
      )
  }
  return kept
}

describe(`marks of hunks that git cuts differently in the next revision (WINNOW_TEST_SEED=${seed})`, () => {
  it('stay on what does the same, and come on nothing else', async () => {
    let kept = 0
    for (let round = 0; round < 20 && kept < 20; round += 1) {
      const dice = new Dice(seed + round * 7919)
      const texts = Array.from({ length: 150 }, () => recutText(dice))
      harness = await ReviewHarness.make({})
      harness.base = writeTree(harness.repository, treeOf(texts, 'base'))
      await harness.take(writeTree(harness.repository, treeOf(texts, 'first')))
      const before = await harness.changeset()
      await see(
        harness,
        (await harness.hunks()).filter(() => dice.chance(70)),
      )
      const marked = await marksOf(harness)
      await harness.take(writeTree(harness.repository, treeOf(texts, 'second')))
      const now = await harness.changeset()
      const marks = { before: marked, now: await marksOf(harness) }
      for (const [index, one] of texts.entries())
        kept += checkText(one, hunksOf(before, `t${index}`), hunksOf(now, `t${index}`), marks)
      harness.dispose()
      harness = null
    }
    expect(kept).toBeGreaterThanOrEqual(20)
  }, 120_000)
})

describe('a workbench that is killed', () => {
  it('has each mark that it acknowledged', async () => {
    const folder = temporaryFolder()
    onTestFinished(() => folder.remove())
    const winnow = new CommandLine(folder.path)
    const repository = new TestRepository(path.join(folder.path, 'repo'))
    repository.commit('one', { 'a.txt': text() })
    const serve = async (): Promise<ReturnType<CommandLine['start']>> => {
      const server = winnow.start(['serve'])
      let said = ''
      server.stdout.on('data', (bytes) => (said += String(bytes)))
      await until('the host serves', () => said.includes('Open '), 30_000)
      return server
    }
    const end = async (server: Awaited<ReturnType<typeof serve>>): Promise<void> => {
      server.kill('SIGKILL')
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    }
    const killed = await serve()
    const { session } = await winnow.json<{ readonly session: string }>([
      ...['task', 'x', '--repo', repository.path],
      ...['--run', "sed -i 's/line 5$/five/; s/line 20$/twenty/' a.txt", '--wait'],
    ])
    const first = unwrap(await connectToOwner(winnow.home, version))
    const { files } = unwrap(await first.client.changeset.get({ session }))
    const [hunk, other] = files.flatMap(({ hunks }) => hunks)
    assert.ok(hunk && other)
    unwrap(await first.client.review.see({ session, hunks: [hunk.id] }))
    await end(killed)
    first.close()
    const server = await serve()
    const again = unwrap(await connectToOwner(winnow.home, version))
    const marks = await again.client.review.watchSeen({ session })
    expect((await marks.next()).value).toEqual([hunk.id])
    await marks.return?.()
    again.close()
    server.kill('SIGTERM')
    await once(server, 'exit')
  }, 120_000)
})
