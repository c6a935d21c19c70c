import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import type { Environment } from './adapter.ts'
import { agentPresets } from './presets.ts'
import { findProgram } from './program.ts'

/**
 * The agents that can be chosen on this machine, looked for anew each time: what can run first, in a fixed order.
 * `hasKey` says whether a key for `openai` is in the system's keychain; `baseUrl` and `model` are the settings'.
 */
export async function discoverAgents(options: {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly openai?: { readonly hasKey: boolean; readonly baseUrl: string; readonly model: string }
}): Promise<AgentOffer[]> {
  const presets = await Promise.all(
    agentPresets.map(async (preset): Promise<AgentOffer> => {
      const file = await findProgram(preset.program, options.env, options.platform)
      const { label, command, followUpCommand } = preset
      return {
        choice: { kind: 'command', command, followUpCommand, label },
        label,
        available: file !== null,
        note:
          file === null
            ? `The program ${preset.program} was not found on PATH. ${preset.install}`
            : `Found at ${file}. It runs as “${command}”.`,
      }
    }),
  )
  const offers: AgentOffer[] = [
    openaiOffer(options.env, options.openai ?? { hasKey: false, baseUrl: '', model: '' }),
    ...presets,
    {
      choice: { kind: 'command', label: 'Command' },
      label: 'Command',
      available: true,
      note: 'Any command line, run in the worktree by your shell. The task is on its standard input and in $WINNOW_PROMPT.',
    },
    {
      choice: { kind: 'demo', label: 'Demo (scripted)' },
      label: 'Demo (scripted)',
      available: true,
      note: 'A script, not a model: it plays a short session on the demo repository, to try the workbench without an account.',
    },
  ]
  return [...offers.filter((offer) => offer.available), ...offers.filter((offer) => !offer.available)]
}

function openaiOffer(
  env: Environment,
  settings: { readonly hasKey: boolean; readonly baseUrl: string; readonly model: string },
): AgentOffer {
  const address = settings.baseUrl || env['OPENAI_BASE_URL'] || ''
  const key = env['OPENAI_API_KEY']
    ? 'the key from OPENAI_API_KEY'
    : settings.hasKey
      ? 'the stored key'
      : null
  const where = address === '' ? 'OpenAI' : address
  const offer = { choice: { kind: 'openai', label: 'OpenAI' }, label: 'OpenAI' } as const
  if (key === null && address === '')
    return {
      ...offer,
      available: false,
      note: 'There is no API key. Store one in the settings, or set OPENAI_API_KEY before the workbench starts; for another server with the same API, set its address.',
    }
  const model = settings.model === '' ? '' : ` with the model ${settings.model}`
  return {
    ...offer,
    available: true,
    note: `The built-in agent asks ${where}${model}, ${key === null ? 'without a key' : `with ${key}`}.`,
  }
}
