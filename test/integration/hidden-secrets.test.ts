import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRecord } from '#main/instance/record.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

/** Another one each time: what else runs on this machine has none of it. */
const secret = `sk-planted-${randomUUID()}`
const script = fileURLToPath(new URL('../support/hide-secrets-process.ts', import.meta.url))

/** An environment as the system shows it. */
function variables(base64: string): ReadonlyMap<string, string> {
  const entries = Buffer.from(base64, 'base64').toString('latin1').split('\0')
  return new Map(
    entries
      .filter((entry) => entry.includes('='))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )
}

describe.runIf(process.platform === 'linux')('the secrets of an environment', () => {
  it('are hidden from others, and stay for the process itself and what it starts', () => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      OPENAI_API_KEY: secret,
      A_TOKEN: 'two words = one\nline',
      Password: 'ünïcödé ✓',
      EMPTY_SECRET: '',
      KEYBOARD: 'us',
      HOME: '/nowhere',
      LAST_KEY: 'x'.repeat(100_000),
    }
    const printed = execFileSync(process.execPath, [script], { env, encoding: 'utf8', maxBuffer: 1 << 24 })
    const { hidden, own, shown, child } = JSON.parse(printed) as {
      hidden: readonly string[]
      own: Record<string, string>
      shown: string
      child: string
    }
    const secrets = ['A_TOKEN', 'LAST_KEY', 'OPENAI_API_KEY', 'Password']
    expect(hidden.toSorted()).toEqual(secrets)
    expect(own).toEqual(env)
    const seen = variables(shown)
    for (const [name, value] of Object.entries(env)) {
      expect([name, seen.get(name)]).toEqual([name, secrets.includes(name) ? '' : value])
      expect(Buffer.from(variables(child).get(name) ?? '', 'latin1').toString()).toBe(value)
    }
  })

  it('are hidden where they are no text, too', () => {
    const start = `export ODD_KEY=$(printf '\\377x'); exec "$0" "$1"`
    const printed = execFileSync('/bin/sh', ['-c', start, process.execPath, script], {
      env: { PATH: process.env['PATH'] },
      encoding: 'utf8',
    })
    const { hidden, shown } = JSON.parse(printed) as { hidden: readonly string[]; shown: string }
    expect([hidden, variables(shown).get('ODD_KEY')]).toEqual([['ODD_KEY'], ''])
  })
})

describe.runIf(process.platform === 'linux')('the processes of Winnow', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let repository: TestRepository

  beforeEach(() => {
    folder = temporaryFolder('winnow-hidden-')
    repository = new TestRepository(path.join(folder.path, 'repository'))
    repository.commit('base', { 'a.txt': 'a\n' })
  })
  afterEach(async () => {
    writeFileSync(path.join(folder.path, 'go'), '')
    const owner = readRecord(path.join(folder.path, 'winnow-home'))
    if (owner !== null) {
      process.kill(owner.pid, 'SIGTERM')
      await until('the owner ended', () => !existsSync(`/proc/${owner.pid}`), 60_000)
    }
    folder.remove()
  })

  /** Processes whose environment shows the secret to whoever may look. */
  const showing = (): readonly string[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(secret)) return []
          return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')]
        } catch {
          return []
        }
      })

  it('show no secret while a turn runs, and give it to the agent that needs it', async () => {
    const winnow = new CommandLine(folder.path, { PLANTED_API_KEY: secret })
    const started = winnow.start(['serve'])
    await once(started.stdout, 'data')
    const owner = readFileSync(`/proc/${started.pid ?? 0}/environ`, 'latin1')
    expect([owner.includes(`HOME=${folder.path}`), owner.includes('PLANTED_API_KEY=')]).toEqual([true, true])
    const going = path.join(folder.path, 'going')
    const go = path.join(folder.path, 'go')
    const turn = `touch '${going}'; while [ ! -e '${go}' ]; do sleep 0.05; done`
    const run = ['task', 'wait', '--agent', 'command', '--run', turn, '--wait', '--json']
    const waiting = winnow.run(run, { cwd: repository.path })
    await until('the turn runs', () => existsSync(going), 60_000)
    expect(showing()).toEqual([])
    writeFileSync(go, '')
    expect((await waiting).exitCode).toBe(0)
    const names = `test "$PLANTED_API_KEY" = ${secret}`
    const named = ['task', 'use it', '--agent', 'command', '--run', names, '--wait', '--json']
    expect((await winnow.run(named, { cwd: repository.path })).exitCode).toBe(0)
  }, 180_000)

  it('that start a host in the background leave none to it', async () => {
    const winnow = new CommandLine(folder.path, { PLANTED_API_KEY: secret })
    const turn = `touch '${folder.path}/going'; while [ ! -e '${folder.path}/go' ]; do sleep 0.05; done`
    await winnow.json(['task', 'wait', '--agent', 'command', '--run', turn], { cwd: repository.path })
    await until('the turn runs', () => existsSync(path.join(folder.path, 'going')), 60_000)
    expect(showing()).toEqual([])
  }, 180_000)
})
