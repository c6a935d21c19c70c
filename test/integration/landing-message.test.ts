import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { LandingSetting } from '#test/support/landing.ts'

let setting: LandingSetting
const trailer = 'Co-authored-by: Codex <codex@agents.winnow.invalid>'

/** A setting whose agent committed these messages, each with a change, and then left one more uncommitted. */
function open(messages: readonly (string | Uint8Array)[], options = { coAuthoredBy: true }): LandingSetting {
  setting = new LandingSetting({ files: { 'a.txt': 'a\n' }, ...options })
  const { repository } = setting
  repository.git('switch', '-q', '-c', 'agent')
  for (const [at, message] of messages.entries()) {
    repository.write({ 'work.txt': `${at}\n` })
    repository.git('add', '-A')
    repository.gitBytes(['commit', '-q', '--cleanup=verbatim', '-F', '-'], message)
  }
  const snapshot = repository
    .gitBytes(['commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'Teach it to wait, r1'], '', {
      GIT_COMMITTER_EMAIL: 'winnow@localhost',
    })
    .toString()
    .trim()
  setting.told = { reviewed: { commit: snapshot, landedBefore: null } }
  repository.git('switch', '-q', 'main')
  setting.accept({ 'work.txt': 'done\n' })
  return setting
}

const drafted = async (): Promise<string> =>
  unwrap(await setting.landing().preview({ session: setting.session })).message

afterEach(() => setting.dispose())

describe('the draft of a landing’s message', () => {
  test('is the agent’s own, with the trailer that the person has Winnow write and none that vouches', async () => {
    open([
      'Wait between tries\n\nOtherwise the server refuses.\n\nFixes: #3\nSigned-off-by: Ada Person <ada@example.test>\n',
    ])
    expect(await drafted()).toBe(
      `Wait between tries\n\nOtherwise the server refuses.\n\nFixes: #3\n${trailer}\n`,
    )
    const landed = await setting.land('x')
    expect(setting.repository.gitBytes(['log', '-1', '--format=%B', landed.commit]).toString().trim()).toBe(
      (await drafted()).trim(),
    )
  })

  test('names several commits under what was asked for, and no merge', async () => {
    open(['Add a test', 'Wait between tries', 'fixup! Wait between tries'], { coAuthoredBy: false })
    expect(await drafted()).toBe('Teach it to wait\n\n- Add a test\n- Wait between tries\n')
  })

  test('reads bytes that are no text, and what is huge', async () => {
    open([Buffer.from('Wait \xff\xfe \u001b[2Jlong\n\nb\n', 'latin1')], { coAuthoredBy: false })
    // As git itself reads them.
    expect(await drafted()).toBe('Wait ÿþ [2Jlong\n\nb\n')
    setting.dispose()
    open([`Wait\n\n${'and wait\n'.repeat(200_000)}`], { coAuthoredBy: false })
    expect((await drafted()).length).toBeLessThan(5000)
  })

  test('leaves out what an earlier landing took', async () => {
    open(['Wait between tries'], { coAuthoredBy: false })
    const before = setting.told.reviewed?.commit ?? ''
    setting.told = { reviewed: { commit: before, landedBefore: before } }
    expect(await drafted()).toBe('Teach it to wait\n')
  })

  test('is what the agent said last, where it committed nothing', async () => {
    open([], { coAuthoredBy: false })
    setting.told = { ...setting.told, lastWords: () => 'Waited one second between tries.\n\nMore of it.' }
    expect(await drafted()).toBe('Teach it to wait\n\nWaited one second between tries.\n')
  })
})

test('a message that was seen whole is taken as it is', async () => {
  open([])
  const asked = { session: setting.session, branch: 'x', message: 'Mine alone', messageIsWhole: true }
  unwrap(await setting.landing().land(asked))
  expect(setting.repository.gitBytes(['log', '-1', '--format=%B', 'x']).toString().trim()).toBe('Mine alone')
})
