import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { startFakeChat } from '#test/support/fake-chat.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import {
  agentPrograms,
  codexHome,
  opencodeHome,
  patience,
  type AgentHome,
} from '#test/support/real-agents.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/* Real agents reach the review of their session by their own clients of the Model Context Protocol, in the sandbox. */

interface RealAgent {
  readonly model: () => Promise<FakeModel>
  readonly home: (url: string) => AgentHome
  readonly choice: AgentChoice
  readonly edit: ScriptStep
  /** What its model asks before it knows the tools. */
  readonly before: readonly ScriptStep[]
  readonly tool: (name: string) => { readonly name: string; readonly namespace?: string }
}
interface FakeModel {
  readonly url: string
  readonly requests: readonly unknown[]
  close(): Promise<void>
}

const agents: Readonly<Record<string, RealAgent>> = {
  opencode: {
    model: startFakeChat,
    home: opencodeHome,
    choice: { kind: 'opencode', mode: 'never ask' },
    edit: {
      call: { name: 'bash', args: { command: 'sed -i s/two/zwei/ a.txt', description: 'Say zwei' } },
    },
    before: [],
    tool: (name) => ({ name: `winnow_${name}` }),
  },
  // It says of servers only what they are for; their tools are there once they were searched for.
  codex: {
    model: startFakeResponses,
    home: codexHome,
    choice: { kind: 'codex', mode: 'never ask' },
    edit: { sh: 'sed -i s/two/zwei/ a.txt' },
    before: [{ find: 'undecided hunks of the review, propose' }],
    tool: (name) => ({ name, namespace: 'mcp__winnow' }),
  },
}

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => void (folder = temporaryFolder('winnow-review-server-')))
afterEach(() => folder.remove())

for (const [program, { model: startModel, home: makeHome, choice, edit, before, tool }] of Object.entries(
  agents,
))
  describe.skipIf(agentPrograms === null || !existsSync(path.join(agentPrograms, program)))(
    `${program} in the sandbox`,
    { timeout: 2 * patience },
    () => {
      test('lists what is undecided and proposes what to read, and decides nothing', async () => {
        const model = await startModel()
        const home = makeHome(model.url)
        const repository = new TestRepository(path.join(folder.path, 'pond'))
        repository.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' })
        const workbench = await TestWorkbench.start(folder.path, { env: { ...home.env, WINNOW_SANDBOX: '' } })
        try {
          const id = await workbench.open(repository.path)
          const tasks = [
            { repository: id, prompt: scripted('Say zwei', edit, { say: 'Done.' }), agent: choice },
          ]
          const [session = ''] = unwrap(await workbench.client.session.submit({ tasks })).sessions
          const first = await workbench.state(session, 'ready', 'failed')
          expect([first.state, first.revisions.length]).toEqual(['ready', 1])

          const call = (name: string, args: unknown): ScriptStep => ({
            call: { ...tool(name), args },
          })
          const pins = [{ path: 'a.txt', line: 2, reason: 'From inside' }]
          const text = scripted(
            'Propose',
            ...before,
            call('list_undecided', {}),
            call('propose_pins', { pins }),
            call('propose_explanation', { explanation: 'Two is zwei now.' }),
            { say: 'Proposed.' },
          )
          unwrap(await workbench.client.session.followUp({ session, text }))
          const second = await workbench.state(session, 'ready', 'failed', 'waiting')
          expect([second.state, second.activity]).toEqual(['ready', 'finished its turn'])
          const told = JSON.stringify(model.requests.at(-1))
          expect(told).toMatch(/difference.{1,12}-two.{1,8}\+zwei/)
          const proposed = unwrap(await workbench.client.changeset.proposed({ session }))
          expect(proposed).toMatchObject({ turn: 2, explanation: 'Two is zwei now.', pins: [{ line: 2 }] })
          expect(second.counts).toMatchObject({ accepted: 0, undecided: 1 })
        } finally {
          await workbench.end()
          await model.close()
          home.remove()
        }
      })
    },
  )
