import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { unwrap } from '#shared/base/result.ts'
import type { AgentManifest } from '#main/agents/manifest.ts'
import { turnAdapter } from '#main/agents/turn-adapter.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'winnow-added-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const seen: Record<string, string | undefined>[] = []

/** An agent that writes what it was told, and all that is known of it. */
const scribe: AgentManifest = {
  kind: 'scribe',
  name: 'Scribe',
  icon: 'program',
  program: 'scribe',
  find: () => Promise.resolve({ available: true, note: 'It is always there.' }),
  options: z.strictObject({
    effort: z.enum(['low', 'high']).optional().meta({ title: 'Effort', description: 'How hard it writes.' }),
  }),
  capabilities: ['followUp', 'steer'],
  secrets: ['SCRIBE_TOKEN'],
  stateFolders: [],
  stateSettings: [],
  domains: [],
  createAdapter: () =>
    Promise.resolve(
      turnAdapter('scribe', ({ worktree, prompt, choice, withheld, report }) => {
        writeFileSync(path.join(worktree, 'said.txt'), `${prompt} (${choice.effort ?? ''})\n`)
        report.usage({ input: 900, cachedInput: 100, output: 20, reasoning: 5 })
        report.usage({ input: 1000, cachedInput: 800, output: 30, reasoning: 0 })
        seen.push({ withheld: withheld.join(' ') })
        return Promise.resolve({ kind: 'completed' })
      }),
    ),
}

test('another agent is its manifest and adapter: it is found, checked, named, kept from secrets and run', async () => {
  const repository = new TestRepository(path.join(folder, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const workbench = await TestWorkbench.start(folder, {
    agents: [scribe],
    env: { SCRIBE_TOKEN: 'its own', GITHUB_TOKEN: 'another’s' },
  })
  try {
    const offer = (await workbench.client.workbench.agents()).find(({ label }) => label === 'Scribe')
    expect(offer).toMatchObject({
      choice: { kind: 'scribe' },
      available: true,
      capabilities: ['followUp', 'steer'],
      options: [{ name: 'effort', label: 'Effort', values: ['low', 'high'] }],
    })
    const id = await workbench.open(repository.path)
    const submit = (effort: string) =>
      workbench.client.session.submit({
        tasks: [{ repository: id, prompt: 'write', agent: { kind: 'scribe', effort } }],
      })
    const refused = await submit('none')
    expect(refused.ok ? null : refused.error.kind).toBe('badAgentOption')
    const [session = ''] = unwrap(await submit('high')).sessions
    const ready = await workbench.state(session, 'ready')
    expect(ready.agent).toEqual({ kind: 'scribe', label: 'Scribe', effort: 'high' })
    expect(seen).toEqual([{ withheld: 'GITHUB_TOKEN' }])
    const changed = unwrap(await workbench.client.session.get({ session }))
    expect(changed.revisions).toHaveLength(1)
    // What it took of its model is one line of the turn, and stays.
    const page = await workbench.client.session.timeline({ session })
    const spent = unwrap(page).items.filter(({ kind }) => kind === 'usage')
    const sums = { requests: 2, input: 1900, cachedInput: 900, output: 50, reasoning: 5 }
    expect(spent).toMatchObject([{ ...sums, state: 'completed', turn: 1 }])
  } finally {
    await workbench.end()
  }
})
