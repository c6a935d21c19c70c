import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { effortsFor, type OfferedModels } from '#shared/domain/agent/offered-models.ts'
import { listModels } from '#main/agents/codex/models.ts'
import { codexManifest } from '#main/agents/codex/manifest.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { agentPrograms, codexHome, patience, type AgentHome } from '#test/support/real-agents.ts'
import { temporaryFolder } from '#test/support/repository.ts'

describe.skipIf(agentPrograms === null)('the models of the real Codex', { timeout: patience }, () => {
  let model: FakeResponses
  let home: AgentHome
  beforeEach(async () => {
    model = await startFakeResponses()
    home = codexHome(model.url)
  })
  afterEach(async () => {
    await model.close()
    home.remove()
  })

  test('are those that it says, with how much each thinks, all of which can be chosen', async () => {
    const { models, note } = await listModels(home.env, [])
    expect(note).toBeNull()
    expect(models.map(({ name }) => name)).toContain('gpt-5.5')
    expect(effortsFor(models, 'gpt-5.5')).toEqual(['low', 'medium', 'high', 'xhigh'])
    const all = effortsFor(models, '')
    expect(all).toContain('xhigh')
    for (const effort of all)
      expect(codexManifest.options.safeParse({ effort })).toMatchObject({ success: true })
    // It asked its model for nothing, and began no conversation.
    expect(model.requests.filter(({ method }) => method === 'POST')).toEqual([])
  })

  test('of one that is not signed in say so', async () => {
    const bare = temporaryFolder('winnow-codex-bare-')
    const { CODEX_API_KEY: _, ...env } = home.env
    const { models, note } = await listModels({ ...env, CODEX_HOME: bare.path }, [])
    expect(models.length).toBeGreaterThan(0)
    expect(note).toContain('codex login')
    bare.remove()
  })
})

describe('a Codex', () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => void (folder = temporaryFolder('winnow-codex-models-')))
  afterEach(() => folder.remove())

  /** Asks a program in its place, for the home `home`. */
  const ask = (): Promise<OfferedModels> =>
    listModels(
      {
        PATH: [path.join(folder.path, 'bin'), '/usr/bin', '/bin'].join(path.delimiter),
        CODEX_HOME: path.join(folder.path, 'home'),
      },
      [],
    )
  const write = (lines: string): void => {
    mkdirSync(path.join(folder.path, 'bin'), { recursive: true })
    mkdirSync(path.join(folder.path, 'home'), { recursive: true })
    writeFileSync(path.join(folder.path, 'bin', 'codex'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 })
  }

  test('that ends, or does not know the question, says why there are none', async () => {
    write('exit 3')
    expect(await ask()).toEqual({ models: [], note: expect.stringContaining('Type the name of any.') })
    write(
      `read l; echo '{"id":1,"result":{}}'; read l; read l; echo '{"id":2,"error":{"message":"no"}}'
read l; echo '{"id":3,"error":{"message":"unknown method"}}'; cat >/dev/null`,
    )
    expect((await ask()).note).toContain('unknown method')
  })

  test('is asked once, and again when its login is another one', async () => {
    write(
      `echo asked >> '${folder.path}/asked'; n=$(wc -l < '${folder.path}/asked' | tr -d ' ')
read l; echo '{"id":1,"result":{}}'; read l; read l; echo '{"id":2,"result":{"account":{}}}'
read l; echo '{"id":3,"result":{"data":[{"model":"m'$n'"},{"model":"old","hidden":true}]}}'; cat >/dev/null`,
    )
    const names = async (): Promise<readonly string[]> => (await ask()).models.map(({ name }) => name)
    expect(await names()).toEqual(['m1'])
    expect(await names()).toEqual(['m1'])
    const login = path.join(folder.path, 'home', 'auth.json')
    writeFileSync(login, '{}')
    expect(await names()).toEqual(['m2'])
    utimesSync(login, 5, 5)
    expect(await names()).toEqual(['m3'])
  })
})
