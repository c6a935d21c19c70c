import type OpenAI from 'openai'
import type { Emitter } from '#shared/base/emitter.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentOutcome, CompactionContext } from '../adapter.ts'
import { findShell } from '../program.ts'
import { failedTurn } from '../turn-adapter.ts'
import type { AskOptions } from './ask-model.ts'
import { turnInstructions } from './instructions.ts'
import type { ServerMemory } from './server-memory.ts'
import { usualRetry, type RetryPolicy } from './stream.ts'
import { usualAddress } from './usual-address.ts'
import type { WorkMode } from './work-mode.ts'

/** What a turn runs with, as the person's settings, environment and choice say. */
export interface ChosenServer {
  readonly address: string
  /** Empty where the server wants none. */
  readonly key: string
  readonly model: string
  readonly shell: NonNullable<Awaited<ReturnType<typeof findShell>>>
}

/** Server, key, model and shell of a turn; the error is its outcome where one of them can't be used. */
export async function chosenServer(context: CompactionContext): Promise<Result<ChosenServer, AgentOutcome>> {
  const { env, settings } = context
  const address = settings.openaiBaseUrl || env['OPENAI_BASE_URL'] || usualAddress
  // They would be kept with what is said of the server, and fetch takes no such address anyway.
  if (URL.canParse(address) && new URL(address).username + new URL(address).password !== '')
    return err(
      failedTurn(
        'badAddress',
        'The server’s address holds a name or a password, so nothing ran. Take them out of the settings or OPENAI_BASE_URL and store the key instead, then start again.',
      ),
    )
  if (!/^https?:\/\/./.test(address) || !URL.canParse(address))
    return err(
      failedTurn(
        'badAddress',
        `The server's address “${address}” is not an http or https address, so nothing ran. Correct it in the settings or in OPENAI_BASE_URL, then start again.`,
      ),
    )
  const key = (env['OPENAI_API_KEY'] || (await context.key('openai')) || '').trim()
  if (key === '' && address === usualAddress)
    return err(
      failedTurn(
        'noKey',
        'There is no API key for OpenAI, so nothing ran. Store one in the settings, or set OPENAI_API_KEY before the workbench starts, then start again.',
      ),
    )
  if (/[^\x21-\x7e]/.test(key))
    return err(
      failedTurn(
        'badKey',
        'The API key has characters that no key has, so nothing was sent. Store it again in the settings, or correct OPENAI_API_KEY.',
      ),
    )
  const shell = await findShell(settings.shell, env)
  if (shell === null)
    return err(
      failedTurn(
        'notStarted',
        `The shell ${settings.shell || env['SHELL'] || '/bin/sh'} was not found, so nothing ran. Choose another shell in the settings and start again.`,
      ),
    )
  const model = context.choice.model || settings.openaiModel
  return ok({ address, key, model, shell })
}

/** Server and model: who can read the encrypted reasoning of a turn. */
export function originOf({ address, model }: ChosenServer): string {
  return `${address} ${model}`
}

/** How the model is asked, but for what belongs to the turn. `notes` are those of the worktree's root. */
export async function beginAsking({
  context,
  given,
  options,
  servers,
  resumed,
  mode,
  approved,
  notes,
}: {
  readonly context: CompactionContext
  readonly given: ChosenServer
  readonly options: { readonly retry?: Partial<RetryPolicy> }
  readonly servers: ServerMemory
  readonly resumed: Emitter<void>
  readonly mode: () => WorkMode
  /** The plan that was approved in an earlier turn; null where none was. */
  readonly approved: string | null
  readonly notes: string | null
}): Promise<Omit<AskOptions, 'report' | 'signal' | 'newId' | 'moreTools'>> {
  const { address, key, model, shell } = given
  const { worktree, session, choice } = context
  return {
    client: await createClient(address, key, context),
    model,
    effort: choice.effort ?? '',
    instructions: turnInstructions({
      mode: mode(),
      approved,
      worktree,
      shell: shell.file,
      date: new Date(),
      notes,
    }),
    session,
    server: await servers.of(originOf(given)),
    retry: { ...usualRetry, ...options.retry },
    resumed,
    mode,
    pictures: new Map(),
  }
}

/** Loaded when it is first needed: it costs the start of the workbench too much. */
async function createClient(address: string, key: string, context: CompactionContext): Promise<OpenAI> {
  const { default: Client } = await import('openai')
  return new Client({
    baseURL: address,
    // A local server may want no key, but the client wants one.
    apiKey: key || 'none',
    organization: context.env['OPENAI_ORG_ID'] ?? null,
    project: context.env['OPENAI_PROJECT_ID'] ?? null,
    maxRetries: 0,
    logLevel: 'off',
  })
}

/** An outcome without the key, which some servers repeat in their messages. */
export function withoutSecret(outcome: AgentOutcome, key: string): AgentOutcome {
  if (outcome.kind !== 'failed' || key === '') return outcome
  const message = outcome.failure.message.replaceAll(key, '(the key)')
  return { kind: 'failed', failure: { ...outcome.failure, message } }
}
