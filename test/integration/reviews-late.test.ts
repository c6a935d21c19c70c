import { renameSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { unwrap } from '#shared/base/result.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`)
const text = (changed: Readonly<Record<number, string>> = {}): string =>
  lines.map((line, index) => `${changed[index + 1] ?? line}\n`).join('')

const decideIn = (number: number, hunks: readonly DecidedHunk[], verdict: Verdict | null) =>
  harness.reviews.decide(
    harness.session,
    hunks.map((hunk) => ({ hunk: hunk.id, verdict })),
    { number },
  )
const decisions = async (number?: number): Promise<readonly (Verdict | null)[]> =>
  (await harness.changeset(number)).files.flatMap((file) => file.hunks.map((hunk) => hunk.decision))

describe('a decision on a revision that is not the newest any more', () => {
  it('is kept for what was read, and shown as changed since in the newest', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }) })
    const read = await harness.hunks()
    await harness.revise({ a: text({ 5: 'cinq', 20: 'twenty' }) })
    unwrap(await decideIn(1, read, 'reject'))
    expect(await decisions(1)).toEqual(['reject', 'reject'])
    const [changed, same] = await harness.hunks()
    expect(changed).toMatchObject({ decision: null, supersedes: { verdict: 'reject', revision: 1 } })
    expect(same).toMatchObject({ decision: 'reject' })
    // Nothing of it counts for content that nobody read.
    harness.restart()
    expect(await decisions()).toEqual([null, 'reject'])
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }) })
    expect((await harness.hunks())[0]).toMatchObject({ decision: 'reject', cameBack: true })
  })

  it('is one step of undo, and a later one of the newest another', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 20: 'twenty' }) })
    const read = await harness.hunks()
    await harness.revise({ a: text({ 5: 'cinq', 20: 'twenty' }) })
    unwrap(await decideIn(1, read, 'accept'))
    await harness.decide((await harness.hunks()).slice(0, 1), 'accept')
    expect(await decisions()).toEqual(['accept', 'accept'])
    unwrap(await harness.reviews.undo(harness.session))
    expect(await decisions()).toEqual([null, 'accept'])
    unwrap(await harness.reviews.undo(harness.session))
    expect(await decisions()).toEqual([null, null])
    expect(await decisions(1)).toEqual([null, null])
  })

  it('holds for a hunk that git cuts in another way now', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 7: 'seven' }) })
    const read = await harness.hunks()
    expect(read).toHaveLength(2)
    await harness.revise({ a: text({ 5: 'five', 6: 'six', 7: 'seven' }) })
    await harness.revise({ a: text({ 5: 'five', 7: 'seven', 30: 'thirty' }) })
    unwrap(await decideIn(1, read, 'accept'))
    expect(await decisions()).toEqual(['accept', 'accept', null])
  })

  it('is kept with all that the newest has to do with it, or not at all', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five', 7: 'seven' }) })
    const read = await harness.hunks()
    await harness.revise({ a: text({ 5: 'five', 6: 'six', 7: 'seven' }) })
    await harness.revise({ a: text({ 5: 'five', 7: 'seven', 30: 'thirty' }) })
    await harness.revise({ a: text({ 5: 'cinq', 7: 'seven', 30: 'thirty' }) })
    const act = 'late'
    const late = () =>
      harness.reviews.decide(
        harness.session,
        read.map(({ id }) => ({ hunk: id, verdict: 'accept' })),
        { number: 1, act },
      )
    const [file] = (await harness.changeset(1)).files
    const oid = file?.newOid ?? ''
    const blob = path.join(harness.repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2))
    renameSync(blob, `${blob}.away`)
    expect(await late()).toMatchObject({ ok: false, error: { kind: 'gitFailed' } })
    expect(await decisions(1)).toEqual([null, null])
    renameSync(`${blob}.away`, blob)
    harness.restart()
    unwrap(await late())
    expect(await decisions(1)).toEqual(['accept', 'accept'])
    expect(await decisions()).toEqual([null, 'accept', null])
  })

  it('is said to be written down where only the review could not be worked out with it', async () => {
    harness = await ReviewHarness.make({ a: text(), b: text() })
    await harness.revise({ a: text({ 5: 'five' }), b: text({ 10: 'ten' }) })
    const read = (await harness.hunks()).slice(0, 1)
    await harness.revise({ a: text({ 5: 'cinq' }), b: text({ 10: 'dix' }) })
    const b = (await harness.changeset()).files.find(({ path: name }) => name === 'b')
    const oid = b?.newOid ?? ''
    const edit = { path: 'b', oid, start: 10, lines: 1, text: 'zehn\n' }
    unwrap(await harness.reviews.edit(harness.session, edit))
    const blob = path.join(harness.repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2))
    renameSync(blob, `${blob}.away`)
    const message = expect.stringMatching(/^It was written down/)
    expect(await decideIn(1, read, 'accept')).toMatchObject({ ok: false, error: { message } })
    renameSync(`${blob}.away`, blob)
    harness.restart()
    expect((await decisions(1))[0]).toBe('accept')
  })

  it('is refused where that revision does not have the hunk either', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 5: 'five' }) })
    const [first] = await harness.hunks()
    await harness.revise({ a: text({ 5: 'cinq' }) })
    const [second] = await harness.hunks()
    await harness.revise({ a: text({ 5: 'fünf' }) })
    if (first === undefined || second === undefined) throw new Error('there are no hunks')
    const refused = await decideIn(1, [first, second], 'accept')
    expect(refused).toMatchObject({ ok: false, error: { kind: 'unknownHunk' } })
    expect(await decisions(1)).toEqual([null])
  })
})
