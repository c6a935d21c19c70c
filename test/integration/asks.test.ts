import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { groupOf } from '#shared/domain/session/queue.ts'
import { summaryOf } from '#shared/domain/session/summary.ts'
import { approval, askingAgent, askingPrompt, type AskingStep } from '#test/support/asking-agent.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let workbench: TestWorkbench
let repository: string
beforeEach(async () => {
  folder = temporaryFolder()
  const pond = new TestRepository(path.join(folder.path, 'pond'))
  pond.commit('Begin', { 'a.txt': 'one\n' })
  workbench = await TestWorkbench.start(folder.path, { agents: [askingAgent] })
  repository = await workbench.open(pond.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const question = {
  kind: 'question',
  id: 'which',
  text: 'Which one?',
  options: [
    { label: 'A', description: 'the first' },
    { label: 'B', description: '' },
  ],
} as const

async function start(...steps: readonly AskingStep[]): Promise<string> {
  const agent = { kind: 'asking' }
  const tasks = [{ repository, prompt: askingPrompt(...steps), agent }]
  return unwrap(await workbench.client.session.submit({ tasks })).sessions[0] ?? ''
}

const asks = (session: string, ...ids: readonly string[]): Promise<Session> =>
  workbench.until(session, (found) => found.asks.map(({ id }) => id).join() === ids.join())

/** What the agent got, by the ids of what it asked. */
function got({ worktree }: Session): Readonly<Record<string, unknown>> {
  const file = path.join(worktree ?? '', 'answers.txt')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  return Object.fromEntries(
    lines
      .map((line) => JSON.parse(line) as { id: string; answer: unknown })
      .map(({ id, answer }) => [id, answer]),
  )
}

async function item(session: string, id: string) {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  const found = items.find((one) => one.id === id)
  if (!found) throw new Error(`no item ${id}`)
  return found
}

const answer = (session: string, id: string, option: string | null, words = '') =>
  workbench.client.session.answer({ session, item: id, option, words })

describe('what an agent asks', () => {
  test('waits at the top of the queue until it is allowed, and the agent goes on', async () => {
    const session = await start(
      { say: 'begin' },
      {
        ask: approval('install', 'npm install', {
          parent: 'said-begin',
          reason: 'left-pad is missing',
          folder: '/work',
          touches: ['registry.npmjs.org'],
          diff: '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n',
        }),
      },
      { write: 'a.txt', text: 'two\n' },
    )
    const waiting = await asks(session, 't1-install')
    expect(waiting).toMatchObject({
      state: 'waiting',
      activity: 'asks: npm install',
      asks: [
        {
          kind: 'approval',
          id: 't1-install',
          parent: 't1-said-begin',
          state: 'waiting',
          reason: 'left-pad is missing',
          touches: ['registry.npmjs.org'],
          answer: null,
        },
      ],
    })
    expect(groupOf(summaryOf(waiting))).toBe('needsYou')
    unwrap(await answer(session, 't1-install', 'once'))
    const ready = await workbench.state(session, 'ready')
    expect(got(ready)).toEqual({ install: { option: 'once', words: '' } })
    expect(ready.asks).toEqual([])
    expect(await item(session, 't1-install')).toMatchObject({ state: 'completed', answer: 'once', words: '' })
  })

  test('is declined with words, which the agent and the timeline get', async () => {
    const session = await start({ ask: approval('push', 'git push') })
    await asks(session, 't1-push')
    unwrap(await answer(session, 't1-push', 'no', 'land it instead'))
    const ready = await workbench.state(session, 'ready')
    expect(got(ready)).toEqual({ push: { option: 'no', words: 'land it instead' } })
    expect(await item(session, 't1-push')).toMatchObject({
      state: 'declined',
      answer: 'no',
      words: 'land it instead',
    })
  })

  test('as a question is answered by an option, or in the person’s own words', async () => {
    const session = await start({ ask: question }, { ask: { ...question, id: 'again' } })
    await asks(session, 't1-which')
    expect(await answer(session, 't1-which', null, '  ')).toMatchObject({
      ok: false,
      error: { kind: 'badAnswer' },
    })
    unwrap(await answer(session, 't1-which', 'B'))
    await asks(session, 't1-again')
    unwrap(await answer(session, 't1-again', null, 'neither'))
    const ready = await workbench.state(session, 'ready')
    expect(got(ready)).toEqual({
      which: { option: 'B', words: '' },
      again: { option: null, words: 'neither' },
    })
  })

  test('is answered once, and by nothing that is no answer', async () => {
    const session = await start({ ask: approval('one', 'make') }, { waitFor: 'go' })
    const { worktree } = await asks(session, 't1-one')
    for (const [id, option, kind] of [
      ['t1-one', 'always', 'badAnswer'],
      ['t1-one', null, 'badAnswer'],
      ['t1-other', 'once', 'notFound'],
      ['t1-prompt', 'once', 'notFound'],
    ] as const)
      expect(await answer(session, id, option, 'words')).toMatchObject({ ok: false, error: { kind } })
    expect((await asks(session, 't1-one')).state).toBe('waiting')
    unwrap(await answer(session, 't1-one', 'no'))
    expect(await answer(session, 't1-one', 'once')).toMatchObject({ ok: false, error: { kind: 'answered' } })
    writeFileSync(path.join(worktree ?? '', 'go'), '')
    expect(got(await workbench.state(session, 'ready'))).toEqual({ one: { option: 'no', words: '' } })
  })

  test('together with others is answered in any order; it runs again after the last', async () => {
    const session = await start({
      together: [{ ask: approval('one', 'first') }, { ask: approval('two', 'second') }, { ask: question }],
    })
    await asks(session, 't1-one', 't1-two', 't1-which')
    unwrap(await answer(session, 't1-two', 'once'))
    expect(await asks(session, 't1-one', 't1-which')).toMatchObject({ activity: 'asks: first' })
    unwrap(await answer(session, 't1-one', 'no'))
    expect(await asks(session, 't1-which')).toMatchObject({ state: 'waiting', activity: 'asks: Which one?' })
    unwrap(await answer(session, 't1-which', 'A'))
    expect(Object.keys(got(await workbench.state(session, 'ready'))).sort()).toEqual(['one', 'two', 'which'])
  })

  test('expires when its agent goes on without, and the session runs', async () => {
    const session = await start({ ask: question, withdrawnBy: 'late' }, { waitFor: 'go' })
    const { worktree } = await asks(session, 't1-which')
    writeFileSync(path.join(worktree ?? '', 'late'), '')
    await workbench.state(session, 'running')
    expect(await item(session, 't1-which')).toMatchObject({ state: 'interrupted', answer: null })
    expect(await answer(session, 't1-which', 'A')).toMatchObject({ ok: false, error: { kind: 'expired' } })
    writeFileSync(path.join(worktree ?? '', 'go'), '')
    expect(got(await workbench.state(session, 'ready'))).toEqual({ which: null })
  })

  test('expires when the session is stopped; what was answered stays', async () => {
    const session = await start({ together: [{ ask: approval('one', 'first') }, { ask: question }] })
    await asks(session, 't1-one', 't1-which')
    unwrap(await answer(session, 't1-one', 'once'))
    unwrap(await workbench.client.session.stop({ session }))
    const stopped = await workbench.state(session, 'stopped')
    expect(got(stopped)).toEqual({ one: { option: 'once', words: '' }, which: null })
    expect(stopped.asks).toEqual([])
    expect(await item(session, 't1-one')).toMatchObject({ state: 'completed' })
    expect(await item(session, 't1-which')).toMatchObject({ state: 'interrupted' })
    expect(await answer(session, 't1-which', 'A')).toMatchObject({ ok: false, error: { kind: 'expired' } })
  })

  test('is answered for what was shown, not for what is asked later in its place', async () => {
    const session = await start(
      { ask: approval('same', 'ls'), withdrawnBy: 'late' },
      { ask: approval('same', 'rm -rf ~') },
    )
    const { worktree } = await asks(session, 't1-same')
    writeFileSync(path.join(worktree ?? '', 'late'), '')
    await asks(session, 't1-same-2')
    expect(await answer(session, 't1-same', 'once')).toMatchObject({ ok: false, error: { kind: 'expired' } })
    unwrap(await answer(session, 't1-same-2', 'no'))
    expect(got(await workbench.state(session, 'ready'))).toEqual({ same: { option: 'no', words: '' } })
    expect(await item(session, 't1-same')).toMatchObject({ text: 'ls', state: 'interrupted' })
  })

  test('counts for the limit of sessions at a time', async () => {
    await workbench.client.workbench.saveSettings({ parallelLimit: 1 })
    const first = await start({ ask: question })
    await asks(first, 't1-which')
    const second = await start({ say: 'here' })
    expect(unwrap(await workbench.client.session.get({ session: second })).state).toBe('queued')
    unwrap(await answer(first, 't1-which', 'A'))
    await workbench.state(second, 'ready')
  })

  test('that is too long to be shown whole can only be declined', async () => {
    const hidden = `true ${' '.repeat(50_000)} && rm -rf ~`
    const session = await start({ ask: approval('long', hidden) })
    const waiting = await asks(session, 't1-long')
    expect(waiting.asks).toMatchObject([{ options: [{ id: 'no' }] }])
    expect(JSON.stringify(waiting.asks).length).toBeLessThan(30_000)
    expect(await answer(session, 't1-long', 'once')).toMatchObject({
      ok: false,
      error: { kind: 'badAnswer' },
    })
    unwrap(await answer(session, 't1-long', 'no'))
    expect(got(await workbench.state(session, 'ready'))).toEqual({ long: { option: 'no', words: '' } })
  })
})

describe('words to an agent that works', () => {
  const followUp = (session: string, text: string, when: 'now' | 'turnEnd') =>
    workbench.client.session.followUp({ session, text, when })
  const steered = ({ worktree }: Session): string => {
    const file = path.join(worktree ?? '', 'steered.txt')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  /** Waits until the agent is at work. */
  async function atWork(session: string): Promise<Session> {
    await until('it works', async () => {
      const { items } = unwrap(await workbench.client.session.timeline({ session }))
      return items.some(({ id }) => id === 't1-said-here')
    })
    return unwrap(await workbench.client.session.get({ session }))
  }

  test('reach it at once where it takes them, and are in the timeline', async () => {
    const session = await start({ say: 'here' }, { waitFor: 'go' })
    const { worktree } = await atWork(session)
    expect(unwrap(await followUp(session, 'left, not right', 'now'))).toEqual({
      waits: false,
      id: null,
      steered: true,
    })
    writeFileSync(path.join(worktree ?? '', 'go'), '')
    const ready = await workbench.state(session, 'ready')
    expect(steered(ready)).toBe('"left, not right"\n')
    expect(ready.waiting).toEqual([])
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    expect(items.filter(({ kind }) => kind === 'prompt')).toMatchObject([
      { id: 't1-prompt' },
      { turn: 1, text: 'left, not right' },
    ])
  })

  test('wait for the end of the turn where it takes none, and where that is wanted', async () => {
    const session = await start({ deaf: true }, { say: 'here' }, { waitFor: 'go' })
    const { worktree } = await atWork(session)
    expect(unwrap(await followUp(session, 'one', 'now'))).toMatchObject({ waits: true, steered: false })
    expect(unwrap(await followUp(session, 'two', 'turnEnd'))).toMatchObject({ waits: true, steered: false })
    expect(steered(await workbench.state(session, 'running'))).toBe('')
    writeFileSync(path.join(worktree ?? '', 'go'), '')
    const ready = await workbench.until(
      session,
      (found) => found.state === 'ready' && found.waiting.length === 0,
    )
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    expect(items.flatMap((one) => (one.kind === 'message' ? [one.text] : []))).toEqual(['here', 'one', 'two'])
    expect(steered(ready)).toBe('')
  })

  test('reach an agent that asks, which goes on to ask', async () => {
    const session = await start({ ask: approval('one', 'make') })
    await asks(session, 't1-one')
    expect(unwrap(await followUp(session, 'use ninja', 'now'))).toMatchObject({ steered: true })
    const waiting = await asks(session, 't1-one')
    expect(waiting).toMatchObject({ state: 'waiting', waiting: [] })
    expect(steered(waiting)).toBe('"use ninja"\n')
    unwrap(await answer(session, 't1-one', 'no'))
    await workbench.state(session, 'ready')
  })
})
