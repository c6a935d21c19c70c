import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { agentPrograms, patience, codexHome, type AgentHome } from '#test/support/real-agents.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

describe.skipIf(agentPrograms === null)('a session of Codex', { timeout: patience }, () => {
  let folder: string
  let model: FakeResponses
  let home: AgentHome
  let repository: TestRepository

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'winnow-codex-session-'))
    model = await startFakeResponses()
    home = codexHome(model.url)
    repository = new TestRepository(path.join(folder, 'pond'))
    repository.commit('Begin', { 'hello.txt': 'hello\n' })
  })
  afterEach(async () => {
    await model.close()
    home.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('asks in the queue, is answered, edits its worktree, and goes on after the workbench was started again', async () => {
    let workbench = await TestWorkbench.start(folder, { env: home.env })
    const id = await workbench.open(repository.path)
    const prompt = scripted(
      'Say hello to Codex',
      {
        sh: 'echo out > out.txt',
        args: { sandbox_permissions: 'require_escalated', justification: 'It is needed' },
      },
      { patch: '*** Begin Patch\n*** Update File: hello.txt\n@@\n-hello\n+hello from codex\n*** End Patch' },
      { say: 'Done.' },
    )
    const made = unwrap(
      await workbench.client.session.submit({
        tasks: [{ repository: id, prompt, agent: { kind: 'codex', model: 'gpt-5.5' } }],
      }),
    )
    const [session = ''] = made.sessions
    const waiting = await workbench.state(session, 'waiting')
    expect(waiting.activity).toContain('echo out > out.txt')
    const { items } = unwrap(await workbench.client.session.timeline({ session, limit: 100 }))
    const ask = items.find((item) => item.kind === 'approval')
    expect(ask).toMatchObject({ state: 'waiting', reason: 'It is needed' })
    unwrap(await workbench.client.session.answer({ session, item: ask?.id ?? '', option: 'once', words: '' }))
    const ready = await workbench.state(session, 'ready')
    expect(ready.agent).toMatchObject({ kind: 'codex', label: 'Codex gpt-5.5' })
    const tree = repository.git('ls-tree', '-r', '--name-only', ready.revisions.at(-1)?.tree ?? '')
    expect(tree.split('\n').filter(Boolean)).toEqual(['hello.txt', 'out.txt'])
    await workbench.end()

    workbench = await TestWorkbench.start(folder, { env: home.env })
    unwrap(
      await workbench.client.session.followUp({
        session,
        text: scripted('And again', { say: 'I remember.' }),
      }),
    )
    await workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length > 0)
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Say hello to Codex')
    await workbench.end()
  })
})
