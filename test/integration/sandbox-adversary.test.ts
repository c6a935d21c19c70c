import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Containments } from '#main/agents/namespaces.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder } from '#main/system/turn-mark.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { agentPrograms, codexHome, type AgentHome } from '#test/support/real-agents.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

/* Whether there is a sandbox is the machine's to say; what holds without one is in `only-the-person.test.ts`. */
const found = await (async () => {
  const scratch = temporaryFolder()
  const containment = await new Containments(scratch.path).get(true)
  const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)
  scratch.remove()
  return sandbox
})()

describe.runIf(found.kind === 'bubblewrap')(
  'an agent that sets out to decide by itself',
  { timeout: 360_000 },
  () => {
    let folder: string
    let codex: AgentHome
    let repository: TestRepository
    let model: FakeResponses
    let winnow: CommandLine
    let port: string
    let server: ReturnType<CommandLine['start']>

    beforeEach(async () => {
      // Not below the temporary folder: Codex's own sandbox lets that be written.
      folder = mkdtempSync('/var/tmp/winnow-adversary-')
      repository = new TestRepository(path.join(folder, 'repo'))
      repository.commit('one', { 'a.txt': 'a\n' })
      model = await startFakeResponses()
      codex = codexHome(model.url)
    })
    afterEach(async () => {
      for (const { pid } of await markedProcesses(markOfFolder(winnow.home))) process.kill(pid, 'SIGKILL')
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
      await model.close()
      codex.remove()
      rmSync(folder, { recursive: true, force: true })
    })

    async function serve(sandbox: string): Promise<void> {
      const bin = path.join(folder, 'bin')
      mkdirSync(bin)
      copyFileSync(path.resolve('test/support/fake-acp.mjs'), path.join(bin, 'opencode'))
      symlinkSync(process.execPath, path.join(bin, 'node'))
      winnow = new CommandLine(folder, {
        ...codex.env,
        WINNOW_SANDBOX: sandbox,
        PATH: `${bin}${path.delimiter}${codex.env['PATH'] ?? ''}`,
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: model.url,
      })
      server = winnow.start(['serve'])
      let said = ''
      server.stdout.on('data', (bytes) => (said += String(bytes)))
      await until('the host serves', () => /Open \S+:\d+\//.test(said), 30_000)
      port = /Open \S+?:(\d+)\//.exec(said)?.[1] ?? ''
    }

    /** The line that tries everything and writes what it got into its worktree. */
    const attempt = (): string => {
      const words = [
        winnow.home,
        folder,
        repository.path,
        process.execPath,
        path.resolve('bin/winnow.mjs'),
        port,
      ]
      const script = path.resolve('test/support/adversary.sh')
      return `echo evil >> a.txt; sh '${script}' ${words.map((word) => `'${word}'`).join(' ')} "$WINNOW_SESSION" > got.txt 2>&1; echo over >> got.txt`
    }

    async function got(words: readonly string[]): Promise<string> {
      const { session } = await winnow.json<{ session: string }>([
        ...['task', '--repo', repository.path, '--wait', ...words],
      ])
      const { worktree, counts } = await winnow.json<{ worktree: string; counts: object }>(['show', session])
      expect(counts).toMatchObject({ accepted: 0, rejected: 0 })
      expect(repository.git('show', 'main:a.txt')).toBe('a')
      return readFileSync(path.join(worktree, 'got.txt'), 'utf8')
    }

    const inParts = { args: { yield_time_ms: 30_000 } }
    const waits = { stdin: { session_id: 1, yield_time_ms: 120_000 } }
    const agents: Readonly<Record<string, () => readonly string[]>> = {
      'a command': () => ['x', '--run', attempt()],
      'our own': () => [
        scripted('x', { sh: attempt(), ...inParts }, waits, { say: 'Done.' }),
        ...['--agent', 'openai'],
      ],
      'one that speaks ACP': () => [attempt(), '--agent', 'opencode'],
    }
    for (const [name, words] of Object.entries(agents))
      test(`gets nothing: ${name}`, async () => {
        await serve('all')
        // Not even its port is there.
        expect(await got(words())).toBe('over\n')
      })

    test.skipIf(agentPrograms === null)('gets nothing: Codex, in its own', async () => {
      await serve('all')
      // It asks for a command's output until there is no more, as models do.
      const line = `${attempt()}; until test -e got.txt; do :; done`
      const words = scripted('x', { sh: line, ...inParts }, waits, { say: 'Done.' })
      expect(await got([words, '--agent', 'codex'])).toBe('over\n')
    })

    test('gets more without the sandbox, so that the others can fail', async () => {
      await serve('off')
      const out = await got(agents['a command']?.() ?? [])
      expect(out).toContain('got the address and the secret (plain)')
      expect(out).toContain('got the database (setsid)')
      expect(out).toContain(`got a place to write, ${path.join(folder, 'evil')} (setsid)`)
      expect(out).toContain('got a branch (bare)')
      // Its page shows nothing of itself to one whom the person did not let in.
      expect(out).toContain('saw the port (bare)\nreached the port (bare)\n')
      expect(out).not.toContain('page at its port')
    })
  },
)
