import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { statusOf } from '#shared/domain/session/words.ts'
import { summaryOf } from '#shared/domain/session/summary.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { fromChat } from '#test/support/fake-responses-chat.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

const patch = '*** Begin Patch\n*** Add File: new.txt\n+new\n*** End Patch'

/** Names of the tools that a request offers. */
function offered(body: Record<string, unknown>): readonly string[] {
  return (body['tools'] as readonly { readonly name?: string }[]).map(({ name }) => name ?? '')
}

describe('without a sandbox', () => {
  let bench: TurnBench
  let fake: FakeResponses
  beforeEach(async () => {
    bench = turnBench()
    fake = await startFakeResponses()
  })
  afterEach(async () => {
    await fake.close()
    bench.remove()
  })

  const run = (mode: string | undefined, ...steps: readonly ScriptStep[]) => {
    const agent = createOpenaiAgent({ retry: { delay: () => 1 }, killAfter: 200 })
    const context = bench.context(scripted('Why?', ...steps), {
      kind: 'openai',
      ...(mode === undefined ? {} : { mode }),
    })
    const env = { ...context.env, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
    return agent.startTurn({ ...context, env }).done
  }

  test('a session that is asked is offered nothing that writes, and what writes all the same is refused', async () => {
    const steps = [
      { patch },
      { custom: { name: 'apply_patch', input: patch } },
      { sh: `apply_patch <<'EOF'\n${patch}\nEOF` },
      { call: { name: 'propose_review', args: { explanation: 'x' } } },
      { say: 'Because.' },
    ]
    expect(await run('ask', ...steps)).toEqual({ kind: 'completed', answered: true })
    const body = fake.requests.at(-1)?.body ?? {}
    expect(offered(body)).toEqual(['exec_command', 'write_stdin', 'update_plan', 'view_image', 'ask_user'])
    expect(body['instructions']).toContain('# This session only reads')
    const outputs = (body['input'] as readonly Record<string, unknown>[]).flatMap((item) =>
      String(item['type']).endsWith('_output') ? [item['output']] : [],
    )
    expect(outputs).toHaveLength(4)
    for (const output of outputs) expect(output).toMatch(/^error: this session only reads/)
    expect(existsSync(path.join(bench.worktree, 'new.txt'))).toBe(false)
    expect(bench.asks).toEqual([])
  })

  test('each command is asked for, since nothing else keeps it from writing', async () => {
    bench.answer = (ask) => Promise.resolve({ option: ask.text.includes('new') ? 'deny' : 'once', words: '' })
    expect(await run('ask', { sh: 'touch new.txt' }, { sh: 'pwd' }, { say: 'There.' })).toMatchObject({
      kind: 'completed',
    })
    expect(bench.asks).toMatchObject([
      { kind: 'approval', text: 'touch new.txt', reason: expect.stringContaining('only reads') as string },
      { kind: 'approval', text: 'pwd' },
    ])
    expect(existsSync(path.join(bench.worktree, 'new.txt'))).toBe(false)
    expect(bench.items().filter(({ kind }) => kind === 'command')).toMatchObject([{ text: 'pwd' }])
  })

  test('it builds where no mode is chosen, and asks for no command', async () => {
    expect(await run(undefined, { patch }, { sh: 'true' }, { say: 'Done.' })).toEqual({ kind: 'completed' })
    expect(bench.read('new.txt')).toBe('new\n')
    expect(offered(fake.requests[0]?.body ?? {})).toContain('apply_patch')
    expect(bench.asks).toEqual([])
  })

  test('a server of chat completions is offered the same', async () => {
    await fake.close()
    fake = await startFakeResponses({ lacks: ['responses'] })
    expect(await run('ask', { say: 'Because.' })).toMatchObject({ answered: true })
    const body = fromChat(fake.requests.at(-1)?.body ?? {})
    expect(JSON.stringify(body['tools'])).not.toContain('apply_patch')
  })

  test('of the servers of the person only tools that say that they read are offered and run', async () => {
    const script = path.join(import.meta.dirname, '../support/little-mcp-server.mjs')
    const agent = createOpenaiAgent({ killAfter: 200 })
    const context = bench.context(
      scripted('Why?', { call: { name: 'mcp__little__fill', args: { file: 'new.txt' } } }, { say: 'So.' }),
      { kind: 'openai', mode: 'ask' },
    )
    const env = { ...context.env, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
    const start = { kind: 'program', command: process.execPath, args: [script], env: {} } as const
    const setups = [{ name: 'little', from: 'person', start }] as const
    await agent.startTurn({
      ...context,
      env,
      servers: () => Promise.resolve({ setups, problems: [], isTrusted: () => true, trust: () => undefined }),
    }).done
    const body = fake.requests.at(-1)?.body ?? {}
    const named = offered(body).filter((name) => name.startsWith('mcp__'))
    expect(named).toEqual(['mcp__little__depth', 'mcp__little__long', 'mcp__little__crash'])
    expect(JSON.stringify(body['input'])).toContain('this session only reads')
    expect(bench.asks).toEqual([])
  })
})

/* Whether there is a sandbox is the machine's to say. */
const found = await (async () => {
  const scratch = temporaryFolder()
  const containment = await new Containments(scratch.path).get(true)
  const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)
  scratch.remove()
  return sandbox
})()

describe.runIf(found.kind !== 'none')('in the sandbox', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let fake: FakeResponses
  let workbench: TestWorkbench
  let repository: string
  beforeEach(async () => {
    folder = temporaryFolder('winnow-modes-')
    fake = await startFakeResponses()
    const pond = new TestRepository(path.join(folder.path, 'pond'))
    pond.commit('Begin', { 'a.txt': 'one\n' })
    workbench = await TestWorkbench.start(folder.path, {
      env: {
        ...{ PATH: process.env['PATH'] ?? '', WINNOW_SANDBOX: 'all', OPENAI_API_KEY: 'sk-test' },
        OPENAI_BASE_URL: fake.url,
      },
    })
    repository = await workbench.open(pond.path)
  })
  afterEach(async () => {
    await workbench.end()
    await fake.close()
    folder.remove()
  })
  const submit = async (mode: string, prompt: string): Promise<string> => {
    const made = await workbench.client.session.submit({
      tasks: [{ repository, prompt, agent: { kind: 'openai', mode } }],
    })
    return unwrap(made).sessions[0] ?? ''
  }
  const told = (): string => JSON.stringify(fake.requests.at(-1)?.body['input'])

  test('commands of a session that is asked can’t write in the worktree, and it ends with an answer', async () => {
    const line =
      'cat a.txt; git status --short; echo b >a.txt; echo b >b.txt; echo kept >"$TMPDIR/c"; cat "$TMPDIR/c"'
    const prompt = scripted('What is in a?', { sh: line }, { say: 'One.' })
    const asked = await workbench.state(await submit('ask', prompt), 'ready', 'failed')
    expect(asked).toMatchObject({ state: 'ready', activity: 'answered' })
    expect(statusOf(summaryOf(asked))).toMatchObject({ glyph: 'empty', word: 'answered' })
    expect(told()).toContain('one\\n')
    expect(told()).toContain('kept\\n')
    expect(told().match(/Read-only file system/g)).toHaveLength(2)
    // The same line, where it may build.
    const built = await workbench.state(await submit('build', prompt), 'ready', 'failed')
    expect(built).toMatchObject({ state: 'ready', activity: 'finished its turn', counts: { files: 2 } })
  })

  test('commands, and servers of the person, can write once the plan is approved, and not before', async () => {
    const script = path.join(import.meta.dirname, '../support/little-mcp-server.mjs')
    const servers = { little: { command: process.execPath, args: [script] } }
    writeFileSync(path.join(folder.path, 'winnow', 'mcp.json'), JSON.stringify({ mcpServers: servers }))
    const steps = [{ step: 'Fill it', files: ['.'] }]
    const prompt = scripted(
      'Fill it.',
      { sh: 'echo early >early.txt' },
      { call: { name: 'propose_plan', args: { steps } } },
      { sh: 'echo late >late.txt' },
      { call: { name: 'mcp__little__fill', args: { file: 'full.txt' } } },
      { say: 'It is full.' },
    )
    const session = await submit('plan', prompt)
    const answer = async (option: string): Promise<void> => {
      const { asks } = await workbench.state(session, 'waiting')
      const item = asks[0]?.id ?? ''
      unwrap(await workbench.client.session.answer({ session, item, option, words: '' }))
      await workbench.until(session, (now) => now.asks.every(({ id }) => id !== item))
    }
    await answer('approve')
    await answer('once')
    await workbench.state(session, 'ready', 'failed')
    expect(told().match(/Read-only file system/g)).toHaveLength(1)
    const { files } = unwrap(await workbench.client.changeset.get({ session }))
    expect(files.map((file) => file.path)).toEqual(['full.txt', 'late.txt'])
  })
})
