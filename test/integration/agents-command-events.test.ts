import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClaudeAgent } from '#main/agents/claude/adapter.ts'
import { createCommandAgent } from '#main/agents/command/adapter.ts'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { startFakeAnthropic } from '#test/support/fake-anthropic.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { agentPrograms, claudeHome, codexHome, patience } from '#test/support/real-agents.ts'

const claude =
  agentPrograms === null
    ? ''
    : path.join(agentPrograms, '..', '@anthropic-ai/claude-agent-sdk-linux-x64/claude')
const hasCodex = agentPrograms !== null && existsSync(path.join(agentPrograms, 'codex'))

let bench: TurnBench | null = null
afterEach(() => bench?.remove())

function openBench(env: Readonly<Record<string, string>>): TurnBench {
  bench = turnBench(env)
  execFileSync('git', ['init', '-q'], { cwd: bench.worktree })
  writeFileSync(path.join(bench.worktree, 'hello.txt'), 'hello\n')
  return bench
}
const agent = createCommandAgent({ killAfter: 2000, grace: 500 })

describe('a command', () => {
  beforeEach(() => void openBench({}))
  const run = (text: string, more: Readonly<Record<string, string>> = {}) => {
    writeFileSync(path.join(bench?.worktree ?? '', 'events'), text)
    const choice = { kind: 'command', command: 'cat events', ...more }
    return agent.startTurn((bench as TurnBench).context('Do it.', choice)).done
  }
  const codex = (...events: readonly unknown[]) =>
    [{ type: 'thread.started', thread_id: 'th-1' }, ...events].map((one) => JSON.stringify(one)).join('\n')

  test('fails when its agent says so, though it ends with exit code 0, and keeps its raw output', async () => {
    const text = codex({ type: 'turn.failed', error: { message: 'You are out of tokens' } })
    const outcome = await run(text)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'serverError' } })
    expect(outcome.kind === 'failed' ? outcome.failure.message : '').toContain('You are out of tokens')
    expect(bench?.items()[0]).toMatchObject({ kind: 'output', state: 'failed', exitCode: 0 })
    expect(bench?.output(bench.items()[0]?.id ?? '')).toBe(text)
  })

  test('goes on in a follow-up by the id that it told, and says where it told none', async () => {
    const followUpCommand = 'echo "again {session}"'
    await run(codex({ type: 'turn.completed' }))
    await run(codex({ type: 'turn.completed' }), { followUpCommand })
    expect(bench?.output(bench.items().at(-1)?.id ?? '')).toBe('again th-1\n')
    bench?.remove()
    openBench({})
    await run('no events')
    await run('no events', { followUpCommand })
    const last = bench?.items().findLast(({ kind }) => kind === 'output')
    expect(bench?.output(last?.id ?? '')).toBe('no events')
    expect(bench?.items().filter(({ kind }) => kind === 'notice')).toMatchObject([
      { text: expect.stringContaining('never told the id of its conversation') as string },
    ])
  })

  test('that tells nonsense or too much by its hooks has told nothing', async () => {
    const dir = '$(dirname {hooks})'
    const nonsense = `head -c 9000000 /dev/zero >${dir}/told.jsonl; echo '{"hook_event_name":"Stop"}' >>${dir}/told.jsonl`
    expect(await run('', { command: nonsense })).toEqual({ kind: 'completed' })
    expect(await run('', { command: `rm ${dir}/told.jsonl; mkfifo ${dir}/told.jsonl` })).toEqual({
      kind: 'completed',
    })
    expect(await run('', { command: `ln -sf /dev/zero ${dir}/told.jsonl` })).toEqual({ kind: 'completed' })
    expect(bench?.items().map(({ kind }) => kind)).toEqual(['output', 'output', 'output'])
  })

  test('can’t have words of its own run by the id that it tells', async () => {
    await run(codex({ type: 'turn.completed' }).replace('th-1', 'x; touch made'))
    await run('', { followUpCommand: 'echo {session}' })
    expect(existsSync(path.join(bench?.worktree ?? '', 'made'))).toBe(false)
  })
})

test.skipIf(!existsSync(claude))(
  'claude -p: steps, what it was refused, and its conversation again',
  { timeout: patience },
  async () => {
    const model = await startFakeAnthropic()
    const home = claudeHome(model.url)
    try {
      const { worktree, context, items, output, usages } = openBench(home.env)
      const file = path.join(worktree, 'hello.txt')
      const line = `'${claude}' -p --output-format stream-json --verbose --permission-mode acceptEdits`
      const choice = { kind: 'command', command: line, followUpCommand: `${line} --resume {session}` }
      // The secret that its line does not name.
      const changes = { withheld: [] }
      const steps = scripted(
        'Do it',
        { call: { name: 'Read', args: { file_path: file } } },
        { call: { name: 'Edit', args: { file_path: file, old_string: 'hello', new_string: 'bye' } } },
        { call: { name: 'Bash', args: { command: 'npm --version', description: 'x' } } },
        { say: 'Done.' },
      )
      expect(await agent.startTurn(context(steps, choice, changes)).done).toEqual({ kind: 'completed' })
      expect(items().map(({ kind, state }) => [kind, state])).toEqual([
        ['output', 'completed'],
        ['toolCall', 'completed'],
        ['edit', 'completed'],
        ['command', 'failed'],
        ['message', 'completed'],
        ['notice', 'failed'],
      ])
      expect(items().at(-1)).toMatchObject({ text: expect.stringContaining('npm --version') as string })
      expect(output(items()[0]?.id ?? '')).toContain('"permission_denials"')
      expect(usages).toHaveLength(1)
      await agent.startTurn(context(scripted('And now', { say: 'Again.' }), choice, changes)).done
      expect(items().findLast(({ kind }) => kind === 'message')).toMatchObject({ text: 'Again.' })
      expect(JSON.stringify(model.requests.at(-1))).toContain('hello.txt')
    } finally {
      await model.close()
      home.remove()
    }
  },
)

test.skipIf(!hasCodex)('codex exec: steps, and its conversation again', { timeout: patience }, async () => {
  const model = await startFakeResponses()
  const home = codexHome(model.url)
  try {
    const { context, items } = openBench(home.env)
    const line = 'codex exec --json --skip-git-repo-check -s danger-full-access'
    const choice = { kind: 'command', command: `${line} -`, followUpCommand: `${line} resume {session} -` }
    const changes = { withheld: [] }
    const call = { call: { name: 'exec_command', args: { cmd: 'echo hi; exit 3' } } }
    await agent.startTurn(context(scripted('Do it', call, { say: 'Done.' }), choice, changes)).done
    expect(items().find(({ kind }) => kind === 'command')).toMatchObject({
      text: 'echo hi; exit 3',
      exitCode: 3,
    })
    await agent.startTurn(context(scripted('And now', { say: 'Again.' }), choice, changes)).done
    expect(items().findLast(({ kind }) => kind === 'message')).toMatchObject({ text: 'Again.' })
    expect(JSON.stringify(model.requests.at(-1))).toContain('echo hi; exit 3')
  } finally {
    await model.close()
    home.remove()
  }
})

test.skipIf(!existsSync(claude))(
  'Claude Code without its adapter: steps, and its conversation again',
  { timeout: patience },
  async () => {
    const model = await startFakeAnthropic()
    const home = claudeHome(model.url)
    try {
      const { worktree, context, items } = openBench(home.env)
      const bin = path.join(worktree, '..', 'bin')
      mkdirSync(bin)
      symlinkSync(claude, path.join(bin, 'claude'))
      const changes = { env: { ...home.env, PATH: `${bin}:/usr/bin:/bin`, SHELL: '/bin/sh' } }
      const alone = createClaudeAgent()
      const write = {
        call: { name: 'Write', args: { file_path: path.join(worktree, 'new.txt'), content: 'new\n' } },
      }
      const first = context(scripted('Do it', write, { say: 'Done.' }), { kind: 'claude' }, changes)
      expect(await alone.startTurn(first).done).toEqual({ kind: 'completed' })
      expect(items().find(({ kind }) => kind === 'edit')).toMatchObject({
        ...{ state: 'completed', paths: ['new.txt'] },
        diff: expect.stringContaining('+new') as string,
      })
      await alone.startTurn(context(scripted('And now', { say: 'Again.' }), { kind: 'claude' }, changes)).done
      expect(
        items().find(
          ({ kind, ...item }) => kind === 'output' && 'text' in item && item.text.includes('--resume'),
        ),
      ).toBeDefined()
      expect(JSON.stringify(model.requests.at(-1))).toContain('new.txt')
    } finally {
      await model.close()
      home.remove()
    }
  },
)

test.skipIf(!existsSync(claude))(
  'claude -p that writes plain text tells its steps and its end by hooks of the turn alone',
  { timeout: patience },
  async () => {
    const model = await startFakeAnthropic()
    const home = claudeHome(model.url)
    try {
      const { worktree, folder, context, items } = openBench(home.env)
      const line = `'${claude}' -p --permission-mode acceptEdits --settings {hooks}`
      const choice = { kind: 'command', command: line, followUpCommand: `${line} --resume {session}` }
      const write = {
        call: { name: 'Write', args: { file_path: path.join(worktree, 'new.txt'), content: 'new\n' } },
      }
      const first = context(scripted('Do it', write, { say: 'Done.' }), choice, { withheld: [] })
      expect(await agent.startTurn(first).done).toEqual({ kind: 'completed' })
      expect(items().map(({ kind, state }) => [kind, state])).toEqual([
        ['output', 'completed'],
        ['edit', 'completed'],
        ['message', 'completed'],
      ])
      expect(readdirSync(folder).filter((name) => name.startsWith('hooks'))).toEqual([])
      await agent.startTurn(context(scripted('And now', { say: 'Again.' }), choice, { withheld: [] })).done
      expect(JSON.stringify(model.requests.at(-1))).toContain('new.txt')
    } finally {
      await model.close()
      home.remove()
    }
  },
)

test('hooks reach Winnow out of the namespace and the sandbox', async () => {
  const folder = temporaryFolder('winnow-hooks-')
  const repository = new TestRepository(path.join(folder.path, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const workbench = await TestWorkbench.start(folder.path, { env: { WINNOW_SANDBOX: 'all' } })
  try {
    const said = { hook_event_name: 'Stop', session_id: 's-1', last_assistant_message: 'All done.' }
    const command = `echo '${JSON.stringify(said)}' >>"$(dirname {hooks})/told.jsonl"; test -r {hooks}`
    const session = await workbench.task(await workbench.open(repository.path), command)
    await workbench.state(session, 'ready')
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    expect(items.find(({ kind }) => kind === 'message')).toMatchObject({ text: 'All done.' })
  } finally {
    await workbench.end()
    folder.remove()
  }
})
