import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Containments } from '#main/agents/namespaces.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { openTurnSandbox } from '#main/agents/turn-sandbox.ts'
import { commandOf, listProcesses, processNamespace } from '#main/system/process-table.ts'
import { isAlive, turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { killTurn } from '#test/support/killed-turn.ts'
import { until } from '#test/support/until.ts'

let fake: FakeResponses
let bench: TurnBench

beforeEach(async () => {
  fake = await startFakeResponses()
  bench = turnBench({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

const agent = createOpenaiAgent({ retry: { delay: () => 1 }, killAfter: 200 })
const tty = { tty: true, yield_time_ms: 30_000 }
const written = (name: string): string => {
  const file = path.join(bench.worktree, name)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}
const outputOf = (line: string): string =>
  bench
    .items()
    .filter(({ kind, text }) => kind === 'command' && text === line)
    .map(({ id }) => bench.output(id))
    .join('')

const containment = await new Containments('/').get(true)
const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)

test.runIf(containment.kind === 'namespace' && sandbox.kind === 'bubblewrap')(
  'a terminal is inside of what holds and keeps the turn, and what it leaves in a session of its own ends too',
  async () => {
    const { env } = bench.context('', { kind: 'openai' })
    const home = path.dirname(bench.folder)
    const place = { home, worktree: bench.worktree, git: null, env, readable: [], agent: null, network: null }
    if (sandbox.kind !== 'bubblewrap') return
    const opened = await openTurnSandbox(sandbox, place)
    const keeps = `stty size; ls '${bench.folder}' || echo hidden; env | grep WINNOW_MARKED; readlink /proc/self/ns/pid`
    // Others on this machine sleep too.
    const own = process.pid
    const leaves = `setsid -f sleep ${own}1; set -m; trap "" HUP; sleep ${own}2 & trap "echo caught" INT; echo ready; read x; read x`
    const turn = agent.startTurn(
      bench.context(
        scripted(
          'Work.',
          { sh: keeps, args: tty },
          { sh: leaves, args: { ...tty, yield_time_ms: 250 } },
          {
            sh: `until pgrep -f "^sleep ${own}2" >pid; do sleep 0.01; done; pgrep -f "^sleep ${own}1" >>pid; true`,
          },
          { stdin: { session_id: 2, chars: '\u0003', yield_time_ms: 250 } },
          { stdin: { session_id: 2, chars: '\n', yield_time_ms: 250 } },
          { say: 'Done.' },
        ),
        { kind: 'openai' },
        { containment, sandbox: opened, mark: { WINNOW_MARKED: 'yes' } },
      ),
    )
    expect(await turn.done).toEqual({ kind: 'completed' })
    await opened.close()
    expect(outputOf(keeps)).toMatch(/^30 100\r\n[^]*hidden\r\nWINNOW_MARKED=yes\r\npid:\[\d+\]\r\n$/)
    expect(outputOf(keeps)).not.toContain(await processNamespace('self'))
    expect(outputOf(leaves)).toContain('caught')
    expect(written('pid').split('\n')).toHaveLength(2)
    const processes = await listProcesses()
    const lines = await Promise.all(processes.map(({ pid }) => commandOf(pid)))
    expect(lines.filter((one) => one === `sleep ${own}1` || one === `sleep ${own}2`)).toEqual([])
  },
)

test('a killed workbench leaves nothing of a terminal, though only a process group holds it', async () => {
  const line = 'set -m; trap "" HUP TERM; sleep 1000 & echo "$! $$" > pids; exec sleep 1000'
  const prompt = scripted('Work.', { sh: line, args: tty }, { say: 'never' })
  const { worktree, folder } = bench
  await killTurn(
    { worktree, folder, url: fake.url, prompt },
    () => until('it runs', () => written('pids') !== '', 50_000),
    20,
  )
  const pids = written('pids').split(' ').map(Number)
  expect(pids).toHaveLength(2)
  await until('both ended', () => !pids.some(isAlive))
})

test('an interrupted turn ends what runs in a terminal, and all it printed is kept', async () => {
  const line = 'echo begun; echo $$ > pid; exec sleep 1000'
  const turn = agent.startTurn(
    bench.context(scripted('Work.', { sh: line, args: tty }, { say: 'never' }), { kind: 'openai' }),
  )
  await until('it runs', () => written('pid') !== '')
  await bench.until(() => outputOf(line).includes('begun'))
  await turn.interrupt()
  expect(await turn.done).toEqual({ kind: 'interrupted' })
  expect(isAlive(Number(written('pid')))).toBe(false)
})

test('what a terminal printed is all kept, with what it obeys', async () => {
  const line = String.raw`printf '\033[31mred\033[0m\n'; seq 1 300000`
  const turn = agent.startTurn(
    bench.context(scripted('Work.', { sh: line, args: tty }, { say: 'Done.' }), { kind: 'openai' }),
  )
  expect(await turn.done).toEqual({ kind: 'completed' })
  const lines = Array.from({ length: 300_000 }, (_, index) => `${index + 1}\r\n`)
  expect(outputOf(line)).toBe(`\u001b[31mred\u001b[0m\r\n${lines.join('')}`)
})

test('where no terminal can be made the command runs with pipes, and says so', async () => {
  mkdirSync(path.join(bench.folder, 'alone'))
  const host = path.join(bench.folder, 'alone', 'terminal-host.ts')
  copyFileSync('src/main/agents/openai/terminal-host.ts', host)
  const child = spawn(process.execPath, [
    host,
    '200',
    '/bin/sh',
    '-c',
    'test -t 0 || echo none; read a; echo "got $a"; exit 3',
  ])
  child.stdin.write('word\n')
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')))
  const exitCode = await new Promise((resolve) => child.on('close', resolve))
  expect(said).toMatch(/^\(There is no terminal here, so this runs with pipes: .+\)\nnone\ngot word\n$/)
  expect(exitCode).toBe(3)
})
