import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '#shared/base/clock.ts'
import { unwrap } from '#shared/base/result.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { openStore } from '#main/store/open-store.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { CommandLine } from '#test/support/command-line.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`)
const text = (changed: Readonly<Record<number, string>> = {}): string =>
  lines.map((line, index) => `${changed[index + 1] ?? line}\n`).join('')

const client = 'commandLine' as const
type Ids = readonly { readonly id: string }[]

const byCommandLine = async (hunks: Ids, verdict: Verdict | null, number?: number): Promise<void> => {
  const decisions = hunks.map(({ id }) => ({ hunk: id, verdict }))
  unwrap(await harness.reviews.decide(harness.session, decisions, { client, number }))
}
const states = async (number?: number): Promise<readonly string[]> =>
  (await harness.changeset(number)).files.flatMap(({ hunks }) =>
    hunks.map((hunk) => `${hunk.decision}${hunk.client ? ' by commandLine' : ''}`),
  )
const takeBack = () => harness.reviews.takeBackCommandLine(harness.session)

describe('what a command line decided', () => {
  it('is told as such, and is taken back in one act that one undo takes back', async () => {
    harness = await ReviewHarness.make({ a: text(), b: text() })
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty', 35: 'thirty-five' }), b: text({ 1: 'one' }) })
    const hunks = await harness.hunks()
    const told: ChangesetEvent[] = []
    const watching = new AbortController()
    const stream = harness.reviews.watch(harness.session, watching.signal)
    const next = async (): Promise<void> => void told.push((await stream.next()).value as ChangesetEvent)
    await next()
    await byCommandLine(hunks.slice(0, 2), 'accept')
    await next()
    await harness.decide(hunks.slice(2, 3), 'reject')
    await next()
    const decisions = told.flatMap((event) => (event.type === 'decided' ? [event.decisions] : []))
    expect(decisions).toEqual([
      hunks.slice(0, 2).map(({ id }) => ({ hunk: id, verdict: 'accept', client })),
      [{ hunk: hunks[2]?.id, verdict: 'reject' }],
    ])
    const before = ['accept by commandLine', 'accept by commandLine', 'reject', 'null']
    expect(await states()).toEqual(before)
    harness.restart()
    expect(await states()).toEqual(before)

    const undecided = unwrap(await takeBack())
    expect(undecided).toMatchObject({ decided: 1, rejected: 1, undecided: 3 })
    expect(await states()).toEqual(['null', 'null', 'reject', 'null'])
    expect((await harness.changeset()).undo).toBe('take back 2 decisions from the command line')
    const nothing = await takeBack()
    expect(nothing).toMatchObject({ ok: false, error: { kind: 'nothingToUndo' } })
    unwrap(await harness.reviews.undo(harness.session))
    expect(await states()).toEqual(before)
    watching.abort()
  })

  it('stays a command line’s in later revisions, cut in another way, late, and over a landing', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 7: 'seven', 30: 'thirty' }) })
    const read = await harness.hunks()
    await harness.revise({ a: text({ 5: 'five', 6: 'line 6', 7: 'seven', 30: 'thirty', 38: 'more' }) })
    // A revision that is not the newest any more.
    await byCommandLine(read.slice(2), 'reject', 1)
    await byCommandLine(read.slice(0, 1), 'accept', 1)
    await harness.decide((await harness.hunks()).slice(3), 'accept')
    expect(await states()).toEqual(['accept by commandLine', 'null', 'reject by commandLine', 'accept'])
    expect(await states(1)).toEqual(['accept by commandLine', 'null', 'reject by commandLine'])
    const { base } = harness
    await harness.land()
    expect(await states()).toEqual(['null', 'reject by commandLine'])
    harness.restart()
    expect(await states()).toEqual(['null', 'reject by commandLine'])
    await harness.undoLanding(base)
    expect(await states()).toEqual(['accept by commandLine', 'null', 'reject by commandLine', 'accept'])
    unwrap(await takeBack())
    expect(await states()).toEqual(['null', 'null', 'null', 'accept'])
  })

  it('is told of a hunk that only an earlier revision has as the contract says', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five' }) })
    const read = await harness.hunks()
    await harness.revise({ a: text({ 5: 'cinq' }) })
    const watching = new AbortController()
    const stream = harness.reviews.watch(harness.session, watching.signal)
    await stream.next()
    // The first shows that the newest hunk was decided before, which is more than a decision.
    await byCommandLine(read, 'reject', 1)
    await stream.next()
    await byCommandLine(read, 'accept', 1)
    const event = (await stream.next()).value as ChangesetEvent
    const decisions = event.type === 'decided' ? event.decisions : null
    expect(decisions).toEqual([{ hunk: read[0]?.id, verdict: 'accept', client }])
    watching.abort()
  })

  it('is not remembered for content that comes back after it was taken back', async () => {
    harness = await ReviewHarness.make({ a: text(), b: text() })
    await harness.revise({ a: text({ 5: 'five' }), b: text({ 9: 'nine' }) })
    const hunks = await harness.hunks()
    await byCommandLine(hunks.slice(0, 1), 'accept')
    await harness.decide(hunks.slice(1), 'accept')
    await harness.revise({ a: text(), b: text({ 9: 'nine' }) })
    expect(await states()).toEqual(['accept'])
    unwrap(await takeBack())
    await harness.revise({ a: text({ 5: 'five' }), b: text({ 9: 'nine' }) })
    expect(await states()).toEqual(['null', 'accept'])
    unwrap(await harness.reviews.undo(harness.session))
    expect(await states()).toEqual(['accept by commandLine', 'accept'])
  })

  it('is every hunk that can only be decided together with one of them', async () => {
    harness = await ReviewHarness.make({ d: 'a file\n' })
    await harness.revise({}, () => {
      harness.repository.git('rm', '-q', 'd')
      harness.repository.write({ 'd/e': 'in a folder\n' })
    })
    const hunks = await harness.hunks()
    expect(new Set(hunks.map(({ group }) => group)).size).toBe(1)
    await byCommandLine(hunks.slice(0, 1), 'accept')
    expect(await states()).toEqual(hunks.map(() => 'accept by commandLine'))
    unwrap(await takeBack())
    expect(await states()).toEqual(hunks.map(() => 'null'))
  })

  it('is what it wrote, and what it brought back by undo and redo', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }) })
    const [first, second] = await harness.hunks()
    const shown = unwrap(await harness.reviews.file(harness.session, 'a'))
    const request = { path: 'a', oid: shown.after?.oid ?? '', start: 5, lines: 1, text: 'mine\n' }
    unwrap(await harness.reviews.edit(harness.session, request, { client }))
    await harness.decide([second ?? { id: '' }], 'accept')
    unwrap(await harness.reviews.undo(harness.session))
    unwrap(await harness.reviews.redo(harness.session, { client }))
    expect(await states()).toEqual(['accept by commandLine', 'accept by commandLine'])
    const { files } = await harness.changeset()
    expect(files[0]?.edits).toMatchObject([{ client, holds: true }])
    harness.restart()
    unwrap(await takeBack())
    expect(await states()).toEqual(['null', 'null'])
    expect((await harness.changeset()).files[0]?.edits).toEqual([])
    unwrap(await harness.reviews.undo(harness.session))
    expect(await states()).toEqual(['accept by commandLine', 'accept by commandLine'])
    unwrap(await harness.reviews.removeEdit(harness.session, files[0]?.edits[0]?.id ?? ''))
    await harness.decide([first ?? { id: '' }], 'accept')
    expect(await states()).toEqual(['accept', 'accept by commandLine'])
  })
})

it('a command line says what command lines decided, and takes it back', async () => {
  harness = await ReviewHarness.make({ a: 'a\n' })
  const folder = temporaryFolder()
  const repository = new TestRepository(`${folder.path}/repo`)
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.write({ 'a.txt': 'b\n', 'new.txt': 'new\n' })
  const winnow = new CommandLine(folder.path)
  const { session } = await winnow.json<{ session: string }>([
    ...['review', '--uncommitted', '--repo', repository.path],
  ])
  await winnow.json(['decide', session, '--file', 'new.txt', '--accept'])
  const clients = async (): Promise<readonly (string | undefined)[]> => {
    const { files } = await winnow.json<{ files: { hunks: { client?: string }[] }[] }>(['changeset', session])
    return files.flatMap(({ hunks }) => hunks.map((hunk) => hunk.client))
  }
  expect(await clients()).toEqual([undefined, client])
  expect((await winnow.run(['changeset', session])).stdout).toContain('(from the command line)')
  const both = await winnow.run(['undo', session, '--command-line', '--landing'])
  expect(both).toMatchObject({ exitCode: 2 })
  const undone = { undone: 'commandLine', undecided: 2 }
  expect(await winnow.json(['undo', session, '--command-line'])).toMatchObject(undone)
  expect(await clients()).toEqual([undefined, undefined])
  expect((await winnow.run(['undo', session, '--command-line'])).exitCode).not.toBe(0)
  await winnow.json(['undo', session, '--decision'])
  expect(await clients()).toEqual([undefined, client])

  // Landings, their undo and a discard say it too.
  await winnow.json(['land', session, '--branch', 'topic', '--message', 'Land'])
  const shown = await winnow.json<{ landings: readonly object[] }>(['show', session])
  expect(shown.landings).toMatchObject([{ target: 'topic', client }])
  await winnow.json(['undo', session, '--landing'])
  await winnow.json(['discard', session])
  const store = unwrap(openStore(winnow.home, systemClock))
  const texts = store.timeline(session, 1000, 1000).map(({ data }) => (data as { text?: string }).text)
  const discarded = store.readAll('').filter(({ type }) => type === 'sessionDiscarded')
  store.close()
  expect(texts).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Landed .* from the command line$/),
      expect.stringMatching(/^Undid the landing of .* from the command line$/),
      'Discarded from the command line.',
    ]),
  )
  expect(discarded).toMatchObject([{ version: 2, data: { client } }])
  folder.remove()
})
