import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { startFakeAnthropic } from '#test/support/fake-anthropic.ts'
import { startFakeChat } from '#test/support/fake-chat.ts'
import { startFakeGemini } from '#test/support/fake-gemini.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import {
  agentPrograms,
  claudeHome,
  geminiHome,
  opencodeHome,
  patience,
  type AgentHome,
} from '#test/support/real-agents.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/* Real agents, whole, in a session's sandbox: what they need of their own is there, and nothing else can be written. */
const found = await (async () => {
  const scratch = temporaryFolder()
  const containment = await new Containments(scratch.path).get(true)
  const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)
  scratch.remove()
  return sandbox
})()

interface RealAgent {
  readonly program: string
  model(): Promise<{ readonly url: string; close(): Promise<void> }>
  home(url: string): AgentHome
  shell(command: string): ScriptStep
}

const shell = (name: string) => (command: string) => ({
  call: { name, args: { command, description: 'run it' } },
})
const agents: Readonly<Record<string, RealAgent>> = {
  opencode: { program: 'opencode', model: startFakeChat, home: opencodeHome, shell: shell('bash') },
  claude: { program: 'claude-agent-acp', model: startFakeAnthropic, home: claudeHome, shell: shell('Bash') },
  gemini: {
    program: 'gemini',
    model: startFakeGemini,
    home: geminiHome,
    shell: shell('run_shell_command'),
  },
}
const has = (program: string): boolean =>
  found.kind === 'bubblewrap' && agentPrograms !== null && existsSync(path.join(agentPrograms, program))

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => void (folder = temporaryFolder('winnow-kept-agents-')))
afterEach(() => folder.remove())

for (const [kind, { program, model: startModel, home: makeHome, shell: run }] of Object.entries(agents))
  describe.skipIf(!has(program))(`${kind} in the sandbox`, { timeout: 3 * patience }, () => {
    test('works, commits, goes on in a follow-up, and writes nowhere else', async () => {
      const model = await startModel()
      const home = makeHome(model.url)
      const repository = new TestRepository(path.join(folder.path, 'pond'))
      repository.commit('Begin', { 'hello.txt': 'hello\n' })
      const workbench = await TestWorkbench.start(folder.path, { env: { ...home.env, WINNOW_SANDBOX: '' } })
      try {
        const beside = path.join(folder.path, 'beside')
        const line = `echo more >> hello.txt; git commit -qam mine; git log --format=%s -n 1 > log.txt; echo x > '${beside}'; ls '${realpathSync(folder.path)}/winnow' > seen.txt; echo $TMPDIR >> seen.txt`
        const prompt = scripted('Do it', run(line), { say: 'Done.' })
        const agent = { kind, mode: 'never ask' }
        const { sessions } = unwrap(
          await workbench.client.session.submit({
            tasks: [{ repository: await workbench.open(repository.path), prompt, agent }],
          }),
        )
        const [session = ''] = sessions
        const ready = await workbench.state(session, 'ready', 'failed')
        expect([ready.state, ready.activity]).toEqual(['ready', 'finished its turn'])
        const read = (name: string): string => readFileSync(path.join(ready.worktree ?? '', name), 'utf8')
        expect(read('log.txt')).toBe('mine\n')
        expect(read('seen.txt')).toMatch(/^sessions\nworktrees\n\S*\/winnow-turn-\w+\S*\n$/)
        expect(existsSync(beside)).toBe(false)

        const text = scripted('And again', run('echo again > again.txt'), { say: 'Done again.' })
        unwrap(await workbench.client.session.followUp({ session, text }))
        await workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length === 2)
        expect(read('again.txt')).toBe('again\n')
        const { items } = unwrap(await workbench.client.session.timeline({ session, limit: 100 }))
        const notices = items.flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
        // Gemini CLI loads none that began within the same minute, wherever it runs.
        const lost = notices.filter((notice) => notice.includes('could not load its conversation'))
        expect(kind === 'gemini' ? [] : lost).toEqual([])
      } finally {
        await workbench.end()
        await model.close()
        home.remove()
      }
    })
  })
