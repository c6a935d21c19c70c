import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCodexAgent } from '#main/agents/codex/adapter.ts'
import type { AgentOutcome, AgentTurn } from '#main/agents/adapter.ts'
import type { AgentAnswer } from '#shared/domain/agent/ask.ts'
import { until } from '#test/support/until.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { agentPrograms, patience, codexHome, type AgentHome } from '#test/support/real-agents.ts'

const patch = (from: string, to: string): string =>
  `*** Begin Patch\n*** Update File: hello.txt\n@@\n-${from}\n+${to}\n*** End Patch`

describe.skipIf(agentPrograms === null)('Codex through its app-server', { timeout: patience }, () => {
  let model: FakeResponses
  let home: AgentHome
  let bench: TurnBench
  const agent = createCodexAgent()

  beforeEach(async () => {
    model = await startFakeResponses()
    home = codexHome(model.url)
    bench = turnBench(home.env)
    execFileSync('git', ['init', '-q'], { cwd: bench.worktree })
    writeFileSync(path.join(bench.worktree, 'hello.txt'), 'hello\n')
  })
  afterEach(async () => {
    await agent.dispose()
    await model.close()
    bench.remove()
    home.remove()
  })

  const start = (steps: readonly ScriptStep[], choice: Readonly<Record<string, string>> = {}): AgentTurn =>
    agent.startTurn(bench.context(scripted('Do it', ...steps), { kind: 'codex', ...choice }))
  const run = (...steps: readonly ScriptStep[]): Promise<AgentOutcome> => start(steps).done

  test('thinks, plans, runs, edits and says, and each is an item', async () => {
    const outcome = await run(
      { multi: [{ reason: '**Look first**' }, { sh: 'ls; echo made > made.txt' }] },
      {
        plan: [
          ['read', 'completed'],
          ['write', 'in_progress'],
        ],
      },
      { patch: patch('hello', 'hello from codex') },
      { say: 'All done.' },
    )
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.read('hello.txt')).toBe('hello from codex\n')
    expect(bench.read('made.txt')).toBe('made\n')
    expect(bench.items().map(({ kind, state, text }) => [kind, state, text])).toEqual([
      ['reasoning', 'completed', '**Look first**'],
      ['command', 'completed', 'ls; echo made > made.txt'],
      ['plan', 'completed', ''],
      ['edit', 'completed', 'hello.txt'],
      ['message', 'completed', 'All done.'],
    ])
    const command = bench.items().find(({ kind }) => kind === 'command')
    expect(bench.output(command?.id ?? '')).toBe('hello.txt\n')
    expect(bench.usages.length).toBeGreaterThan(2)
  })

  const allow = async (): Promise<AgentAnswer> => Promise.resolve({ option: 'accept', words: '' })
  const escalated = (command: string): ScriptStep => ({
    sh: command,
    args: { sandbox_permissions: 'require_escalated', justification: 'It needs the network' },
  })
  const itemsOf = (kind: string) => bench.items().filter((item) => item.kind === kind)

  test('a command that wants out of the sandbox asks, with its reason, and runs once it may', async () => {
    bench.answer = allow
    const outcome = await run(escalated('echo out > out.txt'), { say: 'Done.' })
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.asks).toMatchObject([
      {
        kind: 'approval',
        text: 'echo out > out.txt',
        reason: 'It needs the network',
        folder: bench.worktree,
        options: [{ id: 'accept' }, { id: 'acceptForSession' }, { id: 'decline' }],
      },
    ])
    expect(bench.read('out.txt')).toBe('out\n')
  })

  test('an edit is shown before it is written; denied, it is not, and the words reach the model', async () => {
    bench.answer = async (ask) => {
      expect(bench.read('hello.txt')).toBe('hello\n')
      expect(ask).toMatchObject({ touches: ['hello.txt'] })
      expect(ask.kind === 'approval' ? ask.diff : null).toContain('-hello\n+goodbye')
      return Promise.resolve({ option: 'decline', words: 'Keep the greeting.' })
    }
    const outcome = await start([{ patch: patch('hello', 'goodbye') }, { say: 'Left as it is.' }], {
      mode: 'ask for edits',
    }).done
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.asks).toHaveLength(1)
    expect(itemsOf('edit')).toMatchObject([{ state: 'declined', paths: ['hello.txt'] }])
    expect(bench.read('hello.txt')).toBe('hello\n')
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Keep the greeting.')
  })

  test('what it asks while it plans is answered, and its plan is shown', async () => {
    bench.answer = async () => Promise.resolve({ option: 'B', words: '' })
    const questions = [
      {
        id: 'q1',
        header: 'Way',
        question: 'Which way?',
        options: [
          { label: 'A', description: 'the long one' },
          { label: 'B', description: 'the short one' },
        ],
      },
    ]
    const outcome = await start(
      [
        { call: { name: 'request_user_input', args: { questions } } },
        { say: '<proposed_plan>\n# Plan\n- step one\n</proposed_plan>' },
      ],
      { mode: 'plan' },
    ).done
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.asks).toMatchObject([
      {
        kind: 'question',
        text: 'Which way?',
        options: [{ label: 'A' }, { label: 'B', description: 'the short one' }],
      },
    ])
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('B')
    expect(itemsOf('plan')).toMatchObject([
      { state: 'completed', text: expect.stringContaining('step one') as string },
    ])
  })

  test('words in the middle of a turn reach the model after the tool that runs', async () => {
    const turn = start([{ sh: 'until [ -e go ]; do sleep 0.05; done' }, { say: 'Heard.' }])
    await bench.until(() => itemsOf('command').length === 1)
    expect(await turn.steer?.('Also mind the tests.')).toBe(true)
    writeFileSync(path.join(bench.worktree, 'go'), '')
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Also mind the tests.')
    expect(await turn.steer?.('Too late.')).toBe(false)
  })

  test('a stop ends its command too, and the conversation goes on afterwards', async () => {
    const turn = start([{ sh: 'echo $$ > pid; sleep 600' }, { say: 'never' }])
    await bench.until(() => itemsOf('command').length === 1)
    await until(
      'the command runs',
      () => existsSync(path.join(bench.worktree, 'pid')) && bench.read('pid') !== '',
    )
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(itemsOf('command')).toMatchObject([{ state: 'interrupted' }])
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 600')
    expect(await run({ say: 'Here again.' })).toEqual({ kind: 'completed' })
    // It remembers what was asked first.
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('sleep 600')
  })

  test('an approval that nobody answered goes with the turn', async () => {
    const turn = start([escalated('true'), { say: 'never' }])
    await bench.until(() => bench.asks.length === 1)
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
  })

  test('a Codex that is killed fails its turn with what was not lost, and is resumed', async () => {
    const turn = start([{ sh: 'sleep 601' }, { say: 'never' }])
    await bench.until(() => itemsOf('command').length === 1)
    const processes = execFileSync('ps', ['-eo', 'pid,args']).toString().split('\n')
    const servers = processes.filter(
      (line) => line.includes('app-server') && line.includes('ignore_default_excludes'),
    )
    for (const line of servers) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL')
    const outcome = await turn.done
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'exitCode' } })
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 601')
    expect(await run({ say: 'Here again.' })).toEqual({ kind: 'completed' })
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('sleep 601')
  })

  test.each([
    [{ status: 401 }, 'badKey', 'codex login'],
    [{ status: 500 }, 'serverError', 'try again'],
    [{ failed: { code: 'context_length_exceeded', message: 'too long' } }, 'overflow', 'smaller task'],
  ] as const)('a server that answers %j fails the turn as what it is', async (step, kind, words) => {
    const outcome = await run(step)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } })
    expect(outcome.kind === 'failed' ? outcome.failure.message : '').toContain(words)
  })

  test('a server that is away is waited for, says so, and can be stopped', async () => {
    await model.close()
    const turn = start([{ say: 'never' }])
    await bench.until(() => bench.activities.includes('waiting for the network'))
    expect(itemsOf('notice')).toMatchObject([{ text: expect.stringContaining('stop the turn') as string }])
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
  })

  // Where the machine lets us: Codex makes a sandbox of its own inside.
  test('in a namespace its own sandbox works too, and what leaves its group ends with the turn', async () => {
    const containment = await new Containments(bench.folder).get(true)
    const context = bench.context(
      scripted(
        'Do it',
        { sh: 'setsid sleep 602 >/dev/null 2>&1 & echo in > in.txt; touch /outside; echo $?' },
        { say: 'Done.' },
      ),
      { kind: 'codex' },
      { containment },
    )
    expect(await agent.startTurn(context).done).toEqual({ kind: 'completed' })
    expect(bench.read('in.txt')).toBe('in\n')
    expect(bench.output(itemsOf('command')[0]?.id ?? '')).toContain('Read-only file system')
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 602')
  })

  test.each([
    ['ask', 'in'],
    ['ask for edits', 'refused'],
  ] as const)('what is hidden from it is, also in a resumed conversation: %s', async (mode, written) => {
    const hidden = path.join(bench.folder, 'private')
    const open = path.join(home.env['CODEX_HOME'] ?? '', 'open')
    for (const folder of [hidden, open]) mkdirSync(folder)
    writeFileSync(path.join(hidden, 'database'), 'secret\n')
    appendFileSync(
      path.join(home.env['CODEX_HOME'] ?? '', 'config.toml'),
      `[sandbox_workspace_write]\nwritable_roots = [${JSON.stringify(open)}]\n`,
    )
    const line = `cat '${hidden}/database'; cat hello.txt; echo in > in.txt && cat in.txt || echo refused; echo x > '${open}/x' && echo opened; true`
    for (const turn of [0, 1]) {
      const context = bench.context(
        scripted(`Turn ${turn}`, { sh: line }, { say: 'Done.' }),
        { kind: 'codex', mode },
        { hidden: [hidden] },
      )
      expect(await agent.startTurn(context).done).toEqual({ kind: 'completed' })
      const output = bench.output(itemsOf('command')[turn]?.id ?? '')
      expect(output).not.toContain('secret')
      expect(output).toContain('hello\n')
      expect(output).toContain(written)
      expect(output.includes('opened')).toBe(mode === 'ask')
    }
  })

  test('its commands get no keys, and what it logs is no message', async () => {
    await run({ sh: 'env > env.txt' }, { say: 'Done.' })
    expect(bench.read('env.txt')).not.toContain('sk-test')
  })
})

describe('a Codex that can’t be used', () => {
  const program = (text: string): string => {
    const file = path.join(bench.folder, 'bin', 'codex')
    mkdirSync(path.dirname(file))
    writeFileSync(file, text)
    chmodSync(file, 0o755)
    return path.dirname(file)
  }
  let bench: TurnBench
  const outcomeWith = async (text: string): Promise<AgentOutcome> => {
    const PATH = `${program(text)}${path.delimiter}/usr/bin${path.delimiter}/bin`
    const context = bench.context('Do it', { kind: 'codex' })
    return createCodexAgent().startTurn({ ...context, env: { ...context.env, PATH } }).done
  }
  beforeEach(() => void (bench = turnBench()))
  afterEach(() => bench.remove())

  test('that does not answer is stopped all the same', async () => {
    const PATH = `${program('#!/bin/sh\ncat >/dev/null; sleep 606')}${path.delimiter}/usr/bin${path.delimiter}/bin`
    const context = bench.context('Do it', { kind: 'codex' })
    const turn = createCodexAgent().startTurn({ ...context, env: { ...context.env, PATH } })
    await until('it runs', () => execFileSync('ps', ['-eo', 'args']).toString().includes('bin/codex'))
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 606')
  })

  test('that asks before it says that the turn began is heard', async () => {
    const PATH = `${program(`#!/bin/sh
read l; echo '{"id":1,"result":{"userAgent":"winnow/0.171.0 (Debian)"}}'
read l; read l; echo '{"id":2,"result":{"account":null,"requiresOpenaiAuth":false}}'
n=3
while read l; do
  case "$l" in
  *thread/start*) echo '{"id":'$n',"result":{"thread":{"id":"T"}}}' ;;
  *turn/start*)
    echo '{"id":"ask","method":"item/commandExecution/requestApproval","params":{"itemId":"1","command":"true"}}'
    read answer
    echo "$answer" > "${bench.worktree}/answer"
    echo '{"id":'$n',"result":{"turn":{"id":"t"}}}'
    echo '{"method":"turn/completed","params":{"turn":{"id":"t","status":"completed"}}}' ;;
  *'"id"'*) echo '{"id":'$n',"result":{}}' ;;
  esac
  n=$((n + 1))
done`)}${path.delimiter}/usr/bin${path.delimiter}/bin`
    bench.answer = async () => Promise.resolve({ option: 'accept', words: '' })
    const context = bench.context('Do it', { kind: 'codex' })
    const outcome = await createCodexAgent().startTurn({ ...context, env: { ...context.env, PATH } }).done
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.asks).toHaveLength(1)
    expect(JSON.parse(bench.read('answer'))).toEqual({ id: 'ask', result: { decision: 'accept' } })
  })

  test.each([
    [
      'an old one',
      '#!/bin/sh\nread l; echo \'{"id":1,"result":{"userAgent":"winnow/0.99.1 (Debian)"}}\'; cat >/dev/null',
      'version 0.99',
    ],
    ['one that ends', '#!/bin/sh\necho broken >&2; exit 3', 'exit code 3'],
    [
      'one without an account',
      `#!/bin/sh
read l; echo '{"id":1,"result":{"userAgent":"winnow/0.171.0 (Debian)"}}'
read l; read l; echo '{"id":2,"result":{"account":null,"requiresOpenaiAuth":true}}'; cat >/dev/null`,
      'codex login',
    ],
  ])('%s', async (_, text, words) => {
    const outcome = await outcomeWith(text)
    expect(outcome.kind === 'failed' ? outcome.failure.message : '').toContain(words)
  })
})
