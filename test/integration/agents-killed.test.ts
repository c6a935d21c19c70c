import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import { isOpen, type TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder } from '#main/system/turn-mark.ts'
import { startFakeChat } from '#test/support/fake-chat.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import {
  agentPrograms,
  codexHome,
  opencodeHome,
  patience,
  type AgentHome,
} from '#test/support/real-agents.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let model: { readonly url: string; readonly requests: readonly unknown[]; close(): Promise<void> }
let home: AgentHome
let owner: KillableOwner
let repository: TestRepository
let session: string

const never: ScriptStep = { say: 'never said' }

/** The agents that keep their conversation themselves, and how each is told to run a command. */
const agents: readonly {
  readonly kind: AgentKind
  readonly program: string
  readonly serve: () => Promise<typeof model>
  readonly homeOf: (url: string) => AgentHome
  readonly run: (command: string) => ScriptStep
  readonly ask: (command: string) => ScriptStep
  /** Its own process, by its command line. */
  readonly isAgent: (command: string) => boolean
}[] = [
  {
    kind: 'codex',
    program: 'codex',
    serve: startFakeResponses,
    homeOf: codexHome,
    run: (sh) => ({ sh, args: { yield_time_ms: 30_000 } }),
    ask: (sh) => ({ sh, args: { sandbox_permissions: 'require_escalated', justification: 'Please' } }),
    isAgent: (command) => command.includes('app-server'),
  },
  {
    kind: 'opencode',
    program: 'opencode',
    serve: startFakeChat,
    homeOf: opencodeHome,
    run: (command) => ({ call: { name: 'bash', args: { command, description: 'run it' } } }),
    ask: (command) => ({ call: { name: 'bash', args: { command, description: 'run it' } } }),
    isAgent: (command) => /opencode\S* acp/.test(command),
  },
]

const here = agents.filter(
  ({ program }) => agentPrograms !== null && existsSync(path.join(agentPrograms, program)),
)

/**
 * opencode takes some eight seconds of processor to start, each turn: of its four ways to be killed, two are in every run,
 * a killed agent and a killed workbench.
 */
const isShort = process.env['WINNOW_TEST_LONG'] === undefined

describe.each(here)(
  'a session of $kind',
  { timeout: patience },
  ({ kind, serve, homeOf, run, ask, isAgent }) => {
    beforeEach(async () => {
      folder = temporaryFolder('winnow-agents-killed-')
      model = await serve()
      home = homeOf(model.url)
      repository = new TestRepository(path.join(folder.path, 'repo'))
      repository.commit('one', { 'a.txt': 'a\n' })
      const { HOME: _, ...env } = home.env
      owner = new KillableOwner(folder.path, { ...env, NPM_CONFIG_REGISTRY: 'http://127.0.0.1:9/' })
      await owner.start()
    })
    afterEach(async () => {
      await owner.kill('everything')
      await model.close()
      home.remove()
      folder.remove()
    })

    const start = async (...steps: readonly ScriptStep[]): Promise<void> => {
      const { id } = unwrap(await owner.client.repository.open({ path: repository.path }))
      const tasks = [{ repository: id, prompt: scripted('Work.', ...steps), agent: { kind } }]
      session = unwrap(await owner.client.session.submit({ tasks })).sessions[0] ?? ''
    }
    const now = async (): Promise<Session> => unwrap(await owner.client.session.get({ session }))
    const items = async (): Promise<readonly TimelineItem[]> =>
      unwrap(await owner.client.session.timeline({ session, limit: 100 })).items
    const ran = async (): Promise<string> => {
      const file = path.join((await now()).worktree ?? '', 'ran')
      return existsSync(file) ? readFileSync(file, 'utf8') : ''
    }
    /** Allows all that it asks, until that is so. */
    const allowUntil = (done: (found: Session) => boolean | Promise<boolean>): Promise<void> =>
      until(
        'the turn gets there',
        async () => {
          const found = await now()
          for (const { id: item } of found.asks)
            await owner.client.session.answer({ session, item, option: idOf(found, item), words: '' })
          return done(found)
        },
        patience,
      )
    const noOrphans = (): Promise<void> =>
      until(
        'nothing of the turn runs',
        async () => (await markedProcesses(markOfFolder(owner.home))).length === 0,
        30_000,
      )
    const commands = async (): Promise<readonly string[]> =>
      (await items()).flatMap((item) => (item.kind === 'command' ? [item.state] : []))
    const killAgent = async (): Promise<void> => {
      for (const { pid, command } of await markedProcesses(markOfFolder(owner.home)))
        if (isAgent(command)) process.kill(pid, 'SIGKILL')
    }
    /** What the model was last asked with. */
    const asked = (): string => JSON.stringify(model.requests.at(-1))
    const goOn = async (): Promise<void> => {
      const text = scripted('Go on.', run('cat ran'), { say: 'ok' })
      unwrap(await owner.client.session.followUp({ session, text }))
      await allowUntil(({ state }) => state === 'ready')
    }

    test.skipIf(isShort && kind === 'opencode')(
      'whose workbench was killed in a command goes on, is told of it, and nothing runs twice',
      async () => {
        await start(run('echo one >> ran'), run('echo two >> ran; sleep 1000; echo three >> ran'), never)
        await allowUntil(async () => (await ran()) === 'one\ntwo\n' && (await commands()).includes('running'))
        await owner.kill('owner')
        await owner.start()
        expect((await now()).state).toBe('stopped')
        expect((await items()).filter(isOpen)).toEqual([])
        expect(await commands()).toEqual(['completed', 'interrupted'])
        await noOrphans()
        await goOn()
        expect(asked()).toContain('Interrupted: check the worktree')
        expect(asked()).toContain('\\n- echo two >> ran; sleep 1000')
        expect(asked()).not.toContain('\\n- echo one >> ran')
        expect(await ran()).toBe('one\ntwo\n')
      },
    )

    test('that is killed itself in a command fails, is told of it, leaves nothing, and goes on', async () => {
      await start(run('echo one >> ran'), run('echo two >> ran; sleep 1000; echo three >> ran'), never)
      await allowUntil(async () => (await ran()) === 'one\ntwo\n' && (await commands()).includes('running'))
      await killAgent()
      await until('it failed', async () => (await now()).state === 'failed', patience)
      expect((await now()).activity).toContain('killed from outside')
      expect((await items()).filter(isOpen)).toEqual([])
      expect(await commands()).toEqual(['completed', 'interrupted'])
      await noOrphans()
      await goOn()
      expect(asked()).toContain('\\n- echo two >> ran; sleep 1000')
      expect(await ran()).toBe('one\ntwo\n')
    })

    const killed = isShort && kind === 'opencode' ? ['workbench'] : ['workbench', 'agent']
    test.each(killed)('whose %s was killed while it asks has that expired', async (whom) => {
      await start(ask('echo asked >> ran'), never)
      await until('it asks', async () => (await now()).asks.length > 0, patience)
      const item = (await now()).asks[0]?.id ?? ''
      if (whom === 'agent') {
        await killAgent()
        await until('it failed', async () => (await now()).state === 'failed', patience)
      } else {
        await owner.kill('owner')
        await owner.start()
      }
      expect((await now()).asks).toEqual([])
      expect((await items()).find(({ id }) => id === item)).toMatchObject({ state: 'interrupted' })
      const late = await owner.client.session.answer({ session, item, option: 'once', words: '' })
      expect(late).toMatchObject({ ok: false, error: { kind: 'expired' } })
      await noOrphans()
      expect(await ran()).toBe('')
    })
  },
)

/** Allows once; each agent has a name of its own for that. */
function idOf({ asks }: Session, item: string): string | null {
  const found = asks.find(({ id }) => id === item)
  if (found?.kind !== 'approval') return null
  return found.options.find(({ effect }) => effect === 'allowOnce')?.id ?? null
}
