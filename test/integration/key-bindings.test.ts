import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { ToldBindings } from '#shared/contract/keys.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
let file: string
let workbench: TestWorkbench

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-keys-'))
  file = path.join(folder, 'winnow', 'keybindings.json')
  workbench = await TestWorkbench.start(folder)
})
afterEach(async () => {
  await workbench.end()
  rmSync(folder, { recursive: true, force: true })
})

const restart = async (): Promise<void> => {
  await workbench.end()
  workbench = await TestWorkbench.start(folder)
}
/** What is told first to somebody who begins to follow. */
const told = async (): Promise<ToldBindings> => {
  const stream = await workbench.client.keys.watch()
  for await (const now of stream) return now
  throw new Error('nothing was told')
}
const write = (keys: unknown): void => writeFileSync(file, JSON.stringify({ version: 1, keys }))
const bind = (command: string, keys: string[] | null) =>
  workbench.client.keys.change({ changes: [{ command, keys }] })

describe('keys of commands', () => {
  it('that the person gives count, are in the file, and survive a restart', async () => {
    expect(await told()).toEqual({ keys: {}, file, problem: null, proposal: null })
    expect(unwrap(await bind('review.accept', ['Mod+y'])).keys).toEqual({ 'review.accept': ['Mod+y'] })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      version: 1,
      keys: { 'review.accept': ['Mod+y'] },
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await restart()
    expect(await told()).toMatchObject({
      keys: { 'review.accept': ['Mod+y'] },
      problem: null,
      proposal: null,
    })
    expect(unwrap(await bind('review.accept', null)).keys).toEqual({})
  })

  it('are exchanged in one act, and refused where two commands would have one', async () => {
    expect(await bind('review.accept', ['j'])).toMatchObject({ ok: false, error: { kind: 'refused' } })
    expect((await told()).keys).toEqual({})
    const both = await workbench.client.keys.change({
      changes: [
        { command: 'review.accept', keys: ['j'] },
        { command: 'review.nextUndecided', keys: ['a'] },
      ],
    })
    expect(unwrap(both).keys).toEqual({ 'review.accept': ['j'], 'review.nextUndecided': ['a'] })
    expect(await bind('session.discard', ['d'])).toMatchObject({ ok: false, error: { kind: 'refused' } })
    expect(await bind('no.such', ['d'])).toMatchObject({ ok: false, error: { kind: 'refused' } })
  })

  it('that a file says count once the person confirms exactly that file', async () => {
    write({ 'review.accept': ['j'], 'review.nextUndecided': ['a'] })
    const before = await told()
    expect(before.keys).toEqual({})
    expect(before.proposal?.changes).toEqual([
      { command: 'review.accept', from: ['a'], to: ['j'] },
      { command: 'review.nextUndecided', from: ['j'], to: ['a'] },
    ])
    await restart()
    expect((await told()).keys).toEqual({})
    // It became another one after it was shown.
    write({ 'review.reject': ['Mod+y'] })
    const { digest } = before.proposal ?? { digest: '' }
    expect(await workbench.client.keys.confirm({ digest })).toMatchObject({
      ok: false,
      error: { kind: 'changed' },
    })
    const after = await told()
    expect(after.keys).toEqual({})
    expect(await bind('review.defer', ['Mod+d'])).toMatchObject({ ok: false, error: { kind: 'changed' } })
    const confirmed = await workbench.client.keys.confirm({ digest: after.proposal?.digest ?? '' })
    expect(unwrap(confirmed)).toMatchObject({ keys: { 'review.reject': ['Mod+y'] }, proposal: null })
    await restart()
    expect(await told()).toMatchObject({ keys: { 'review.reject': ['Mod+y'] }, proposal: null })
  })

  it('are told again when the file changes while somebody follows', async () => {
    const seen: (number | null)[] = []
    for await (const now of await workbench.client.keys.watch()) {
      seen.push(now.proposal?.changes.length ?? null)
      if (seen.length === 1) write({ 'review.reject': ['Mod+y'] })
      else break
    }
    expect(seen).toEqual([null, 1])
  })

  it('stay as they were whatever is put in the place of the file', async () => {
    unwrap(await bind('review.accept', ['Mod+y']))
    const places: readonly (readonly [() => void, RegExp])[] = [
      [() => writeFileSync(file, 'not json'), /not JSON/],
      [() => writeFileSync(file, ' '.repeat(70_000)), /more than 65536 bytes/],
      [() => write({ 'session.discard': ['d'] }), /pressed too easily/],
      [() => write({ 'review.accept': ['Enter'] }), /can’t have it/],
      [() => symlinkSync('/dev/zero', file), /not a plain file/],
      [() => execFileSync('mkfifo', [file]), /not a plain file/],
      [() => execFileSync('mkdir', [file]), /not a plain file/],
    ]
    for (const [put, why] of places) {
      rmSync(file, { recursive: true, force: true })
      put()
      const now = await told()
      expect(now).toMatchObject({ keys: { 'review.accept': ['Mod+y'] }, proposal: null })
      expect(now.problem).toMatch(why)
      expect(now.problem).toContain('your keys are as they were')
    }
    rmSync(file, { recursive: true })
    // Without a file nobody has other keys; that too is the person's to say.
    expect((await told()).proposal?.changes).toEqual([
      { command: 'review.accept', from: ['Mod+y'], to: ['a'] },
    ])
    expect(unwrap(await workbench.client.keys.keep())).toMatchObject({ problem: null, proposal: null })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ keys: { 'review.accept': ['Mod+y'] } })
  })
})
