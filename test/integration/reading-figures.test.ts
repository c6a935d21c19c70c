import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Figure } from '#shared/domain/figures/figure.ts'
import { figuresFile } from '#main/store/data-folder.ts'
import { FiguresFile } from '#main/store/figures-file.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let home: string
beforeEach(() => {
  folder = temporaryFolder()
  home = path.join(folder.path, 'winnow')
})
afterEach(() => folder.remove())

const figure = (given: Partial<Figure>): Figure => ({
  ...{ at: Date.now(), session: 's', act: null, kind: 'hunk', hunks: 1, lines: 2 },
  ...{ onScreen: 250, attention: 1500, keys: 2, ...given },
})

/** A workbench with a session of two hunks in two files. */
async function reviewed() {
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  const workbench = await TestWorkbench.start(folder.path)
  const id = await workbench.open(repository.path)
  const session = await workbench.task(id, 'echo A > a.txt; echo B > b.txt')
  await workbench.state(session, 'ready')
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  const hunks = files.flatMap((file) => file.hunks.map((hunk) => hunk.id))
  const decide = async (act: string, hunk: string | undefined) =>
    unwrap(
      await workbench.client.review.decide({
        ...{ session, act, decisions: [{ hunk: hunk ?? '', verdict: 'accept' as const }] },
      }),
    )
  return { workbench, session, hunks, decide }
}
const wholeOf = async (workbench: TestWorkbench) =>
  unwrap(await workbench.client.figures.summary({ starts: [0] })).whole

describe('figures of reading', () => {
  test('are held against landings and the ledger, and are there after a restart', async () => {
    const { workbench, session, hunks, decide } = await reviewed()
    const { client } = workbench
    await decide('first', hunks[0])
    await client.figures.add({ figures: [figure({ session, act: 'first' })], now: Date.now() })
    unwrap(await client.review.undo({ session }))
    expect(await wholeOf(workbench)).toMatchObject({ verdicts: 1, reverted: 1, changes: 0, quick: 1 })
    unwrap(await client.review.redo({ session }))
    await decide('second', hunks[1])
    await client.figures.add({
      now: Date.now(),
      figures: [
        figure({ session, act: 'second', onScreen: 900 }),
        figure({ session, kind: 'reading', hunks: 0, lines: 0, onScreen: null, keys: 1, attention: 7000 }),
      ],
    })
    unwrap(await client.landing.land({ session, branch: 'main' }))
    const before = await wholeOf(workbench)
    expect(before).toMatchObject({ verdicts: 2, reverted: 0, changes: 1, timed: 2, quick: 1 })
    expect(before).toMatchObject({ perChange: { p50: 10_000 }, keysPerChange: { p50: 5 } })
    await workbench.end()

    const again = await TestWorkbench.start(folder.path)
    expect(await wholeOf(again)).toEqual(before)
    unwrap(await again.client.landing.undo({ session }))
    expect(await wholeOf(again)).toMatchObject({ changes: 0, perChange: null, takenBack: 1 })
    await again.end()
  })

  test('are gone from the disk when they are deleted, and from every copy', async () => {
    const workbench = await TestWorkbench.start(folder.path)
    const mark = 'deletedAtOnce'
    await workbench.client.figures.add({ figures: [figure({ session: mark })], now: Date.now() })
    expect((await wholeOf(workbench)).verdicts).toBe(1)
    expect(statSync(figuresFile(home)).mode & 0o777).toBe(0o600)
    expect(readFileSync(figuresFile(home), 'utf8')).toContain(mark)
    expect(unwrap(await workbench.client.figures.delete())).toBe(1)
    const summary = unwrap(await workbench.client.figures.summary({ starts: [0] }))
    expect(summary).toMatchObject({ kept: 0, since: null, kinds: [] })
    await workbench.end()
    const left = readdirSync(home, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(home, name))
      .filter((name) => statSync(name).isFile() && readFileSync(name).includes(mark))
    expect(left).toEqual([])
    expect(existsSync(figuresFile(home))).toBe(false)
  })

  test('have the time of this machine, whatever a window’s clock says', async () => {
    const workbench = await TestWorkbench.start(folder.path)
    const before = Date.now()
    await workbench.client.figures.add({ figures: [figure({ at: 1000 }), figure({ at: 900 })], now: 1000 })
    const { since } = unwrap(await workbench.client.figures.summary({ starts: [0] }))
    expect(since).toBeGreaterThanOrEqual(before - 100)
    expect(since).toBeLessThanOrEqual(Date.now() - 100)
    await workbench.end()
  })

  test('are not kept where the settings say so', async () => {
    const workbench = await TestWorkbench.start(folder.path)
    await workbench.client.workbench.saveSettings({ readingFigures: false })
    await workbench.client.figures.add({ figures: [figure({})], now: Date.now() })
    expect((await wholeOf(workbench)).verdicts).toBe(0)
    await workbench.client.workbench.saveSettings({ readingFigures: true })
    await workbench.client.figures.add({ figures: [figure({})], now: Date.now() })
    expect((await wholeOf(workbench)).verdicts).toBe(1)
    await workbench.end()
  })

  test('that can’t be kept take no decision with them', async () => {
    const { workbench, session, hunks, decide } = await reviewed()
    mkdirSync(figuresFile(home))
    expect(
      await workbench.client.figures.add({ figures: [figure({ session, act: 'first' })], now: Date.now() }),
    ).toBeNull()
    expect((await decide('first', hunks[0])).accepted).toBe(1)
    const summary = await workbench.client.figures.summary({ starts: [0] })
    expect(summary).toMatchObject({ ok: false, error: { kind: 'unreadable' } })
    rmdirSync(figuresFile(home))
    await workbench.client.figures.add({ figures: [figure({ session, act: 'first' })], now: Date.now() })
    expect((await wholeOf(workbench)).verdicts).toBe(1)
    await workbench.end()
  })
})

describe('the file of figures', () => {
  test('keeps the newest only, also when it is opened again', async () => {
    const name = path.join(folder.path, 'figures.jsonl')
    for (let round = 0; round < 30; round += 1) {
      const file = new FiguresFile(name, 20)
      await file.add([figure({ at: 2 * round }), figure({ at: 2 * round + 1 })])
    }
    const lines = readFileSync(name, 'utf8').split('\n').filter(Boolean)
    expect(lines.length).toBeLessThanOrEqual(22)
    const kept = unwrap(await new FiguresFile(name, 20).read()).map(({ at }) => at)
    expect(kept).toEqual(Array.from({ length: 20 }, (_, index) => 40 + index))
  })

  test('takes a line that was cut off for none, and goes on after it', async () => {
    const name = path.join(folder.path, 'figures.jsonl')
    writeFileSync(name, `${JSON.stringify(figure({ at: 1 }))}\n{"at":2,"sess`)
    const file = new FiguresFile(name)
    expect(await file.add([figure({ at: 3 })])).toBe(true)
    expect(unwrap(await file.read()).map(({ at }) => at)).toEqual([1, 3])
  })
})
