import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { err } from '#shared/base/result.ts'
import { StoreWriteError } from '#main/store/store.ts'
import { filesOf, LandingSetting } from '#test/support/landing.ts'

let setting: LandingSetting

beforeEach(() => {
  setting = new LandingSetting({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n' } })
})
afterEach(() => setting.dispose())

const change = { 'a.txt': 'A\n', 'dir/c.txt': null, 'new/x.txt': 'x\n' }
const landOn = (branch: string) => (landing: ReturnType<LandingSetting['landing']>) =>
  landing.land({ session: setting.session, branch })
const undo = (landing: ReturnType<LandingSetting['landing']>) => landing.undo({ session: setting.session })

/** After recovery nothing is left to recover. */
async function recover() {
  const recovered = await setting.landing().recover()
  expect(await setting.landing().recover()).toEqual([])
  return recovered
}

describe('a landing of which the disk lost something', () => {
  /** Empties a loose object, as a power cut does; gives the function that brings it back. */
  function lose(oid: string): () => void {
    const file = path.join(setting.repository.path, '.git', 'objects', oid.slice(0, 2), oid.slice(2))
    const bytes = readFileSync(file)
    chmodSync(file, 0o644)
    truncateSync(file)
    return () => writeFileSync(file, bytes)
  }

  test.each(['its commit', 'its tree', 'a file'])('%s: it is not said to have landed', async (what) => {
    const { repository } = setting
    setting.accept(change)
    await setting.crashAfter('filesUpdated', landOn('main'))
    const name = { 'its commit': 'main', 'its tree': 'main^{tree}' }[what] ?? 'main:a.txt'
    const oid = repository.git('rev-parse', name)
    const bringBack = lose(oid)
    expect(await setting.landing().recover()).toMatchObject([{ outcome: 'unfinished' }])
    const [told] = await setting.landing().recover()
    expect(told?.failure?.message).toContain(oid.slice(0, 12))
    expect(told?.failure?.message).toMatch(/Nothing was changed, and the decisions are kept/)
    expect(setting.landings).toEqual([])
    bringBack()
    expect(await recover()).toMatchObject([{ outcome: 'landed', failure: null }])
  })
})

describe('a landing of which the disk lost where its branch is', () => {
  test.each([
    ['is empty', 'intended', ''],
    ['is empty', 'refMoved', ''],
    ['names no commit', 'refMoved', '\0'.repeat(41)],
    ['names no commit', 'filesUpdated', 'half of a'],
  ] as const)(
    'a file that %s, after a cut at %s, is no branch that was never there',
    async (what, step, content) => {
      const { repository } = setting
      setting.accept(change)
      await setting.crashAfter(step, landOn('main'))
      const file = path.join(repository.path, '.git', 'refs', 'heads', 'main')
      const named = readFileSync(file)
      writeFileSync(file, content)
      const files = filesOf(repository.path)
      const [told] = await setting.landing().recover()
      expect(told).toMatchObject({ outcome: 'unfinished', left: [] })
      expect(told?.failure?.message).toContain(`${file}, ${what}`)
      expect(told?.failure?.message).toContain('Nothing was changed, and the decisions are kept')
      expect(setting.landings).toEqual([])
      expect(filesOf(repository.path)).toEqual(files)
      expect(readFileSync(file, 'utf8')).toBe(content)
      writeFileSync(file, named)
      const outcome = step === 'intended' ? 'aborted' : 'landed'
      expect(await recover()).toMatchObject([{ outcome, failure: null }])
    },
  )

  test('an undoing is not said to be done either', async () => {
    const { repository } = setting
    setting.accept(change)
    await setting.land('main')
    await setting.crashAfter('refMoved', undo)
    writeFileSync(path.join(repository.path, '.git', 'refs', 'heads', 'main'), '')
    expect(await setting.landing().recover()).toMatchObject([{ outcome: 'unfinished' }])
    expect(setting.landings).toHaveLength(1)
  })

  test('a branch that was deleted meanwhile is one', async () => {
    const { repository } = setting
    setting.accept(change)
    await setting.crashAfter('intended', landOn('new'))
    expect(repository.git('for-each-ref', 'refs/heads/new')).toBe('')
    expect(await recover()).toMatchObject([{ outcome: 'aborted' }])
  })
})

describe('a data folder that takes no word any more once something moved', () => {
  const refuseAfter = (step: string): void => {
    setting.onStep = (done) => {
      if (done === step) throw new StoreWriteError(new Error('database or disk is full'))
    }
  }

  test.each(['refMoved', 'filesUpdated', 'sessionMoved'])(
    'after %s: it is not said that nothing was done, and the next start finishes it',
    async (step) => {
      setting.accept(change)
      refuseAfter(step)
      const landed = await setting.landing().land({ session: setting.session, branch: 'main' })
      expect(landed.ok ? '' : landed.error.message).toMatch(
        /^The landing on main was begun, .*\(database or disk is full\)\. No work is lost\..* start Winnow again/,
      )
      setting.onStep = () => undefined
      expect(await recover()).toMatchObject([{ outcome: 'landed' }])
      refuseAfter('refMoved')
      const undone = await undo(setting.landing())
      expect(undone.ok ? '' : undone.error.message).toMatch(/^Undoing the landing on main was begun/)
      setting.onStep = () => undefined
      expect(await recover()).toMatchObject([{ outcome: 'undone' }])
    },
  )

  test('before anything moved, it says that it was not done', async () => {
    setting.accept(change)
    refuseAfter('committed')
    await expect(setting.landing().land({ session: setting.session, branch: 'main' })).rejects.toThrow(
      /so it was not done/,
    )
  })
})

describe('a disk that does not confirm', () => {
  const refuse = {
    kind: 'notDurable',
    purpose: 'write to the disk',
    args: [],
    exitCode: 1,
    stderr: 'EIO',
  } as const

  test.each([1, 2])('the %s. time in a landing: it is taken back', async (time) => {
    const listing = setting.listing()
    setting.accept(change)
    const { durability } = setting
    let times = 0
    setting.durability = {
      make: (resting) => ((times += 1) === time ? Promise.resolve(err(refuse)) : durability.make(resting)),
    }
    const landed = await setting.landing().land({ session: setting.session, branch: 'main' })
    expect(landed.ok ? '' : landed.error.message).toMatch(/^The disk did not confirm .*\(EIO\)/)
    expect(setting.listing()).toEqual(listing)
    expect(setting.landings).toEqual([])
    expect(await setting.landing().recover()).toEqual([])
    await setting.land('main')
  })
})
