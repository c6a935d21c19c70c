import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type WireItem } from '#test/support/fake-responses-script.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let fake: FakeResponses
let owner: KillableOwner
let repository: TestRepository

beforeEach(async () => {
  folder = temporaryFolder('winnow-openai-killed-')
  fake = await startFakeResponses()
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  owner = new KillableOwner(folder.path, { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url })
  await owner.start()
})
afterEach(async () => {
  await owner.kill('everything')
  await fake.close()
  folder.remove()
})

const sessionOf = async (session: string): Promise<Session> =>
  unwrap(await owner.client.session.get({ session }))
const timeline = async (session: string): Promise<readonly TimelineItem[]> =>
  unwrap(await owner.client.session.timeline({ session, limit: 100 })).items
const outputs = (): readonly string[] =>
  ((fake.requests.at(-1)?.body['input'] ?? []) as readonly WireItem[])
    .filter((item) => item.type?.endsWith('_output'))
    .map((item) => String(item['output']))

// A workbench that died in the middle of a command must not run it a second time, nor leave it without a word.
test.each(['owner', 'everything'] as const)(
  'a session whose workbench was killed in a command (%s) goes on, and nothing runs twice',
  async (whom) => {
    const { id } = unwrap(await owner.client.repository.open({ path: repository.path }))
    const prompt = scripted(
      'Work.',
      { sh: 'echo one >> ran' },
      { sh: 'echo two >> ran; echo begun; exec sleep 1000' },
      { say: 'never said' },
    )
    const made = await owner.client.session.submit({
      tasks: [{ repository: id, prompt, agent: { kind: 'openai' } }],
    })
    const [session = ''] = unwrap(made).sessions
    await until('the second command runs', async () =>
      (await timeline(session)).some(
        (item) => item.kind === 'command' && item.text.includes('two') && item.outputBytes > 0,
      ),
    )
    await owner.kill(whom)
    await owner.start()

    expect((await sessionOf(session)).state).toBe('stopped')
    const commands = (await timeline(session)).filter((item) => item.kind === 'command')
    expect(commands.map(({ state }) => state)).toEqual(['completed', 'interrupted'])
    unwrap(
      await owner.client.session.followUp({
        session,
        text: scripted('Go on.', { sh: 'cat ran' }, { say: 'ok' }),
      }),
    )
    await until('the follow-up ends', async () => (await sessionOf(session)).state === 'ready')
    expect(outputs()).toEqual([
      expect.stringContaining('exited with code 0'),
      expect.stringMatching(/^interrupted: check the worktree\./),
      expect.stringContaining('Output:\none\ntwo\n'),
    ])
    const tree = (await sessionOf(session)).revisions.at(-1)?.tree ?? ''
    expect(repository.git('show', `${tree}:ran`)).toBe('one\ntwo')
    expect(JSON.stringify(fake.requests.at(-1)?.body['input'])).toContain('Work.')
  },
)
