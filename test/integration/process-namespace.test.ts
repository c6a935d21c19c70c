import { spawn, execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentTurn } from '#main/agents/adapter.ts'
import { createCommandAgent } from '#main/agents/command/adapter.ts'
import type { Containment } from '#main/agents/containment.ts'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { listProcesses } from '#main/system/process-table.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { sshConfigurationInside } from '#main/agents/ssh-configuration.ts'
import { markOfFolder, turnMark } from '#main/system/turn-mark.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

const run = promisify(execFile)
const script = path.resolve('test/support/held-turn-process.ts')
const root = temporaryFolder('winnow-inside-')
const containments = new Containments(root.path)
const found = await containments.get(true)
const isRoot = process.getuid?.() === 0

let bench: TurnBench
beforeEach(() => {
  bench = turnBench()
})
afterEach(async () => {
  for (const { pid } of await left()) process.kill(pid, 'SIGKILL')
  bench.remove()
})

afterAll(() => root.remove())

/** What still carries the mark of this bench. */
const left = () => markedProcesses(markOfFolder(bench.folder))

function start(command: string, containment: Containment): AgentTurn {
  const choice = { kind: 'command', command } as const
  const mark = turnMark(bench.folder, 'session-1', 1)
  return createCommandAgent({ killAfter: 1000, grace: 200 }).startTurn(
    bench.context('', choice, { containment, mark }),
  )
}

/** Seconds that only a process of this file sleeps: it has no mark by which to find it. */
const unmarked = `1000.${process.pid}`

/** Ways to leave a process group, each with a sign that it runs. */
const detached: Readonly<Record<string, string>> = {
  setsid: `setsid sh -c 'touch there; exec sleep 1000' >/dev/null 2>&1 &`,
  'setsid and nohup, with the output': `setsid nohup sh -c 'touch there; exec sleep 1000' &`,
  'two forks': `(setsid sh -c '(touch there; exec sleep 1000) &' &) >/dev/null 2>&1;`,
  'an empty environment': `env -i PATH="$PATH" setsid sh -c 'touch there; exec sleep ${unmarked}' >/dev/null 2>&1 &`,
}
const isThere = (): boolean => existsSync(path.join(bench.worktree, 'there'))
async function sleeps(): Promise<boolean> {
  const processes = await listProcesses()
  const lines = processes.map(({ pid }) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  return (await Promise.all(lines)).includes(`sleep\0${unmarked}\0`)
}

describe.runIf(found.kind === 'namespace')('in a process namespace', () => {
  for (const [name, line] of Object.entries(detached)) {
    test(`what left its group by ${name} ends with the turn`, async () => {
      const outcome = await start(`${line} while ! test -e there; do sleep 0.02; done`, found).done
      expect(outcome).toEqual({ kind: 'completed' })
      expect(await left()).toEqual([])
      expect(await sleeps()).toBe(false)
    })

    test(`what left its group by ${name} ends when the turn is stopped`, async () => {
      const turn = start(`${line} sleep 1000`, found)
      await until('it runs', isThere)
      await turn.interrupt()
      expect(await turn.done).toEqual({ kind: 'interrupted' })
      expect(await left()).toEqual([])
      expect(await sleeps()).toBe(false)
    })
  }

  test('what left its group is asked to end before it is made to', async () => {
    const line = `setsid sh -c 'trap "echo bye > bye; exit" TERM; touch there; while :; do sleep 0.02; done' >/dev/null 2>&1 &`
    const turn = start(`${line} sleep 1000`, found)
    await until('it runs', isThere)
    await turn.interrupt()
    expect(bench.read('bye')).toBe('bye\n')
  })

  test('the command itself keeps its exit code, its goodbye and the time for it', async () => {
    expect(await start('exit 41', found).done).toMatchObject({
      kind: 'failed',
      failure: { kind: 'exitCode', message: expect.stringContaining('exit code 41') },
    })
    const turn = start(
      `trap 'sleep 0.5; echo bye > bye; exit 0' TERM; touch there; while :; do sleep 0.02; done`,
      found,
    )
    await until('it runs', isThere)
    await turn.interrupt()
    expect(bench.read('bye')).toBe('bye\n')
  })

  test('it runs in its folder, with the task on standard input, and sees only its own', async () => {
    const choice = { kind: 'command', command: 'pwd; cat; ps -e -o comm= | sort -u | tr "\\n" " "' } as const
    const turn = createCommandAgent().startTurn(bench.context('the task\n', choice, { containment: found }))
    expect(await turn.done).toEqual({ kind: 'completed' })
    const output = bench.output(bench.items().at(-1)?.id ?? '')
    expect(output.startsWith(`${bench.worktree}\nthe task\n`)).toBe(true)
    expect(output).not.toMatch(/node|vitest/)
  })

  test('what the workbench has in its environment is out of reach', async () => {
    const planted = 'sk-planted-0123456789'
    const look = `cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c '^SOME_[T]OKEN='`
    const env = { ...process.env, NODE_NO_WARNINGS: '1', SOME_TOKEN: planted }
    const workbench = spawn(process.execPath, [script, bench.worktree, bench.folder, bench.folder, look], {
      env,
    })
    const [environment, said] = await Promise.all([
      readFile(`/proc/${workbench.pid}/environ`, 'utf8'),
      text(workbench.stdout),
    ])
    expect(environment).toContain(planted)
    expect(JSON.parse(said)).toMatchObject({ held: 'namespace', output: '0\n' })
  })

  test('processes of two turns have other numbers', async () => {
    const numbers = []
    for (let turn = 1; turn <= 2; turn += 1) {
      await start('echo $$', found).done
      numbers.push(Number(bench.output(bench.items().at(-1)?.id ?? '')))
    }
    expect(Math.min(...numbers)).toBeGreaterThan(1000)
    expect(numbers[0]).not.toBe(numbers[1])
  })

  test('the commands of the built-in agent share one, and what they leave ends with the turn', async () => {
    const fake = await startFakeResponses()
    const prompt = scripted(
      'Serve.',
      {
        sh: "setsid sh -c 'touch there; exec sleep 1000' >/dev/null 2>&1 & while ! test -e there; do sleep 0.02; done",
      },
      { sh: 'ps -e -o args= | grep -c "^sleep 1000$"' },
      { say: 'Done.' },
    )
    const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
    const mark = turnMark(bench.folder, 'session-1', 1)
    const turn = createOpenaiAgent().startTurn(
      bench.context(prompt, { kind: 'openai' }, { containment: found, mark, env }),
    )
    expect(await turn.done).toEqual({ kind: 'completed' })
    await fake.close()
    const commands = bench.items().filter(({ kind }) => kind === 'command')
    expect(bench.output(commands.at(-1)?.id ?? '')).toBe('1\n')
    expect(await left()).toEqual([])
  })

  test.each(Object.entries(detached))('nothing is left of a killed workbench: %s', async (_, line) => {
    const node = spawn(
      process.execPath,
      [script, bench.worktree, bench.folder, bench.folder, `${line} sleep 1000`],
      {
        stdio: 'ignore',
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      },
    )
    await until('it runs', isThere, 20_000)
    expect((await left()).length).toBeGreaterThan(0)
    node.kill('SIGKILL')
    await until('nothing is left', async () => (await left()).length === 0)
    expect(await sleeps()).toBe(false)
  })
})

describe('with process groups alone', () => {
  test('a turn goes as ever, and what left its group is found by its mark', async () => {
    const groups = await containments.get(false)
    expect(groups.kind).toBe('group')
    const outcome = await start(
      `${detached['setsid']} while ! test -e there; do sleep 0.02; done; exit 3`,
      groups,
    ).done
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('exit code 3') },
    })
    // It said that it is there before it became what goes on.
    await until('it goes on', async () => (await left())[0]?.command === 'sleep 1000')
    expect(await left()).toEqual([
      { pid: expect.any(Number), mark: expect.stringMatching(/\/session-1\/1$/), command: 'sleep 1000' },
    ])
  })

  test('a turn is told why when a namespace can’t be made any more', async () => {
    const broken: Containment = {
      ...found,
      open: () => Promise.resolve({ ok: false, error: 'no more of them' }),
    }
    expect(await start('true', broken).done).toMatchObject({
      kind: 'failed',
      failure: { kind: 'notStarted', message: expect.stringContaining('no more of them') },
    })
  })
})

describe.runIf(isRoot && found.kind === 'namespace')('as a person without rights', () => {
  // ssh wants a person who has a name: on every Linux this one is `daemon`.
  const person = 1
  const group = 54_322
  /** Runs a line as a turn of that person, after `prepare` as root with mounts of its own. */
  async function turnOfPerson(line: string, prepare = 'true'): Promise<Record<string, unknown>> {
    for (const folder of [path.dirname(bench.worktree), bench.worktree, bench.folder])
      chmodSync(folder, 0o755)
    for (const folder of [bench.worktree, bench.folder]) chownSync(folder, person, person)
    const who = ['--reuid', String(person), '--regid', String(person), '--groups', String(group)]
    const { stdout } = await run(
      'unshare',
      [
        ...['--mount', 'sh', '-c', `${prepare}; exec "$@"`, 'sh', 'setpriv', ...who],
        ...[process.execPath, script, bench.worktree, bench.folder, bench.folder, line],
      ],
      { env: { ...process.env, NODE_NO_WARNINGS: '1' } },
    )
    return JSON.parse(stdout) as Record<string, unknown>
  }

  test('they keep their name and what a group of theirs may use, and nothing goes on', async () => {
    const socket = path.join(bench.worktree, 'docker.sock')
    const server = createServer((client) => client.end('served\n')).listen(socket)
    await until('it listens', () => existsSync(socket))
    chownSync(socket, 0, group)
    chmodSync(socket, 0o660)
    const ask = `${process.execPath} -e "require('net').connect('docker.sock').pipe(process.stdout)"`
    const said = await turnOfPerson(
      `id -u; grep CapEff /proc/self/status /proc/1/status | grep -vc 0000000000000000; test $$ -gt 1000; echo $?; ${ask}; ${detached['setsid']} while ! test -e there; do sleep 0.02; done`,
    )
    server.close()
    expect(said).toMatchObject({
      held: 'namespace',
      outcome: { kind: 'completed' },
      output: `${person}\n0\n0\nserved\n`,
    })
    expect(said['notice']).toContain('sudo')
    expect(await left()).toEqual([])
  })

  test.runIf(existsSync('/usr/bin/ssh'))('ssh reads the configuration of the machine', async () => {
    const ssh = path.join(path.dirname(bench.worktree), 'etc ssh')
    mkdirSync(path.join(ssh, 'ssh_config.d'), { recursive: true })
    writeFileSync(path.join(ssh, 'ssh_config'), `Include /etc/ssh/ssh_config.d/*.conf\n`)
    writeFileSync(path.join(ssh, 'ssh_config.d', '50-more.conf'), 'Host example\n  Hostname 127.0.0.77\n')
    const said = await turnOfPerson('ssh -G example', `mount --bind '${ssh}' /etc/ssh`)
    expect(said).toMatchObject({ held: 'namespace', outcome: { kind: 'completed' } })
    expect(said['output']).toContain('hostname 127.0.0.77\n')
  })
})

test('the copy of ssh’s configuration names copies of all its parts, and leaves the rest as it is', async () => {
  const { path: folder, remove } = temporaryFolder('winnow-ssh-')
  try {
    mkdirSync(path.join(folder, 'd'))
    const main = 'Host a\n  Port 7\nInclude d/*.conf "other file"\n\tinclude=missing\nHost b\n'
    writeFileSync(path.join(folder, 'ssh_config'), main)
    writeFileSync(path.join(folder, 'd', '2.conf'), 'Include third\n')
    writeFileSync(path.join(folder, 'd', '1.conf'), 'Port 1\n')
    writeFileSync(path.join(folder, 'd', '.hidden.conf'), 'Port 9\n')
    writeFileSync(path.join(folder, 'd', 'readme'), 'no')
    writeFileSync(path.join(folder, 'other file'), 'Port 2\n')
    symlinkSync(path.join(folder, 'd', '1.conf'), path.join(folder, 'third'))
    const mount = await sshConfigurationInside(path.join(folder, 'in side'), path.join(folder, 'ssh_config'))
    expect(mount?.at).toBe(path.join(folder, 'ssh_config'))
    /** The lines with those of included files in their place. */
    const whole = (file: string): readonly string[] =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => {
          const names = line.startsWith('Include ') ? [...line.matchAll(/"([^"]*)"/g)] : []
          for (const [, name = ''] of names)
            expect(path.dirname(name)).toMatch(/in side\/ssh$|winnow-ssh-[^/]*$/)
          return names.length > 0
            ? names.flatMap(([, name = '']) => (existsSync(name) ? whole(name) : []))
            : [line]
        })
    expect(whole(mount?.file ?? '').filter(Boolean)).toEqual([
      ...['Host a', '  Port 7', 'Port 1', 'Port 1', 'Port 2', 'Host b'],
    ])
    writeFileSync(path.join(folder, 'ssh_config'), 'Host b\n')
    expect(
      await sshConfigurationInside(path.join(folder, 'inside'), path.join(folder, 'ssh_config')),
    ).toBeNull()
  } finally {
    remove()
  }
})
