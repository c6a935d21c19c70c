import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { OfferedModels } from '#shared/domain/agent/offered-models.ts'
import type { Environment } from '../adapter.ts'
import { commandEnvironment } from '../environment.ts'
import { ProcessGroup } from '../process-group.ts'
import { findProgram } from '../program.ts'
import { settledWithin } from '../settled-within.ts'
import { AppServerWire } from './app-server.ts'
import { account } from './protocol.ts'

/** Milliseconds that Codex gets: it takes half a second. */
const patience = 15_000
/** How many are offered at most. */
const most = 200

const modelsTold = z.looseObject({
  data: z.array(
    z.looseObject({
      model: z.string(),
      hidden: z.boolean().default(false),
      supportedReasoningEfforts: z.array(z.looseObject({ reasoningEffort: z.string() })).default([]),
    }),
  ),
})

/** What was told last, and of which login and configuration that was. */
const kept = new Map<string, OfferedModels>()

/**
 * The models that Codex has for the person's own login. They are asked for again once its program, login or configuration
 * is another one. Nothing of its folder is written, and no conversation begins.
 */
export async function listModels(env: Environment, secrets: readonly string[]): Promise<OfferedModels> {
  const file = await findProgram('codex', env)
  if (file === null) return { models: [], note: null }
  const home = env['CODEX_HOME'] || path.join(env['HOME'] || homedir(), '.codex')
  const files = [file, path.join(home, 'auth.json'), path.join(home, 'config.toml')]
  const changed = await Promise.all(
    files.map((one) =>
      stat(one).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  const key = JSON.stringify([files, changed])
  const known = kept.get(key)
  if (known !== undefined) return known
  const told = await askForModels(file, commandEnvironment(env, { secrets }))
  if (told.models.length > 0) {
    kept.clear()
    kept.set(key, told)
  }
  return told
}

async function askForModels(file: string, env: Readonly<Record<string, string>>): Promise<OfferedModels> {
  let server: ProcessGroup | null = null
  const wire = new AppServerWire((text) => server?.write(text) ?? false, {
    notification: () => undefined,
    request: (request) => request.refuse('no turn runs'),
  })
  const started = ProcessGroup.start({
    file: '/bin/sh',
    // What it logs does not get between its messages.
    args: ['-c', 'exec "$@" 2>/dev/null', 'sh', file, 'app-server'],
    folder: path.dirname(file),
    env,
    input: 'pipe',
    onOutput: (bytes) => Promise.resolve(wire.read(bytes)),
  })
  server = started
  void started.ended.then(() => wire.end())
  try {
    const asked = askWith(wire)
    if (await settledWithin(asked, patience)) return await asked
    return unknown('it did not answer within 15 s')
  } finally {
    await started.stop()
  }
}

async function askWith(wire: AppServerWire): Promise<OfferedModels> {
  const hello = await wire.call('initialize', {
    clientInfo: { name: 'winnow', title: 'Winnow', version: '0' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  })
  if (!hello.ok) return unknown(hello.error)
  wire.notify('initialized')
  const who = await wire.call('account/read', {})
  const answer = await wire.call('model/list', { limit: most })
  if (!answer.ok) return unknown(answer.error)
  const read = modelsTold.safeParse(answer.value)
  if (!read.success) return unknown('its answer could not be read')
  const models = read.data.data
    .filter(({ hidden }) => !hidden)
    .map(({ model, supportedReasoningEfforts }) => ({
      name: model,
      efforts: supportedReasoningEfforts.map(({ reasoningEffort }) => reasoningEffort),
    }))
  const login = who.ok ? account.safeParse(who.value) : null
  const isOut = login?.success === true && login.data.requiresOpenaiAuth && !login.data.account
  return {
    models,
    note: isOut
      ? 'Codex is not signed in, so these are the models that it knows of itself. Run “codex login” in a terminal to see yours.'
      : null,
  }
}

function unknown(why: string): OfferedModels {
  return { models: [], note: `Codex did not say which models it has (${why}). Type the name of any.` }
}
