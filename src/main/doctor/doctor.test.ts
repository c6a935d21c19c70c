import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { atLeast, runAgent, runDoctor } from './doctor.ts'

let temporary: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  temporary = temporaryFolder()
})
afterEach(() => temporary.remove())

/** A machine with nothing but these programs, each a shell script. */
function machine(programs: Readonly<Record<string, string>>, extra: Record<string, string> = {}) {
  const bin = path.join(temporary.path, 'bin')
  mkdirSync(bin)
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(path.join(bin, name), 0o755)
  }
  const env = { PATH: bin, HOME: temporary.path, WINNOW_HOME: path.join(temporary.path, 'data'), ...extra }
  return async (name: string) => {
    const { checks } = await runDoctor({ env, platform: 'linux' })
    return checks.find((check) => check.name === name)
  }
}

describe('the doctor', () => {
  it('compares versions by their numbers', () => {
    expect(atLeast('2.38.1', [2, 38])).toBe(true)
    expect(atLeast('2.9.5', [2, 38])).toBe(false)
    expect(atLeast('3.0.0 (Apple Git-1)', [2, 38])).toBe(true)
    expect(atLeast('none', [2, 38])).toBe(false)
  })

  it('finds git, and says how to get it when it is missing or too old', async () => {
    expect((await machine({ git: 'echo git version 2.45.0' })('git'))?.state).toBe('ok')
    temporary.remove()
    mkdirSync(temporary.path)
    const old = await machine({ git: 'echo git version 2.30.2' })('git')
    expect(old).toMatchObject({ state: 'missing', note: 'git 2.30.2 is too old. Install git 2.38 or newer.' })
    temporary.remove()
    mkdirSync(temporary.path)
    expect((await machine({})('git'))?.note).toContain('no git on PATH')
  })

  it('tells a sandbox that works from one that does not', async () => {
    const broken = await machine({ bwrap: 'echo "No permissions to create new namespace" >&2; exit 1' })(
      'sandbox',
    )
    expect(broken?.state).toBe('warning')
    expect(broken?.note).toContain('No permissions to create new namespace')
  })

  it('looks for agents on PATH and for a key in the environment', async () => {
    const programs = { codex: 'echo codex-cli 0.171.0', opencode: 'exit 1' }
    const look = machine(programs, { OPENAI_API_KEY: 'planted-secret' })
    expect(await look('agent Codex')).toMatchObject({
      state: 'ok',
      note: expect.stringMatching(/^Version 0\.171\.0\. Found at /) as string,
    })
    expect(await look('agent opencode')).toMatchObject({
      state: 'warning',
      note: expect.stringContaining('does not say its version') as string,
    })
    expect((await look('agent Claude Code'))?.state).toBe('warning')
    const openai = await look('agent OpenAI')
    expect(openai?.state).toBe('ok')
    expect(openai?.note).not.toContain('planted-secret')
  })

  it('has an agent write a file in a scratch repository, and keeps nothing of it', async () => {
    // What it may write besides, in a sandbox too.
    const where = path.join(temporary.path, '.claude', 'where')
    mkdirSync(path.dirname(where))
    const beside = path.join(temporary.path, 'beside')
    const claude = `[ "$1" = --version ] && exit; pwd > ${where}; (echo x > ${beside}) 2>/dev/null; [ -n "$SILENT" ] || echo hello > hello.txt`
    machine({ claude, git: 'exit 0' })
    const PATH = `${path.join(temporary.path, 'bin')}:/usr/bin:/bin`
    const env = { PATH, HOME: temporary.path, SHELL: '/bin/sh' }
    const wrote = await runAgent('claude', { env, platform: 'linux' })
    expect(wrote.checks).toMatchObject([{ name: 'agent Claude Code', state: 'ok' }])
    expect(existsSync(readFileSync(where, 'utf8').trim())).toBe(false)
    const wroteBeside = existsSync(beside)
    // It runs the program too, to hear its version, wherever the tests are run from.
    const { checks } = await runDoctor({ env, platform: 'linux' })
    const isKept = checks.find(({ name }) => name === 'sandbox')?.state === 'ok'
    expect(wroteBeside).toBe(!isKept)
    const silent = await runAgent('claude', { env: { ...env, SILENT: '1' }, platform: 'linux' })
    expect(silent.checks[0]).toMatchObject({ state: 'warning' })
    expect(silent.checks[0]?.note).toContain('without the file')
    const gone = await runAgent('codex', { env, platform: 'linux' })
    expect(gone.checks[0]?.note).toContain('was not found on PATH')
  })

  it('reports a data folder that cannot be made', async () => {
    writeFileSync(path.join(temporary.path, 'file'), '')
    const blocked = machine({}, { WINNOW_HOME: path.join(temporary.path, 'file', 'data') })
    expect((await blocked('data folder'))?.state).toBe('missing')
  })
})
